// The tools of every scenario: a real browser, a partner's page on an origin of its own, and a
// line to the test that runs the receiver.
//
// The test starts `node SCENARIO.mjs` with these in the environment: BROWSER (chromium or
// firefox), INTAKE and DESK (origins), NAME and ONE_TIME (an account at the desk that nobody has used
// yet), NOW (what the receiver's clock shows, in seconds). A scenario asks the test for something by
// `ask("lock the store")`; it ends with exit code 0 if everything held.

import { createHmac } from "node:crypto";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { mkdtemp, readFile, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import puppeteer from "puppeteer-core";

export const { INTAKE, DESK, BROWSER } = process.env;
export const { NAME, ONE_TIME, NOW } = process.env;

const BINARIES = {
  chromium: process.env.CHROMIUM ?? "/usr/bin/chromium",
  firefox: process.env.FIREFOX ?? "/usr/bin/firefox-esr",
};

const CHROMIUM_FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** How to start a browser that lacks a feature, as hardened browsers do. */
const WITHOUT = {
  // Browsers without WebAssembly do not compile JavaScript either: scripts are slow in them.
  wasm: {
    chromium: "--js-flags=--jitless",
    firefox: ["options.wasm", "options.asmjs", "options.ion", "options.baselinejit"],
  },
  scripts: { chromium: "--blink-settings=scriptEnabled=false", firefox: ["enabled"] },
};

/** Twice the usual size of text, in CSS pixels, and Firefox's names of the scripts to set it for. */
const LARGE = 32;
const SCRIPTS = ["ar", "el", "he", "ja", "ko", "th", "x-cyrillic", "x-khmr", "x-unicode", "x-western", "zh-TW"];

/**
 * Lets the name of the intake lead to its listener on this machine, as DNS does, or Tor at the end of its way: Chromium's
 * argument, and Firefox's preferences.
 */
function namedHere() {
  const hostname = INTAKE ? new URL(INTAKE).hostname : "127.0.0.1";
  if (hostname === "127.0.0.1") return { chromium: [], firefox: {} };
  return {
    chromium: [`--host-resolver-rules=MAP ${hostname} 127.0.0.1`],
    firefox: { "network.dns.blockDotOnion": false, "network.dns.localDomains": hostname },
  };
}

function launchOptions(lacking, isLarge, preferences) {
  const without = WITHOUT[lacking]?.[BROWSER] ?? [];
  const named = namedHere();
  if (BROWSER === "chromium") {
    const large = isLarge ? [`--blink-settings=defaultFontSize=${LARGE}`] : [];
    return { browser: "chrome", args: CHROMIUM_FLAGS.concat(without, large, named.chromium) };
  }
  const off = without.map((name) => [`javascript.${name}`, false]);
  const large = isLarge ? SCRIPTS.map((name) => [`font.size.variable.${name}`, LARGE]) : [];
  const asked = { ...named.firefox, ...preferences };
  return { browser: "firefox", extraPrefsFirefox: { ...Object.fromEntries([...off, ...large]), ...asked } };
}

/**
 * Lets Firefox save what it downloads without asking, and take keys as soon as a page is there: it drops
 * them while a page is new, as a guard against tricks.
 */
const firefoxPreferences = (folder) => ({
  "dom.input_events.security.minNumTicks": 0,
  "dom.input_events.security.minTimeElapsedInMS": 0,
  "browser.download.dir": folder,
  "browser.download.folderList": 2,
  "browser.download.always_ask_before_handling_new_types": false,
  "browser.download.alwaysOpenPanel": false,
});

/**
 * Milliseconds that anything may take before the scenario fails. It is a safety net only: generous, so
 * that a busy machine never meets it.
 */
const PATIENCE = 120_000;

/** Milliseconds after which the loader gives up a frame that says nothing: its own PATIENCE. */
const LOADERS_PATIENCE = 8000;

/** Where browsers save files: a folder of this process. */
const downloads = await mkdtemp(join(tmpdir(), "downloads-"));
process.on("exit", () => rmSync(downloads, { recursive: true, force: true }));

/** Runs a scenario with a browser, perhaps one that lacks something or has large text, and ends it whatever happens. */
export async function scenario(story, { lacking, isLarge, preferences } = {}) {
  const browser = await puppeteer.launch({
    executablePath: BINARIES[BROWSER],
    headless: true,
    timeout: PATIENCE,
    // Longer, so that what waited in vain says itself what it waited for.
    protocolTimeout: 2 * PATIENCE,
    downloadBehavior: { policy: "allow", downloadPath: downloads },
    ...launchOptions(lacking, isLarge, { ...preferences, ...firefoxPreferences(downloads) }),
  });
  const host = await hostPages();
  try {
    await story(browser, host);
  } catch (error) {
    const pages = await shown(browser).catch((reason) => `cannot be told: ${reason}`);
    throw new Error(`${error.message}\nWhat the pages show:\n${pages}`, { cause: error });
  } finally {
    await browser.close();
    host.server.close();
    host.server.closeAllConnections();
    lines.close();
    process.stdin.destroy();
  }
}

/** What each page and frame shows, for whoever reads that a scenario failed. */
async function shown(browser) {
  const state = () => [document.activeElement?.id, document.body.innerText].join("\n");
  const frames = (await browser.pages()).flatMap((page) => page.frames());
  const states = frames.map(async (frame) => `${frame.url()} has the focus on #${await frame.evaluate(state)}`);
  return (await Promise.all(states)).join("\n\n");
}

/**
 * A new page with patience. Its loader has it too, because a busy machine may need longer for a frame;
 * where the loader has to give up, the page has HURRY.
 */
export async function newPage(browser, width = 1024, height = 768) {
  const page = await browser.newPage();
  await page.setViewport({ width, height });
  page.setDefaultTimeout(PATIENCE);
  const wait = (loaders, patience) => {
    const later = setTimeout;
    globalThis.setTimeout = (act, wait, ...rest) => later(act, wait === loaders ? patience : wait, ...rest);
  };
  await page.evaluateOnNewDocument(wait, LOADERS_PATIENCE, PATIENCE);
  return page;
}

const lines = createInterface({ input: process.stdin });
const answers = lines[Symbol.asyncIterator]();

/** Asks the test to do something to the receiver, and waits until it is done. */
export async function ask(wish) {
  console.log(`ask: ${wish}`);
  const { value } = await answers.next();
  if (value !== "done") throw new Error(`the test answered ${value} to "${wish}"`);
}

/** The path that is never answered. */
const NEVER = "/never";

/** Serves partners' pages, each under a path that the scenario adds, on an origin of their own. */
async function hostPages() {
  const pages = new Map();
  const requests = [];
  // A browser may come back to a connection after any time.
  const server = createServer({ keepAliveTimeout: PATIENCE }, (request, response) => {
    requests.push(request.url);
    if (request.url === NEVER) return;
    const page = pages.get(request.url);
    response.writeHead(page ? 200 : 404, { "content-type": "text/html; charset=utf-8", ...page?.headers });
    response.end(page?.html ?? "");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const origin = `http://localhost:${server.address().port}`;
  const add = (path, html, headers = {}) => {
    pages.set(path, { html, headers });
    return origin + path;
  };
  return { origin, add, never: origin + NEVER, requests, server };
}

/** The snippet as a partner pastes it. */
export const snippet = (words = "Report illegal content") =>
  `<report-button partner="sid-2027"><a href="${INTAKE}/p/sid-2027">${words}</a></report-button>
   <script async src="${INTAKE}/embed/v1.js"></script>`;

/** A partner's page around a snippet. */
export const hostPage = (body, head = "") =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Partner</title>
   <meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">${head}</head>
   <body><h1>A partner's page</h1>${body}</body></html>`;

/** For a page's head: time runs a hundred times faster, so that the loader soon gives up a frame that says nothing. */
export const HURRY =
  "<script>const later = setTimeout; setTimeout = (act, wait) => later(act, wait / 100);</script>";

// How a scenario waits: for what is finished, never for a time. Everything that waits is here.

/**
 * Waits until `probe` gives something true, and gives that. A probe may fail, as one does that asks a
 * page which is just being replaced: it is asked again.
 */
export async function until(what, probe) {
  const end = Date.now() + PATIENCE;
  let cause;
  while (Date.now() < end) {
    try {
      const found = await probe();
      if (found) return found;
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    await new Promise((resume) => setTimeout(resume, 50));
  }
  throw new Error(`waited in vain until ${what}`, { cause });
}

/** Waits until all of a page is there. */
export const complete = (page) => page.waitForFunction(() => document.readyState === "complete");

/** Does what leads to another page, and waits until all of that page is there. */
export async function follow(page, act) {
  await page.evaluate(() => void (window.isOld = true));
  await act();
  const isComplete = () => !window.isOld && document.readyState === "complete";
  await until("the next page is complete", () => page.evaluate(isComplete));
}

/** Does what opens a tab, and gives the tab once all of its page is there. */
export async function tab(page, act) {
  const before = await page.browser().pages();
  await act();
  const isNew = (one) => !before.includes(one) && one.url().startsWith(DESK);
  const opened = await until("a tab is open", async () => (await page.browser().pages()).find(isNew));
  await complete(opened);
  return opened;
}

/** Does what makes the browser save a file. Gives the file's text once the browser has saved all of it. */
export async function download(page, act) {
  const header = (response, name) => response.headers()[`content-${name}`] ?? "";
  const isFile = (response) => header(response, "disposition").startsWith("attachment");
  const [response] = await Promise.all([page.waitForResponse(isFile), act()]);
  const [, name] = /filename="([^"]+)"/.exec(header(response, "disposition"));
  const length = Number(header(response, "length") || NaN);
  const file = join(downloads, name);
  await until(`${name} has its ${length} bytes`, async () => (await stat(file)).size === length);
  return readFile(file, "utf8");
}

/** Waits until a partner's page has made its button out of the snippet. */
export const ready = (page) => page.waitForFunction(() => customElements.get("report-button"));

/** Presses the button on a partner's page, and gives the frame with the form in it. */
export async function openForm(page) {
  await ready(page);
  await page.click("report-button a");
  return formFrame(page);
}

/** The frame with the form in the loader's dialog, ready to be filled in. The loader hides it until the two have met. */
export async function formFrame(page) {
  const frame = await hotlineFrame(page);
  await frame.waitForSelector('.framed main[data-step="where"]');
  return frame;
}

/** The frame with the form on a page that has a frame and no loader, ready to be filled in. */
export async function plainFrame(page) {
  const frame = await hotlineFrame(page);
  await at(frame, "where");
  return frame;
}

/** The frame of the hotline, whatever is in it. */
export const hotlineFrame = (page) =>
  until("the frame is there", () =>
    page.frames().find((frame) => frame !== page.mainFrame() && frame.url().startsWith(INTAKE)),
  );

/** Waits until the frame with the form is gone. */
export const closed = (page) => until("the form is closed", () => page.frames().length === 1);

/** Waits until the page has left every address that begins so. */
export const left = (page, from) => until(`the page has left ${from}`, () => !page.url().startsWith(from));

/** Waits until the page has left `from` for the form as a page of its own. */
export async function formPage(page, from) {
  await left(page, from);
  await at(page, "where");
}

/** Waits until the form shows this step. The focus is where it belongs by then. */
export const at = (form, step) => form.waitForSelector(`main[data-step="${step}"]`);

/** Waits until the focus is on what the selector finds. */
export const focused = (form, selector) =>
  form.waitForFunction((selector) => document.activeElement?.matches(selector), {}, selector);

/** Goes on to this step. */
export async function next(form, step) {
  await press(form, "#next");
  await at(form, step);
}

/** Presses a button of the form, once it stands still. */
export async function press(form, selector) {
  const button = await form.waitForSelector(selector);
  await button.evaluate(stand);
  await button.click();
}

/** Scrolls to an element, and waits until it is in one place for two frames: what moves is missed by a click. */
async function stand(element) {
  element.scrollIntoView({ block: "center" });
  const place = () => JSON.stringify(element.getBoundingClientRect());
  const frame = () => new Promise(requestAnimationFrame);
  for (let before; before !== place(); await frame()) {
    before = place();
    await frame();
  }
}

/** Presses a button that takes its own frame away, by script: a real click would wait for its answer. */
export const pressLast = (form, selector) =>
  form.$eval(selector, (button) => void setTimeout(() => button.click()));

/** Presses a key that takes its own frame away, by script: a real key would wait for its answer. */
export const keyLast = (form, key) =>
  form.evaluate((key) => {
    const pressed = new KeyboardEvent("keydown", { key, bubbles: true });
    setTimeout(() => document.activeElement.dispatchEvent(pressed));
  }, key);

/** Types into an empty field of the form. */
export async function type(form, selector, text) {
  const field = await form.waitForSelector(selector);
  await field.evaluate((field) => field.scrollIntoView({ block: "center" }));
  await field.type(text);
}

/** Fills in the shortest report, up to the review. */
export async function fillIn(form, { url, description }) {
  await type(form, "#location-0-found", url);
  await next(form, "what");
  await press(form, 'input[value="csam"]');
  await type(form, "#description", description);
  await next(form, "review");
}

/** The words of the form as a person reads them. */
export const words = (form) => form.$eval("body", (body) => body.innerText);

/** The password that NAME chooses. */
export const PASSWORD = "four words are enough";

/**
 * Comes to the desk for the first time: chooses a password, and types the code of the key shown. Gives the key.
 */
export async function comeToDesk(page, look = async () => {}) {
  await page.goto(`${DESK}/`);
  await look("login");
  await type(page, "#name", NAME);
  await type(page, "#password", ONE_TIME);
  await follow(page, () => press(page, "form.fields button"));
  const key = await page.$eval("#key", (key) => key.textContent);
  await look("welcome");
  for (const field of ["#password", "#again"]) await type(page, field, PASSWORD);
  await type(page, "#code", codeOf(key, NOW));
  await follow(page, () => press(page, "form.fields button"));
  await page.waitForSelector("nav");
  return key;
}

/** The code of a key in base32 at this time, in seconds (RFC 6238). */
export function codeOf(key, time) {
  const digits = [...key.replaceAll(" ", "")].map((digit) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(digit));
  const bits = digits.map((digit) => digit.toString(2).padStart(5, "0")).join("");
  const secret = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(time) / 30n);
  const mac = createHmac("sha1", secret).update(step).digest();
  const number = mac.readUInt32BE(mac[19] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}
