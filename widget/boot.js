// Starts the form: fetches its texts and its code at the same time, lets the reporter leave at any
// moment, and talks to the loader if the form is in a frame on a host page.

const page = document.documentElement;
const hotline = { ...JSON.parse(document.body.dataset.hotline), root: document.body.dataset.root };
const framed = parent !== window;
// The language around the button, which the loader adds to the address. Earlier loaders add a comma
// and more.
const [wish] = location.hash.slice(1).split(",");
const assets = new URL(".", import.meta.url);
const partner = /^\/p\/([^/]+)/.exec(location.pathname)?.[1];
const byId = (id) => document.getElementById(id);

let form;
let port;
let words;

if (framed) hideAddress();
listen();
// The start comes before the menu of languages, which keeps a slow phone busy for a tenth of a
// second.
start();
offerLanguages();

function listen() {
  document.addEventListener("click", ({ target }) => {
    if (target.closest("[data-leave]")) leave();
    if (target.closest("[data-close]")) close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) close();
    countShifts(event);
  });
  byId("stay").onclick = stay;
  byId("lose").onclick = lose;
  byId("reload").onclick = () => location.reload();
  byId("language").onchange = () => speak(byId("language").value).catch(notLoaded);
  if (framed) greet();
}

/**
 * Gives the frame an address that the host page cannot know. The host page can open a known address
 * with the id of an element in it, and would notice by the focus whether the form has that element.
 */
function hideAddress() {
  const secret = crypto.getRandomValues(new Uint32Array(4)).join("");
  history.replaceState(null, "", `${location.search || "?"}&${secret}${location.hash}`);
}

// Some browsers keep a page that is left, with all that was typed, for the button "back". Whoever
// presses that button gets a new form.
addEventListener("pagehide", () => page.replaceChildren());
addEventListener("pageshow", ({ persisted }) => persisted && location.reload());

// Leaving.

let shifts = [];

function countShifts(event) {
  if (event.key !== "Shift") {
    shifts = [];
  } else if (!event.repeat) {
    shifts = [...shifts.slice(-2), event.timeStamp];
    if (shifts.length === 3 && shifts[2] - shifts[0] < 1500) leave();
  }
}

/**
 * Leaves the page, which becomes blank first. A frame cannot replace the page around it, so the
 * loader does that. Without the loader, the browser lets a frame do so if its sandbox permits it.
 */
function leave() {
  page.replaceChildren();
  if (!framed) location.replace(hotline.leave_url);
  else if (port) port.postMessage({ type: "leave" });
  else
    try {
      top.location.replace(hotline.leave_url);
    } catch {
      location.replace("about:blank");
    }
}

// The loader around the frame.

function greet() {
  addEventListener("message", (event) => {
    const offered = event.source === parent && event.data?.type === "sealed-report:port";
    if (!offered || port) return;
    [port] = event.ports;
    if (!port) return;
    port.onmessage = ({ data }) => data?.type === "closing" && ask();
    page.classList.add("framed");
  });
  parent.postMessage({ type: "sealed-report:ready", leave: hotline.leave_url }, "*");
}

/** Closes the dialog. If the form has unsent answers, the reporter has to confirm first. */
function close() {
  if (!port) return;
  if (form?.written()) ask();
  else port.postMessage({ type: "close" });
}

/**
 * Asks the reporter whether to close. A wish that comes from the host page leads here in every state
 * of the form, so that no script of that page learns the state by such wishes.
 */
function ask() {
  byId("closing").hidden = false;
  byId("stay").focus({ preventScroll: true });
}

function stay() {
  byId("closing").hidden = true;
  focus("heading");
}

function lose() {
  stay();
  form?.discard();
  port.postMessage({ type: "close" });
}

/**
 * Opens the `<details>` around the element of this id, puts the focus on the element and scrolls to
 * it. The host page must not notice that a step has changed: a frame never takes the focus from it,
 * and scrolls by itself, because the browser would also scroll a frame that is higher than its place.
 */
export function focus(id) {
  const element = byId(id);
  if (!element) return;
  element.closest("details")?.setAttribute("open", "");
  if (!framed || document.hasFocus()) element.focus({ preventScroll: framed });
  if (framed) scrollBy(0, element.getBoundingClientRect().top - 100);
}

// Texts.

function wishedLanguage() {
  const wishes = [wish, ...navigator.languages];
  const base = (tag) => tag.toLowerCase().split("-")[0];
  for (const wish of wishes.filter(Boolean)) {
    const found =
      hotline.languages.find((tag) => tag.toLowerCase() === wish.toLowerCase()) ??
      hotline.languages.find((tag) => base(tag) === base(wish));
    if (found) return found;
  }
  return hotline.languages[0];
}

function offerLanguages() {
  byId("language").value = wishedLanguage();
  byId("languages").hidden = hotline.languages.length < 2;
}

async function fetchWords(language) {
  const url = new URL(`locales/${language}.json`, assets);
  const answer = await fetch(url, { credentials: "omit", redirect: "manual" });
  if (!answer.ok) throw new Error("no locale");
  return answer.json();
}

/** Shows the page in this language, and also the form if it is loaded. */
async function speak(language) {
  const select = byId("language");
  const fetched = await fetchWords(language);
  if (select.value !== language) return;
  words = fetched;
  page.lang = language;
  page.dir = words.dir;
  for (const element of document.querySelectorAll("[data-text]")) {
    element.textContent = words[element.dataset.text] ?? element.textContent;
  }
  show();
}

// Requests of the form.

/**
 * Sends a request and reads the whole answer within half a minute. A redirect is not followed: it
 * has the status 0. The request carries no credentials and no referrer. The browser does not store the answer, because the answer itself
 * forbids it (`Cache-Control: no-store`).
 */
export async function exchange(path, mediaType, body) {
  const controller = new AbortController();
  const timeout = setTimeout(() => controller.abort(), 30_000);
  try {
    const answer = await fetch(path, {
      method: body ? "POST" : "GET",
      headers: body && { "Content-Type": mediaType },
      body,
      credentials: "omit",
      redirect: "manual",
      referrerPolicy: "no-referrer",
      signal: controller.signal,
    });
    return {
      status: answer.status,
      retry_after: answer.headers.get("Retry-After"),
      body: new Uint8Array(await answer.arrayBuffer()),
    };
  } finally {
    clearTimeout(timeout);
  }
}

// Start.

async function start() {
  const speaking = speak(wishedLanguage());
  try {
    const [code] = await Promise.all([loadForm(), speaking]);
    if (!code) return unavailable("no-wasm");
    form = code;
    show();
  } catch {
    notLoaded();
  }
}

async function loadForm() {
  const glue = await import("./form.js");
  const code = await (typeof WebAssembly === "object" ? instantiate(glue) : import("./no-wasm.js"));
  glue.__wbg_set_wasm(code);
  // A build without Node has an empty `no-wasm.js`, which has no form.
  return code.show && glue;
}

async function instantiate(glue) {
  const answer = await fetch(new URL("form_bg.wasm", assets));
  const imports = { "./form.js": glue };
  const { instance } = await (WebAssembly.instantiateStreaming
    ? WebAssembly.instantiateStreaming(answer, imports)
    : WebAssembly.instantiate(await answer.arrayBuffer(), imports));
  return instance.exports;
}

function show() {
  form?.show(words, hotline, page.lang, partner);
}

function notLoaded() {
  if (form) byId("language").value = page.lang;
  else unavailable("not-loaded");
}

function unavailable(reason) {
  byId("loading").hidden = true;
  byId("unavailable").hidden = false;
  byId(reason).hidden = false;
}
