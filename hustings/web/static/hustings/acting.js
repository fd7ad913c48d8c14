// Answering, changing, reporting and voting without leaving the page; fetched when somebody first
// does. Each form is the one of its own page, shown where it belongs, and what is refused comes back
// with the reason in sight and the text kept. ``site.js`` hands itself over as ``site``.

/** @typedef {import("./site.js").Site} Site */
/** @typedef {{link: HTMLAnchorElement, place: Element, box: HTMLElement}} Opened */

/** Open a form below a comment, or close it; where there is none (sign in first), go to its page.
 * @param {Site} site @param {HTMLAnchorElement} link */
export async function open(site, link) {
  const place = link.closest(".c") ?? link.closest(".write");
  const before = place?.querySelector(":scope > .box");
  if (before) return before.remove();
  const { found } = await site.page(link.href);
  const form = found.querySelector(site.formOf(link));
  if (!place || !form) return location.assign(link.href);
  const box = site.make("div", "", "box");
  place.append(box);
  show(site, { link, place, box }, form);
}

/** @param {Site} site @param {Opened} opened @param {Element} form @param {Iterable<Element>} [told] */
function show(site, opened, form, told = []) {
  const { link, box } = opened;
  box.replaceChildren(...told, form);
  if (!(form instanceof HTMLFormElement)) return;
  const action = form.getAttribute("action") ?? link.pathname;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void send(site, opened, { form, action, button: /** @type {SubmitEvent} */ (event).submitter });
  });
  leaveable(box, form, link);
  site.restore(form);
  site.focus(form, "textarea, input:not([type=hidden]), button");
  const first = box.firstElementChild;
  first?.scrollIntoView({ block: first === form ? "nearest" : "start" }); // what is told may be long
}

/** Let a form be left by its own link and, where a draft is kept, by Escape.
 * @param {HTMLElement} box @param {HTMLFormElement} form @param {HTMLElement} link */
function leaveable(box, form, link) {
  /** @param {Event} event */
  const leave = (event) => {
    event.preventDefault();
    box.remove();
    link.focus();
  };
  form.querySelector(".buttons > a")?.addEventListener("click", leave);
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && form.dataset.draft) leave(event);
  });
}

/** @param {Site} site @param {Opened} opened
 * @param {{form: HTMLFormElement, action: string, button: HTMLElement | null}} sent */
async function send(site, opened, { form, action, button }) {
  const { box, link } = opened;
  const body = new URLSearchParams(/** @type {any} */ (new FormData(form, button)));
  try {
    const { response, found } = await site.page(action, { method: "POST", body });
    if (!response.redirected) {
      const again = found.querySelector(site.formOf(link));
      const told = found.querySelectorAll(".refused, .preview, .kept");
      if (again) show(site, opened, again, told);
      else if (told.length) box.replaceChildren(...told);
      else throw new Error("nothing to show");
      return;
    }
    site.draft(form.dataset.draft, null);
    box.remove();
    await posted(site, opened, found, response.url);
  } catch {
    form.querySelector(".offline")?.remove();
    form.prepend(site.make("p", site.words.offline ?? "", "refused offline"));
    form.scrollIntoView({ block: "nearest" });
  }
}

/** @param {Site} site @param {Opened} opened @param {Document} found @param {string} address */
async function posted(site, { link, place }, found, address) {
  if (new URL(address).search.includes("key=")) return location.assign(address); // a guest's only way back
  const told = [...found.querySelectorAll(".sheet [role=status]")].at(-1)?.textContent ?? "";
  const changed = /\/(edit|delete)$/.test(link.pathname) ? site.idOf(place) : "";
  if (!link.hash) await site.refresh(changed);
  const id = new URL(address).pathname.split("/")[2] ?? "";
  const shown = document.getElementById(`c-${id}`);
  if (shown && !link.hash) {
    shown.scrollIntoView({ block: "nearest" });
    site.focus(shown, ".n");
  } else {
    const held = link.hash ? null : found.querySelector(".sheet > .c"); // what only its writer sees
    note(site, place, told, held);
    link.focus({ preventScroll: true });
  }
  site.say(told);
}

/** Say below a comment what became of something. @param {Site} site @param {Element} place
 * @param {string} told @param {Element | null} text */
function note(site, place, told, text) {
  place.querySelector(":scope > .told")?.remove();
  const made = site.make("div", "", "told");
  made.append(site.make("p", told, "state"));
  if (text) made.append(text);
  place.append(made);
  made.scrollIntoView({ block: "nearest" });
}

/** Vote, or take the vote back. @param {Site} site @param {Element} comment @param {number} wanted */
export async function vote(site, comment, wanted) {
  const id = site.idOf(comment);
  const { votes } = site.own();
  const value = votes[id] === wanted ? 0 : wanted;
  const response = await fetch(`/api/v1/comments/${id}/vote`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ value }),
  });
  if (!response.ok) return location.assign(`/c/${id}#vote`);
  votes[id] = value;
  const { score } = await response.json();
  site.voted(id, value, score);
  site.say(String(score));
}
