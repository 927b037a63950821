// The page for answers, which boot.js starts in the place of the form: a code, the question that it finds, and the answer.
// Nothing of the three is in an address, a title, a storage or a log.

import { focus, pause } from "../form.js";
import { UNREAD, Words, byId, element } from "./dom.js";
import { answer, fault, forget, fresh, look, show as trust } from "./glue.js";

export * from "./glue.js";
export { trust };

/** Characters of an answer. */
const ANSWER_CHARS = 2000;

/** Milliseconds of an hour: the hotline's questions change on the hour. */
const HOUR = 3_600_000;

/** How much of the way is done at each view, for the line above it. */
const DONE = { code: "33%", looking: "33%", asked: "67%", sending: "67%", waiting: "67%", failed: "67%" };

const EMPTY = { at: "code", code: "", text: "", error: undefined, question: undefined, reason: undefined };

let state = { ...EMPTY };
let page;
let words;
/** The answer that is being sent: its id stays as long as the text does. */
let sending;
/** Ends the wait for the next attempt. */
let hurry = () => {};

/** Shows the page; a second call shows it in another language, and keeps what was typed. */
export function show(given) {
  if (!trust(given)) return false;
  page = given;
  words = new Words(page.words);
  draw();
  return true;
}

/** Whether something was typed that was not sent. */
export const written = () => Boolean(state.code || state.text);

/** Forgets everything. */
export function discard() {
  forget();
  sending = undefined;
  go("code", EMPTY);
}

addEventListener("pagehide", () => (state = { ...EMPTY }));
addEventListener("online", () => hurry());

function go(at, changes = {}) {
  state = { ...state, error: undefined, ...changes, at };
  draw();
  focus(state.error ? FIELDS[at] : "heading");
}

const WRONG = { form: "asked_wrong_form", check: "asked_wrong_check" };

const FIELDS = { code: "code", asked: "answer" };

function draw() {
  const main = byId("form");
  main.replaceChildren(...VIEWS[state.at]().flat().filter(Boolean));
  main.dataset.step = state.at;
  main.style.setProperty("--done", DONE[state.at] ?? "100%");
}

// The views.

const VIEWS = {
  code: () => [
    heading("asked_title"),
    paragraph("asked_hint"),
    form(submitCode, [field("code", "asked_code", { rows: 2, inputmode: "numeric", dir: "ltr" }, "asked_code_hint")], [
      submit("look", "asked_look"),
    ]),
    helpline(),
    emergency(),
  ],
  looking: () => [heading("asked_looking"), words.element("p", { role: "status", class: "busy" }, "asked_looking_hint")],
  none: () => [
    heading("asked_none"),
    paragraph("asked_none_hint", { time: nextHour() }),
    helpline(),
    emergency(),
    ways(words.button("again", {}, "asked_again", lookAgain), leaving()),
  ],
  away: () => [
    heading("asked_away"),
    paragraph("not_loaded"),
    contact(),
    emergency(),
    ways(words.button("again", { class: "main" }, "reload", lookAgain)),
  ],
  clock: () => [
    heading("asked_away"),
    words.element("p", { role: "alert" }, "asked_old"),
    ways(words.button("again", { class: "main" }, "reload", lookAgain)),
  ],
  forged: () => [
    heading("asked_forged"),
    words.element("p", { role: "alert" }, "asked_forged_hint", { hotline: hotline() }),
    contact(),
    helpline(),
    ways(leaving()),
  ],
  asked: () => [
    heading("asked_question"),
    element("p", { id: "question", class: "notice", dir: "auto", style: "white-space: pre-wrap" }, state.question.text),
    paragraph("asked_until", { date: lastDay() }),
    helpline(),
    form(submitAnswer, [field("answer", "asked_answer", { rows: 5, maxlength: ANSWER_CHARS, dir: "auto" }, "asked_answer_hint")], [
      submit("send", "asked_send"),
    ]),
  ],
  sending: () => [
    heading("asked_sending"),
    words.element("p", { role: "status", class: "busy" }, "status.sealing"),
  ],
  waiting: () => [
    heading("status.waiting"),
    paragraph("asked_waiting"),
    words.element("p", { role: "status" }, "status.pause"),
    ways(words.button("edit", {}, "change", edit), words.button("try-now", { class: "main" }, "try_now", () => hurry())),
  ],
  failed: () => [
    heading("asked_failed"),
    words.element("p", { role: "alert" }, REASONS[state.reason] ?? "asked_refused"),
    paragraph("failed_hint", { hotline: hotline() }),
    contact(),
    emergency(),
    ways(words.button("edit", {}, "change", edit), words.button("send", { class: "main" }, "reload", send)),
  ],
  sent: () => [
    heading("asked_sent"),
    paragraph("asked_received", { hotline: hotline() }),
    paragraph("asked_keep"),
    helpline(),
    paragraph("nothing_kept"),
    ways(leaving()),
  ],
};

