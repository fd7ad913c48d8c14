// @ts-check
// The moderation desk. Keys: j and k walk, a finds nothing wrong, h opens the form for hiding,
// u undoes one's own last decision. A decision is sent without leaving the page; then the next case
// has the focus, and nothing else moves. Without this script the same forms lead back to the page.

const desk = /** @type {HTMLElement} */ (document.getElementById("desk"));
const said = /** @type {HTMLElement} */ (document.getElementById("desk-said"));
let sending = false;

const cases = () => /** @type {HTMLElement[]} */ ([...desk.querySelectorAll(".desk-case")]);
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
  const here = key === "u" ? desk : (current() ?? cases()[0]);
  const control = /** @type {HTMLElement | null | undefined} */ (here?.querySelector(`[data-key="${key}"]`));
  control?.click();
  if (key === "h") here?.querySelector("textarea")?.focus();
}

/** What is to be written stands in sight once its form is opened. @param {Event} event */
function opened(event) {
  const form = /** @type {Element} */ (event.target).querySelector(".desk-hide");
  form?.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  const target = /** @type {HTMLElement} */ (event.target);
  if (event.ctrlKey || event.metaKey || event.altKey || target.closest("input, textarea, select")) return;
  if (event.key === "j" || event.key === "k") walk(event.key === "j" ? 1 : -1);
  else if (["a", "h", "u"].includes(event.key)) press(event.key);
  else return;
  event.preventDefault();
});

/** Send a decision and put the queue as it is now in the place of the old one.
 * @param {HTMLFormElement} form @param {HTMLElement | null} button */
async function send(form, button) {
  const decided = form.closest(".desk-case");
  const next = form.dataset.case ?? (decided?.nextElementSibling ?? decided?.previousElementSibling)?.id ?? "";
  const body = new URLSearchParams(/** @type {any} */ (new FormData(form, button)));
  const response = await fetch(location.href, { method: "POST", body });
  const found = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = found.getElementById("desk");
  if (!fresh) return location.reload(); // signed out meanwhile
  const told = found.querySelector(".messages li");
  const refused = told?.classList.contains("error");
  desk.replaceChildren(...fresh.childNodes);
  const place = document.getElementById(next) ?? cases()[0];
  place?.focus();
  if (refused) tell(place ?? desk, told?.textContent ?? "");
  else said.textContent = told?.textContent?.trim() ?? "";
}

/** Say what went wrong where the moderator is looking. @param {Element} place @param {string} text */
function tell(place, text) {
  place.querySelector(".desk-refused")?.remove();
  const told = document.createElement("p");
  told.className = "desk-refused";
  told.setAttribute("role", "alert");
  told.textContent = text.trim();
  place.prepend(told);
}

desk.addEventListener("toggle", opened, { capture: true }); // it does not bubble
desk.addEventListener("submit", (event) => {
  event.preventDefault();
  if (sending) return;
  sending = true;
  const form = /** @type {HTMLFormElement} */ (event.target);
  const button = /** @type {SubmitEvent} */ (event).submitter;
  send(form, button)
    .catch(() => tell(form.closest(".desk-case") ?? desk, desk.dataset.offline ?? ""))
    .finally(() => (sending = false));
});
