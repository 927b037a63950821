// The choice of a reporter whom the hotline may ask something, and the code that is then written down. boot.js loads this
// at the review, of hotlines that ask; the module that seals such a report is loaded once somebody chooses it.

import { focus, load, pause } from "../form.js";
import { UNREAD, Words, byId, element } from "./dom.js";

const folder = new URL(".", import.meta.url);
const page = document.documentElement;
const form = byId("form");
const { dataset } = document.body;
const hotline = { ...JSON.parse(dataset.hotline), root: dataset.root };

/** The groups of a code, of which the reporter copies two back. */
const GROUPS = 8;

/** Names of outcomes, for the form. */
const RECEIVED = "0";
const REFUSED = "3";
const UNREACHABLE = "4";

/** Milliseconds after which the module is given up: as long as the form waits for any answer. */
const PATIENCE = 30_000;

/** Where the code can be entered, as people type it. */
const address = `${new URL(import.meta.url).host}/answer`;

let words;
/** The step that is shown, and what this script has put into it. */
let step;
let own;
/** The buttons of the step, which wait until the code was copied. */
let held;
let isChosen = false;
/** A key of `words` for what happened to the choice. */
let status;
let module;
/** The code and the id of the report that is sent under it: another report gets another code. */
let drawn;
/** Whether the hotline has the report with the key in it, or was sent it without a key because that could not be. */
let hasArrived = false;
let isWithout = false;
/** The time before which no attempt is made to send, by a clock that nobody sets. */
let notBefore = 0;
/** How far the reporter is with the code, the places that are copied, what was typed there, and whether it was wrong. */
let copy;

/** Without its words, the choice is not offered; the next step tries again. */
async function speak() {
  const language = page.lang;
  const texts = await fetched(language).catch(() => {});
  if (!texts || page.lang !== language) return;
  words = new Words(texts);
  show();
}

async function fetched(language) {
  const answer = await fetch(new URL(`locales/${language}.json`, folder), { credentials: "omit", redirect: "manual" });
  if (!answer.ok) throw new Error("no locale");
  return answer.json();
}

function draw() {
  if (!words) return speak();
  if (step === form.dataset.step && own?.isConnected) return;
  // Another report is another choice.
  if (step === "sent" && form.dataset.step !== step) forget();
  show();
}

/** Shows in the present step what belongs there. */
function show() {
  step = form.dataset.step;
  own?.remove();
  if (held) held.hidden = false;
  own = held = undefined;
  STEPS[step]?.();
}

function forget() {
  drawn = copy = status = undefined;
  isChosen = isWithout = hasArrived = false;
}

const STEPS = {
  review() {
    const box = element("input", { type: "checkbox", id: "ask-me", autocomplete: "off", change: choose });
    box.checked = isChosen;
    const label = words.element("span", {}, "asked_choice");
    own = element("div", { class: "field" }, [
      element("label", { class: "choice" }, [box, label]),
      words.element("p", { class: "hint" }, "asked_choice_hint"),
      element("p", { role: "status", id: "ask-me-status" }, status && words.element("span", {}, status)),
    ]);
    form.querySelector("form > .ways")?.before(own);
  },
  waiting() {
    if (!isChosen) return;
    own = words.element("p", {}, "asked_code_waits");
    form.querySelector("[role=status]").before(own);
  },
  sent() {
    own = element("div", {});
    if (hasArrived) {
      copy ??= { view: "code" };
      held = form.querySelector("#form > .ways");
      held.hidden = copy.view !== "kept";
      fill();
    } else if (isWithout) {
      own.append(words.element("p", { class: "notice" }, "asked_without"));
    }
    form.querySelector("h1 + p").after(own);
  },
};

async function choose({ target }) {
  isChosen = target.checked;
  tell(undefined);
  if (!isChosen) return;
  module ??= start();
  try {
    await module;
  } catch {
    module = undefined;
    isChosen = false;
    const box = byId("ask-me");
    if (box) box.checked = false;
    tell("asked_not_loaded");
  }
}

async function start() {
  const code = await Promise.race([load("follow-up/"), pause(PATIENCE)]);
  if (!code?.trust(hotline)) throw new Error("no module");
  return code;
}

function tell(key) {
  status = key;
  byId("ask-me-status")?.replaceChildren(...(key ? [words.element("span", {}, key)] : []));
}

/**
 * Makes one attempt to send a report. Nothing, if the reporter did not choose to be asked: then the form sends it. So it
 * does if the module cannot be loaded or the hotline does not take such a report, because the report counts for more.
 */
export async function deliver(report) {
  if (!isChosen) return undefined;
  const bytes = report.slice();
  try {
    const code = await (module ??= start());
    const { id } = JSON.parse(new TextDecoder().decode(bytes));
    if (drawn?.of !== id) drawn = { of: id, id: code.fresh(), code: code.draw() };
    // The form does not know how long the hotline asks to wait.
    if (performance.now() < notBefore) return UNREACHABLE;
    const outcome = await attempt(code, bytes);
    if (outcome !== REFUSED) return outcome;
  } catch {
    module = undefined;
  }
  isChosen = false;
  isWithout = true;
  return undefined;
}

