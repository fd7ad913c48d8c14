// On every page: drafts that survive, and outside videos that load on a click.
// Nothing here is needed to read or to post.

document.documentElement.classList.add("js");

const KEPT = "hustings-draft:";

/** Keep or fetch a draft; storage may be full or forbidden, and then there is none.
 * @param {string} key @param {string | null} [text] @returns {string} */
function draft(key, text) {
  try {
    if (text === undefined) return localStorage.getItem(KEPT + key) ?? "";
    if (text) localStorage.setItem(KEPT + key, text);
    else localStorage.removeItem(KEPT + key);
  } catch {
    // private windows
  }
  return text ?? "";
}

/** @param {Element | null | undefined} form @returns {HTMLTextAreaElement | null} */
const textOf = (form) => form?.querySelector('textarea[name="text"]') ?? null;

/** @param {HTMLFormElement} form */
function restore(form) {
  const text = textOf(form);
  const key = form.dataset.draft;
  if (text && key && !text.value.trim()) text.value = draft(key);
  form.querySelector(".keys")?.removeAttribute("hidden");
}

document.addEventListener("input", (event) => {
  const form = event.target instanceof HTMLTextAreaElement ? event.target.form : null;
  if (form?.dataset.draft) draft(form.dataset.draft, textOf(form)?.value ?? "");
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  if (event.target instanceof HTMLTextAreaElement) event.target.form?.requestSubmit();
});

document.addEventListener("form-opened", (event) => {
  if (event.target instanceof HTMLFormElement) restore(event.target);
});

document.addEventListener("form-posted", (event) => {
  const form = event.target;
  if (form instanceof HTMLFormElement && form.dataset.draft) draft(form.dataset.draft, null);
});

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a[data-frame]") : null;
  if (!(link instanceof HTMLAnchorElement) || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const frame = document.createElement("iframe");
  frame.src = link.dataset.frame ?? "";
  frame.title = link.querySelector("img")?.alt ?? "";
  frame.allow = "fullscreen";
  frame.referrerPolicy = "no-referrer";
  link.replaceWith(frame);
  frame.focus();
});

document.querySelectorAll("form.writing").forEach((form) => {
  if (form instanceof HTMLFormElement) restore(form);
});

const posted = document.querySelector("[data-posted]");
if (posted instanceof HTMLElement) draft(posted.dataset.posted ?? "", null);
