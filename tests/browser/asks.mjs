// A partner's page whose scripts ask the frame in every way learns the same at every step of the form.

import assert from "node:assert/strict";

import { at, hostPage, hotlineFrame, newPage, openForm, scenario, snippet, until } from "./harness.mjs";

/** Runs first on the partner's page: opens the shadow root, takes the loader's ports, and notes all that the page is told. */
const spy = () => {
  window.seen = [];
  window.ports = [];
  window.lasts = 0;
  const note = (...what) => void seen.push(JSON.stringify(what));
  const listen = (port) => {
    port.onmessage = ({ data }) => (data?.type === "last" ? (lasts += 1) : note("port", data));
    ports.push(port);
  };
  const watch = (target, types) => types.forEach((type) => target.addEventListener(type, () => note(type), true));

  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (options) {
    return (window.root = attach.call(this, { ...options, mode: "open" }));
  };
  const Channel = MessageChannel;
  // The loader gets a port that leads nowhere: the page speaks with the frame in its place.
  window.MessageChannel = class {
    constructor() {
      const { port1, port2 } = new Channel();
      listen(port1);
      Object.assign(this, { port1: new Channel().port1, port2 });
    }
  };
  addEventListener("message", ({ data }) => note("message", data));
  watch(window, ["focus", "blur", "resize", "scroll", "hashchange", "popstate"]);

  window.frameOf = () => root.querySelector("iframe");
  /** Makes the frame higher than its place, so that the browser scrolls the page to what gets the focus in it. */
  window.prepare = () => {
    const dialog = root.querySelector("dialog");
    dialog.style.overflow = "auto";
    dialog.insertAdjacentHTML("beforeend", '<button id="mine" style="position: fixed">Mine</button>');
    frameOf().style.height = "5000px";
    dialog.scrollTop = 1000;
    watch(root, ["focusin", "scroll"]);
    watch(frameOf(), ["load"]);
  };
  window.settled = () => new Promise((resume) => requestAnimationFrame(() => requestAnimationFrame(resume)));
  /** All that a page can read of a frame, and of itself. */
  window.look = () => {
    const inner = frameOf().contentWindow;
    const place = [frameOf().getBoundingClientRect(), root.querySelector("dialog").scrollTop, scrollX, scrollY];
    const focus = [document.hasFocus(), document.activeElement.localName, root.activeElement?.localName];
    return JSON.stringify([inner.length, inner.closed, history.length, location.href, document.title, place, focus]);
  };
  window.ask = () => {
    for (const type of ["closing", "close", "leave", "ready", "port", "step", "written", "", undefined]) {
      for (const wish of [{ type }, type, [type], { type: "closing", about: type }]) ports[0].postMessage(wish);
      const { port1, port2 } = new Channel();
      listen(port1);
      frameOf().contentWindow.postMessage({ type: `sealed-report:${type}` }, "*", [port2]);
    }
  };
};

/** Runs first in the frame: keeps all ports, so that the test can send a last message through each. */
const hold = () => {
  if (parent === window) return;
  window.held = [];
  addEventListener("message", ({ ports }) => held.push(...ports));
};

/** Lets the test answer for the hotline's key. */
async function between(page) {
  const line = {};
  await page.setRequestInterception(true);
  page.on("request", (request) => {
    const isKey = request.method() === "GET" && new URL(request.url()).pathname === "/v1/key-config";
    if (isKey) line.answer = (answer) => (answer ? request.respond(answer) : request.continue());
    else request.continue();
  });
  line.asked = () => until("the form asks for its key", () => line.answer);
  return line;
}

const headers = { "access-control-allow-origin": "*" };
const BUSY = { status: 503, headers };
const FORGED = { status: 200, headers, contentType: "application/json", body: "{}" };

// What the reporter does, by script: the browser would scroll to what a real finger presses.
const press = (form, selector) => form.$eval(selector, (button) => button.click());
const write = (form, selector, text) =>
  form.$eval(selector, (field, text) => {
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }, text);

