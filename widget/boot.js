// Starts the form: fetches its texts and its code at the same time, lets the reporter leave at any
// moment, and talks to the loader if the form is in a frame on a host page.
//
// The build puts the glue of the form's code into the same file, `form.js`: one request less.

const page = document.documentElement;
const hotline = { ...JSON.parse(document.body.dataset.hotline), root: document.body.dataset.root };
const framed = parent !== window;
// The language around the button, which the loader adds to the address. Earlier loaders add a comma
// and more.
const [around] = location.hash.slice(1).split(",");
// The folder with the page's module and texts: none for the form, or that of the page for answers.
const { partner, folder = "" } = document.body.dataset;
// A text if a partner tries the form, which then sends nothing.
const test = new URLSearchParams(location.search).get("test");
const byId = (id) => document.getElementById(id);
const inRelease = (path) => new URL(path, import.meta.url);

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
    if (event.key === "Escape" && !event.defaultPrevented) byId("closing").hidden ? close() : stay();
    countShifts(event);
  });
  document.addEventListener("pointerdown", () => (shifts = []));
  byId("stay").onclick = stay;
  byId("lose").onclick = lose;
  byId("reload").onclick = () => location.reload();
  byId("language").onchange = () => speak(byId("language").value).catch(notLoaded);
  // The bar is as high as its words, and hides nothing that has the focus.
  const bar = document.querySelector("nav");
  new ResizeObserver(() => page.style.setProperty("--bar", `${bar.offsetHeight + 16}px`)).observe(bar);
  byId("test").hidden = test === null;
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

/** Shift with another key types a letter or changes the keyboard's layout, and does not count. */
function countShifts({ key, repeat, altKey, ctrlKey, metaKey, timeStamp }) {
  if (key !== "Shift" || altKey || ctrlKey || metaKey) {
    shifts = [];
  } else if (!repeat) {
    shifts = [...shifts.slice(-2), timeStamp];
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
  asking(true);
  byId("stay").focus({ preventScroll: true });
}

function stay() {
  asking(false);
  focus("heading");
}

/** While the question is open, the form takes neither keys nor presses. */
function asking(open) {
  byId("closing").hidden = !open;
  byId("form").inert = open;
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
  offer();
  const element = byId(id);
  if (!element) return;
  element.closest("details")?.setAttribute("open", "");
  if (!framed || document.hasFocus()) element.focus({ preventScroll: framed });
  if (framed) scrollBy(0, element.getBoundingClientRect().top - parseFloat(getComputedStyle(page).scrollPaddingTop));
}

/** Ends after this number of milliseconds. */
export function pause(milliseconds) {
  return new Promise((end) => setTimeout(end, milliseconds));
}

// Texts.

/**
 * The offered language that is closest to the first wish that can be fulfilled: the very same; else the
 * same language in the same script for the same region, where "419" is all of Latin America; else the
 * same language in the same script. "zh-TW" is written like "zh-Hant", not like "zh".
 */
function wishedLanguage() {
  const wishes = [around, ...navigator.languages].filter(Boolean);
  for (const wish of wishes) {
    const closeness = (tag) => {
      if (tag.toLowerCase() === wish.toLowerCase()) return 3;
      const [offered, wished] = [tag, wish].map(likely);
      if (!wished || offered.language !== wished.language || offered.script !== wished.script) return 0;
      const isThere = offered.region === wished.region || (offered.region === "419" && wished.region !== "ES");
      return isThere ? 2 : 1;
    };
    const [closest] = [...hotline.languages].sort((one, other) => closeness(other) - closeness(one));
    if (closeness(closest)) return closest;
  }
  return hotline.languages[0];
}

/** The language of a tag with its likely script and region (Unicode TR 35, likely subtags). */
function likely(tag) {
  try {
    // "no" and "nn" are read by those who read "nb".
    return new Intl.Locale(tag.replace(/^n[on]\b/i, "nb")).maximize();
  } catch {
    return undefined;
  }
}

function offerLanguages() {
  byId("language").value = wishedLanguage();
  byId("languages").hidden = hotline.languages.length < 2;
}

async function fetchWords(language) {
  const answer = await fetch(inRelease(`${folder}locales/${language}.json`), { credentials: "omit", redirect: "manual" });
  if (!answer.ok) throw new Error("no locale");
  return answer.json();
}

/** Shows the page in this language, and also the form if it is loaded. */
async function speak(language) {
  const select = byId("language");
  const fetched = await fetchWords(language);
  if (select.value !== language) return;
  words = { ...fetched, ...hotline.wording?.[language] };
  page.lang = language;
  page.dir = words.dir;
  byId("same-language").textContent = "";
  for (const element of document.querySelectorAll("[data-text]")) {
    element.textContent = words[element.dataset.text] ?? element.textContent;
  }
  showForm();
}

// Start.

async function start() {
  const speaking = speak(wishedLanguage());
  try {
    const [code] = await Promise.all([load(folder), speaking]);
    if (!code) return unavailable("no-wasm");
    form = code;
    showForm();
  } catch {
    notLoaded();
  }
}

/** Loads the module in a folder of this release, whose glue is in the file of the same name: that of the form is this one. */
export async function load(folder) {
  const glue = await import(`./${folder}form.js`);
  const code = (await compiled(glue, folder)) ?? (await import(`./${folder}no-wasm.js`));
  glue.__wbg_set_wasm(code);
  // A build without Node has an empty `no-wasm.js`, which has no form.
  return code.show && glue;
}

/**
 * The module's code. Nothing if the browser has no WebAssembly, or does not compile it: because of a
 * policy that a proxy adds, for example.
 */
async function compiled(glue, folder) {
  if (typeof WebAssembly !== "object") return undefined;
  const answer = await fetch(inRelease(`${folder}form_bg.wasm`));
  const again = answer.clone();
  const imports = { "./form.js": glue };
  const started =
    // A proxy may change the media type that streaming insists on.
    (await WebAssembly.instantiateStreaming?.(answer, imports).catch(() => {})) ??
    (await WebAssembly.instantiate(await again.arrayBuffer(), imports).catch(() => {}));
  return started?.instance.exports;
}

// The other way to send, of a hotline that asks reporters: nothing of it is loaded before the review.

let other;

async function offer() {
  if (hotline.asks && byId("form").dataset.step === "review") other ??= await import("./follow-up/asked.js");
}

/** The outcome of sending a report in the other way. Nothing if the reporter did not choose it. */
async function another(report) {
  return other?.deliver(report);
}

function showForm() {
  if (form && !form.show({ ...hotline, words, language: page.lang, partner, test })) throw new Error("not a hotline");
}

/** Without the texts of another language, the form stays in the one that it has. */
function notLoaded() {
  if (!form) return unavailable("not-loaded");
  byId("language").value = page.lang;
  byId("same-language").textContent = words.not_loaded;
}

function unavailable(reason) {
  byId("loading").hidden = true;
  byId("unavailable").hidden = false;
  byId(reason).hidden = false;
}