const REASONS = { unverified: "status.unverified", clock: "asked_clock" };

const heading = (key) => words.element("h1", { id: "heading", tabindex: "-1" }, key, { hotline: hotline() });
const paragraph = (key, values) => words.element("p", {}, key, values);
const ways = (...buttons) => element("div", { class: "ways" }, buttons);
const submit = (id, key) => words.element("button", { type: "submit", class: "main", id }, key);
const leaving = () => words.element("button", { type: "button", class: "main", "data-leave": "" }, "leave");

function form(act, content, buttons) {
  const submitted = (event) => {
    event.preventDefault();
    act();
  };
  return element("form", { submit: submitted, novalidate: "", autocomplete: "off" }, content, ways(...buttons));
}

/** A field whose words are kept in the state, with its error. Enter in the field for the code looks for the question. */
function field(id, label, attributes, hint) {
  const member = { code: "code", answer: "text" }[id];
  const isWrong = state.error && { "aria-invalid": "true" };
  const entered = (event) => {
    if (id === "code" && event.key === "Enter") {
      event.preventDefault();
      event.target.form.requestSubmit();
    }
  };
  const listeners = { input: ({ target }) => (state[member] = target.value), keydown: entered };
  const described = state.error ? `${id}-error ${id}-hint` : `${id}-hint`;
  const area = element("textarea", { id, "aria-describedby": described, ...UNREAD, ...attributes, ...isWrong, ...listeners });
  area.value = state[member];
  return element("div", { class: "field" }, [
    words.element("label", { for: id }, label),
    words.element("p", { class: "hint", id: `${id}-hint` }, hint),
    state.error && words.element("p", { class: "error", id: `${id}-error` }, state.error),
    area,
  ]);
}

/** The name, apart from the direction of the words around it. */
const hotline = () => `\u2068${page.name}\u2069`;

const outside = (url, content) => element("a", { href: url, target: "_blank", rel: "noreferrer" }, content);

function contact() {
  return page.contact_url && element("p", {}, outside(page.contact_url, words.text("contact")));
}

function call(number) {
  const dialled = number.replace(/[^\d+]/g, "");
  return [" ", element("a", { class: "emergency", dir: "ltr", href: `tel:${dialled}` }, number)];
}

function helpline() {
  const line = page.helpline;
  if (!line) return undefined;
  const name = line.url ? outside(line.url, line.name) : line.name;
  return element("p", { class: "notice" }, [words.text("about_you"), " ", name, line.number && call(line.number)].flat());
}

function emergency() {
  return element("p", { class: "notice" }, [
    words.element("strong", {}, "danger_now"),
    ...page.emergency_numbers.flatMap(call),
  ]);
}

/** The hour in which the next questions can be read, by the reader's clock. A minute later, they are there. */
function nextHour() {
  const then = new Date((Math.floor(Date.now() / HOUR) + 1) * HOUR + 60_000);
  return new Intl.DateTimeFormat(words.texts.asked_language ?? page.language, { hour: "numeric", minute: "2-digit" }).format(then);
}

function lastDay() {
  const last = new Date((state.question.until - 1) * 1000);
  return new Intl.DateTimeFormat(words.texts.asked_language ?? page.language, { dateStyle: "long" }).format(last);
}

// What the reporter does.

async function submitCode() {
  const wrong = fault(state.code);
  if (wrong) return go("code", { error: WRONG[wrong] });
  await lookAgain();
}

async function lookAgain() {
  go("looking");
  const { outcome, ...question } = JSON.parse(await look(state.code));
  // The reporter may have begun again.
  if (state.at === "looking") go(outcome, { question });
}

function submitAnswer() {
  if (!state.text.trim()) return go("asked", { error: "asked_required" });
  return send();
}

function edit() {
  sending.isStopped = true;
  go("asked");
}

async function send() {
  const text = state.text;
  const attempt = { id: sending?.text === text ? sending.id : fresh(), text };
  sending = attempt;
  go("sending");
  for (;;) {
    const { outcome, milliseconds } = JSON.parse(await answer(attempt.id, text));
    if (attempt.isStopped || sending !== attempt) return;
    if (outcome === "received") return received();
    if (outcome !== "wait") return go("failed", { reason: outcome });
    if (state.at !== "waiting") go("waiting");
    await Promise.race([pause(milliseconds), new Promise((end) => (hurry = end))]);
    if (attempt.isStopped || sending !== attempt) return;
  }
}

function received() {
  forget();
  sending = undefined;
  go("sent", { ...EMPTY });
}
