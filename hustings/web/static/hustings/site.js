// One script for every page; nothing in it is needed to read or to post. First drafts that survive
// and outside videos that load on a click, then what helps to read a discussion: folding, what is new,
// what is one's own. What acts (forms in place, votes) is fetched when somebody acts: ``acting.js``.

document.documentElement.classList.add("js");

/** Keep a text or fetch it; storage may be full or forbidden, and then there is none.
 * @param {string} key @param {string | null} [text] @returns {string} */
function kept(key, text) {
  try {
    if (text === undefined) return localStorage.getItem(`hustings-${key}`) ?? "";
    if (text) localStorage.setItem(`hustings-${key}`, text);
    else localStorage.removeItem(`hustings-${key}`);
  } catch {
    // private windows
  }
  return text ?? "";
}

/** @param {string} [key] @param {string | null} [text] */
const draft = (key, text) => (key ? kept(`draft:${key}`, text) : "");
/** @param {Element | null | undefined} form @returns {HTMLTextAreaElement | null} */
const textOf = (form) => form?.querySelector('textarea[name="text"]') ?? null;

/** @param {HTMLFormElement} form */
function restore(form) {
  const text = textOf(form);
  if (text && !text.value.trim()) text.value = draft(form.dataset.draft) || text.value;
  form.querySelector(".keys")?.removeAttribute("hidden");
}

