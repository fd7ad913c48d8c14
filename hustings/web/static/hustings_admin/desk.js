// @ts-check
// Keys on the moderation desk: j and k walk, a finds nothing wrong, h opens the form for hiding,
// u undoes the last decision. After a decision the next case has the focus.

const cases = () => /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".desk-case")]);
const current = () => /** @type {HTMLElement | null} */ (document.activeElement?.closest(".desk-case"));

/** @param {number} step */
function walk(step) {
  const all = cases();
  const here = current();
  const at = here ? all.indexOf(here) : step > 0 ? -1 : all.length;
  all[Math.min(Math.max(at + step, 0), all.length - 1)]?.focus();
}

/** @param {string} key */
function press(key) {
  const here = current() ?? cases()[0];
  const control = /** @type {HTMLElement | null | undefined} */ (here?.querySelector(`[data-key="${key}"]`));
  control?.click();
  if (key === "h") /** @type {HTMLElement | null | undefined} */ (here?.querySelector("textarea"))?.focus();
}

document.addEventListener("keydown", (event) => {
  const target = /** @type {HTMLElement} */ (event.target);
  if (event.ctrlKey || event.metaKey || event.altKey || target.closest("input, textarea, select")) return;
  if (event.key === "j" || event.key === "k") walk(event.key === "j" ? 1 : -1);
  else if (event.key === "a" || event.key === "h") press(event.key);
  else if (event.key === "u") /** @type {HTMLElement | null} */ (document.querySelector(".desk-undo button"))?.click();
  else return;
  event.preventDefault();
});

const NEXT = "hustings-desk-next";

document.addEventListener("submit", (event) => {
  const decided = /** @type {Element} */ (event.target).closest(".desk-case");
  sessionStorage.setItem(NEXT, (decided?.nextElementSibling ?? decided?.previousElementSibling)?.id ?? "");
});

const next = sessionStorage.getItem(NEXT);
sessionStorage.removeItem(NEXT);
if (next !== null) (document.getElementById(next) ?? cases()[0])?.focus();