async function attempt(code, bytes) {
  const mine = drawn;
  const outcome = await code.deliver(mine.code, mine.id, bytes).catch(() => UNREACHABLE);
  hasArrived = outcome === RECEIVED && drawn === mine;
  notBefore = performance.now() + 1000 * outcome.slice(1);
  return outcome;
}

// The code.

const VIEWS = {
  code: () => [
    words.element("p", {}, "asked_write_down", { address: isolated(address) }),
    codeShown(),
    words.element("p", { class: "hint" }, "asked_whoever"),
    ways(words.button("written", { class: "main" }, "asked_written", begin)),
  ],
  copy: () => [
    words.element("p", {}, "asked_copy"),
    copy.isWrong && words.element("p", { class: "error", id: "copy-error" }, "asked_copy_wrong"),
    element("div", { class: "pair" }, copy.places.map(group)),
    ways(words.button("show-code", {}, "asked_show_again", () => view("code")), words.button("copied", { class: "main" }, "next", compare)),
  ],
  kept: () => [words.element("p", {}, "asked_kept", { address: isolated(address) })],
};

function view(name, changes = {}) {
  copy = { ...copy, isWrong: false, ...changes, view: name };
  fill();
  focus(copy.isWrong ? `group-${copy.places[0]}` : "code-title");
}

function fill() {
  const title = words.element("h2", { id: "code-title", tabindex: "-1", style: "outline: none" }, "asked_code");
  const content = [title, ...VIEWS[copy.view]().filter(Boolean)];
  own.replaceChildren(element("div", { class: "notice" }, content));
}

const ways = (...buttons) => element("div", { class: "ways" }, buttons);

/** From left to right in every language. */
const isolated = (text) => `\u2066${text}\u2069`;

const CODE_LOOK =
  "display: grid; grid-template-columns: repeat(auto-fill, minmax(max(4.2ch, 22%), 1fr)); gap: 0.25rem 0.5rem; margin: 0.75rem 0;" +
  "padding: 0; max-inline-size: 24rem; list-style: none; font: 600 1.25rem/1.5 ui-monospace, monospace;" +
  "user-select: none; -webkit-user-select: none";

/** Nobody copies the code by accident: what is copied lies about, and programs read it. */
function codeShown() {
  const groups = drawn.code.split(" ").map((digits) => element("li", {}, digits));
  return element("ol", { id: "the-code", role: "list", dir: "ltr", translate: "no", style: CODE_LOOK }, groups);
}

function begin() {
  const [first, other] = crypto.getRandomValues(new Uint8Array(2));
  const one = first % GROUPS;
  const places = [one, (one + 1 + (other % (GROUPS - 1))) % GROUPS];
  view("copy", { places: places.sort((a, b) => a - b), typed: {} });
}

function group(place) {
  const id = `group-${place}`;
  const isWrong = copy.isWrong && { "aria-invalid": "true", "aria-describedby": "copy-error" };
  const entered = (event) => event.key === "Enter" && compare();
  const label = words.element("label", { for: id }, "asked_group", { number: place + 1 });
  const typed = ({ target }) => (copy.typed[place] = target.value);
  const listeners = { input: typed, keydown: entered };
  const field = element("input", { id, type: "text", inputmode: "numeric", dir: "ltr", ...UNREAD, ...isWrong, ...listeners });
  field.value = copy.typed[place] ?? "";
  return element("div", { class: "field" }, [label, field]);
}

/** Puts what was typed into the code, and lets the module compare: it reads the digits of every script. */
async function compare() {
  const groups = drawn.code.split(" ");
  for (const place of copy.places) groups[place] = copy.typed[place] ?? "";
  const code = await module;
  if (!code.matches(drawn.code, groups.join(" "))) return view("copy", { isWrong: true });
  drawn = undefined;
  if (held) held.hidden = false;
  view("kept", { typed: undefined });
}

/** Closing waits until the code was copied. Leaving does not. */
function hold(event) {
  if (event.type === "click" && event.target.closest?.("#lose")) forget();
  const isUncopied = step === "sent" && copy && copy.view !== "kept";
  const isAsked = !byId("closing")?.hidden;
  const closes = event.type === "click" ? event.target.closest?.("[data-close]") : event.key === "Escape";
  if (!isUncopied || isAsked || !closes) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  focus("code-title");
}

speak();
new MutationObserver(draw).observe(form, { attributes: true, attributeFilter: ["data-step"] });
new MutationObserver(speak).observe(page, { attributes: true, attributeFilter: ["lang"] });
addEventListener("pagehide", forget);
addEventListener("click", hold, true);
addEventListener("keydown", hold, true);