document.addEventListener("input", (event) => {
  const form = event.target instanceof HTMLTextAreaElement ? event.target.form : null;
  draft(form?.dataset.draft, textOf(form)?.value ?? "");
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  if (event.target instanceof HTMLTextAreaElement) event.target.form?.requestSubmit();
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

const done = document.querySelector("[data-posted]");
if (done instanceof HTMLElement) draft(done.dataset.posted, null);

// The discussion, where the page has one.

/** @typedef {{id: string, editable_until: string | null, state: string}} OwnComment */
/** @typedef {{name: string, signed_in: boolean, votes: Record<string, number>, comments: OwnComment[]}} Me */

const section = /** @type {HTMLElement} */ (document.getElementById("discussion"));
const thread = /** @type {HTMLElement} */ (document.getElementById("thread"));
const words = thread?.dataset ?? {};
const discussion = section?.dataset.discussion ?? "";
const POLL = 60_000;
const SESSION = /(^|; )session-here=/;
/** @type {Me} */
let me = { name: "", signed_in: false, votes: {}, comments: [] };

/** @param {string} tag @param {string} text @param {string} [kind] */
function make(tag, text, kind) {
  const made = document.createElement(tag);
  made.textContent = text;
  if (kind) made.className = kind;
  return made;
}

/** @param {Element} comment */
const idOf = (comment) => comment.id.slice(2);
/** @param {Element} comment */
const levelOf = (comment) => Number(comment.getAttribute("aria-level"));
/** @param {Element} comment */
const timeOf = (comment) => comment.querySelector("time")?.dateTime ?? "";
/** @param {Element | null} inside @param {string} chosen */
function focus(inside, chosen) {
  const found = inside?.querySelector(chosen);
  if (found instanceof HTMLElement) found.focus({ preventScroll: true });
}

const live = make("p", "", "live");
live.setAttribute("role", "status");
/** @param {string} text */
const say = (text) => (live.textContent = text);

/** @param {string} address @param {RequestInit} [options] */
async function page(address, options) {
  const response = await fetch(address, { credentials: "same-origin", ...options });
  const found = new DOMParser().parseFromString(await response.text(), "text/html");
  return { response, found };
}

/** @param {Element} comment */
function below(comment) {
  const found = [];
  let next = comment.nextElementSibling;
  while (next instanceof HTMLElement && levelOf(next) > levelOf(comment)) {
    found.push(next);
    next = next.nextElementSibling;
  }
  return found;
}

/** @param {Element} comment @param {boolean} [open] */
function fold(comment, open) {
  const control = comment.querySelector(".f");
  if (!control) return;
  const show = open ?? control.getAttribute("aria-expanded") === "false";
  const answers = below(comment);
  let closed = 0; // the level of a branch that stays folded inside this one
  for (const answer of answers) {
    if (closed && levelOf(answer) > closed) continue;
    closed = 0;
    answer.hidden = !show;
    if (show && answer.querySelector('.f[aria-expanded="false"]')) closed = levelOf(answer);
  }
  const names = new Set(answers.map((one) => one.querySelector("bdi")?.textContent));
  control.setAttribute("aria-expanded", String(show));
  control.textContent = show ? "" : `${words.answers}: ${answers.length} · ${words.readers}: ${names.size}`;
}

/** @param {HTMLElement} comment @param {number} x */
function foldAtLine(comment, x) {
  const box = comment.getBoundingClientRect();
  const rtl = getComputedStyle(comment).direction === "rtl";
  const step = parseFloat(getComputedStyle(document.documentElement).getPropertyValue("--step"));
  const level = Math.floor((rtl ? box.right - x : x - box.left) / step) + 1;
  /** @type {Element | null} */
  let above = comment;
  while (above && levelOf(above) > level) above = above.previousElementSibling;
  if (!above || level >= levelOf(comment)) return;
  fold(above, false);
  above.scrollIntoView({ block: "nearest" });
}

/** Bring in what is new; nothing that stands here moves. @param {string} [changed] is replaced */
async function refresh(changed) {
  const { response, found } = await page(location.pathname + location.search, { cache: "no-cache" });
  if (!response.ok) return [];
  const arrived = [];
  /** @type {Element | null} */
  let before = null;
  for (const comment of [...found.querySelectorAll("#thread > .c")]) {
    const here = document.getElementById(comment.id);
    if (!here) {
      if (before) before.after(comment);
      else thread.prepend(comment);
      arrived.push(comment);
    } else if (idOf(comment) === changed) here.replaceWith(comment);
    before = here?.isConnected ? here : comment;
  }
  if (arrived.length) section.querySelector(".empty")?.remove();
  const heading = found.getElementById("discussion-heading");
  if (heading) document.getElementById("discussion-heading")?.replaceChildren(...heading.childNodes);
  await whoAsks();
  return arrived;
}

/** @type {string | null} */
let tag = null;

async function look() {
  if (document.hidden) return;
  const head = await fetch(location.pathname + location.search, { method: "HEAD", cache: "no-cache" });
  const now = head.headers.get("etag");
  if (!head.ok || !now || now === tag) return;
  tag = now;
  const response = await fetch(`/api/v1/discussions/${discussion}`);
  const known = Number(section.dataset.comments);
  const arrived = (await response.json()).comments - known;
  if (arrived > 0) announce(arrived);
}

/** @param {number} count */
function announce(count) {
  bar(`${words.arrived}: ${count}`, words.show ?? "", async () => {
    section.dataset.comments = String(Number(section.dataset.comments) + count);
    const arrived = await refresh();
    arrived.forEach(mark);
    arrived[0]?.scrollIntoView({ block: "center" });
    return false;
  });
}

/** @param {Element} comment */
function mark(comment) {
  comment.classList.add("new");
  comment.querySelector(".h")?.append(" ", make("i", words.new ?? "", "w"));
}

/** A bar with a button that stays while pressing it returns true.
 * @param {string} text @param {string} label @param {() => Promise<boolean>} press */
function bar(text, label, press) {
  document.querySelector(".bar")?.remove();
  const made = make("p", `${text} `, "bar");
  const button = make("button", label, "second");
  button.addEventListener("click", async () => (await press()) || made.remove());
  made.append(button);
  section.append(made);
  say(text);
}

function sinceLastVisit() {
  const key = `seen:${discussion}`;
  const seen = kept(key);
  const all = [...thread.children];
  const newest = all.reduce((latest, one) => (timeOf(one) > latest ? timeOf(one) : latest), seen);
  kept(key, newest);
  const own = new Set(me.comments.map((one) => one.id));
  const fresh = seen ? all.filter((one) => timeOf(one) > seen && !own.has(idOf(one))) : [];
  fresh.forEach(mark);
  if (!fresh.length) return;
  let next = 0;
  bar(`${words.sinceVisit}: ${fresh.length}`, words.next ?? "", async () => {
    const comment = fresh[next++];
    comment?.scrollIntoView({ block: "center" });
    focus(comment ?? null, ".n");
    return next < fresh.length;
  });
}

/** Ask for what is this reader's own; who has no session has nothing, and asks nothing. */
async function whoAsks() {
  if (!SESSION.test(document.cookie)) return;
  const response = await fetch(`/api/v1/me?discussion=${discussion}`);
  if (!response.ok) return;
  me = await response.json();
  for (const mine of me.comments) own(mine);
  if (me.signed_in) thread.querySelectorAll("a.v").forEach(expand);
  for (const [id, value] of Object.entries(me.votes)) voted(id, value);
}

/** Make two buttons of the one link to the votes; nobody votes on what is his own. @param {Element} link */
function expand(link) {
  if (link.parentElement?.querySelector(".own-actions")) return;
  const [up, down] = [make("button", "↑", "u"), make("button", "↓", "d")];
  up.ariaLabel = words.up ?? "";
  down.ariaLabel = words.down ?? "";
  link.replaceWith(up, make("span", (link.textContent ?? "").slice(1, -1)), down);
}

/** @param {OwnComment} mine */
function own(mine) {
  const actions = document.querySelector(`#c-${CSS.escape(mine.id)} .a`);
  if (!actions || actions.querySelector(".own-actions") || mine.state !== "published") return;
  actions.querySelector(".r")?.remove();
  const links = make("span", "", "own-actions");
  const may = mine.editable_until && new Date(mine.editable_until) > new Date();
  if (may) links.append(action(words.edit ?? "", `/c/${mine.id}/edit`), " ");
  links.append(action(words.delete ?? "", `/c/${mine.id}/delete`));
  actions.append(" ", links);
}

/** @param {string} label @param {string} address */
function action(label, address) {
  const link = /** @type {HTMLAnchorElement} */ (make("a", label));
  link.href = address;
  return link;
}

/** @param {string} id @param {number} value @param {number} [score] */
function voted(id, value, score) {
  const actions = document.querySelector(`#c-${CSS.escape(id)} .a`);
  const [up, down] = [actions?.querySelector(".u"), actions?.querySelector(".d")];
  up?.setAttribute("aria-pressed", String(value === 1));
  down?.setAttribute("aria-pressed", String(value === -1));
  if (score !== undefined && up?.nextSibling) up.nextSibling.textContent = ` ${String(score).replace("-", "−")} `;
}

/** @param {HTMLAnchorElement} link */
function formOf(link) {
  if (link.hash === "#report") return "#report form";
  return /\/(reply|write|edit|delete)$/.test(link.pathname) ? ".sheet form" : "";
}

/** Fetch what acts, once, and let it. @param {(acting: typeof import("./acting.js")) => Promise<unknown>} act */
async function acting(act) {
  return act(await import(section.dataset.acting ?? ""));
}
const site = { discussion: section, thread, words, draft, restore, make, idOf, focus, say, page, formOf, refresh, voted, own: () => me };
/** @typedef {typeof site} Site */

/** @param {MouseEvent} event */
function clicked(event) {
  const target = /** @type {Element} */ (event.target);
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  const link = target.closest("a");
  if (target.matches(".f")) fold(/** @type {Element} */ (target.parentElement));
  else if (target.matches(".c")) foldAtLine(/** @type {HTMLElement} */ (target), event.clientX);
  else if (target.matches(".u, .d")) {
    const comment = /** @type {Element} */ (target.closest(".c"));
    const away = () => location.assign(`/c/${idOf(comment)}#vote`);
    acting(({ vote }) => vote(site, comment, target.matches(".u") ? 1 : -1)).catch(away);
  } else if (link && formOf(link)) {
    event.preventDefault();
    acting(({ open }) => open(site, link)).catch(() => location.assign(link.href));
  }
}

if (section) {
  section.append(live);
  section.addEventListener("click", clicked);
  await whoAsks().catch(() => {});
  sinceLastVisit();
  setInterval(() => look().catch(() => {}), POLL);
}

export {};