/** Waits until all messages that the frame has sent so far have arrived. */
async function passed(page, form) {
  const count = await page.evaluate(() => ((lasts = 0), ports.length));
  await form.waitForFunction((count) => held.length === count, {}, count);
  await form.evaluate(() => held.forEach((port) => port.postMessage({ type: "last" })));
  await page.waitForFunction((count) => lasts === count, {}, count);
}

/** Puts the focus into the frame or beside it, and forgets what was seen so far. */
async function begin(page, form, isInside) {
  await page.evaluate((isInside) => (isInside ? frameOf() : root.querySelector("#mine")).focus(), isInside);
  await form.waitForFunction((isInside) => document.hasFocus() === isInside, {}, isInside);
  await passed(page, form);
  await page.evaluate(() => settled().then(() => void (seen.length = 0)));
  return page.evaluate(() => look());
}

/** Goes to a step: the page sees nothing of it, wherever the focus is. */
async function goes(page, form, step, act, isInside) {
  const before = await begin(page, form, isInside);
  await act();
  await at(form, step);
  await passed(page, form);
  const after = await page.evaluate(() => settled().then(() => [seen, look()]));
  assert.deepEqual(after, [[], before], `the page sees that the form comes to "${step}"`);
}

/** Asks in every way. Gives what the page has seen then, in no order: focus and messages come on different ways. */
async function answer(page, form) {
  await begin(page, form, false);
  await page.evaluate(() => ask());
  await form.waitForSelector("#closing:not([hidden])");
  await form.waitForFunction(() => document.hasFocus() && document.activeElement.id === "stay");
  await passed(page, form);
  await page.waitForFunction(() => root.activeElement === frameOf());
  const seen = await page.evaluate(() => settled().then(() => [[...new Set(seen)].sort(), look()]));
  await press(form, "#stay");
  return seen;
}

/** Opens the form at the address of an element in it. Gives what the page has seen then, and the new form. */
async function probe(page, form, id) {
  await begin(page, form, false);
  await page.evaluate((id) => frameOf().contentWindow.location.replace(`${frameOf().src.split("#")[0]}#${id}`), id);
  await page.waitForFunction(() => seen.some((one) => one.includes("sealed-report:ready")) && seen.includes('["load"]'));
  const seen = await page.evaluate(() => settled().then(() => [[...new Set(seen)].sort(), look()]));
  await page.evaluate(() => ports.splice(0, ports.length - 1));
  const fresh = await hotlineFrame(page);
  await at(fresh, "where");
  return [seen, fresh];
}

await scenario(async (browser, host) => {
  const page = await newPage(browser);
  await page.evaluateOnNewDocument(hold);
  const line = await between(page);
  await page.goto(host.add("/", hostPage(snippet(), `<script>(${spy})()</script>`)));
  let form = await openForm(page);
  await page.evaluate(() => prepare());

  const first = await answer(page, form);
  const says = async (step) => assert.deepEqual(await answer(page, form), first, `an answer shows "${step}"`);
  const fillIn = async (look) => {
    await write(form, "#location-0-found", "https://bad.example/page");
    await look("typed");
    await goes(page, form, "what", () => press(form, "#next"), true);
    await press(form, 'input[value="csam"]');
    await write(form, "#description", "not for the partner");
    await look("what");
    await goes(page, form, "review", () => press(form, "#next"), true);
    await look("review");
  };
  const send = async (isInside) => {
    line.answer = undefined;
    await goes(page, form, "sending", () => press(form, "#send"), isInside);
    await line.asked();
  };

  await fillIn(says);
  await send(true);
  await goes(page, form, "waiting", () => line.answer(BUSY), false);
  await says("waiting");
  line.answer = undefined;
  await press(form, "#try-now");
  await line.asked();
  await goes(page, form, "failed", () => line.answer(FORGED), false);
  await says("failed");
  await press(form, "#edit");
  await at(form, "review");
  await send(true);
  await says("sending");
  await goes(page, form, "sent", () => line.answer(), false);
  await says("sent");

  let known;
  [known, form] = await probe(page, form, "again");
  const shows = async (id) => {
    const [seen, fresh] = await probe(page, form, id);
    assert.deepEqual(seen, known, `the address shows whether there is "${id}"`);
    form = fresh;
  };
  await shows("location-0-found");
  await fillIn(async () => {});
  await shows("send");
});
