// How long a reporter waits on a slow phone with a cold cache: `node bench.mjs ROUNDS` prints one
// JSON object of figures by name, each a list of microseconds, one for each round. COUNTER names
// the folder with the page to compare with.

import { readFileSync } from "node:fs";

import { INTAKE, at, fillIn, formFrame, press, ready, scenario } from "./harness.mjs";

const ROUNDS = Number(process.argv[2]);

/** Slow 4G, as Lighthouse has it: bytes per second, and milliseconds for each request. */
const NETWORK = { offline: false, downloadThroughput: 1.6e6 / 8, uploadThroughput: 0.75e6 / 8, latency: 150 };

/** How many times slower than this machine. */
const CPU = 4;

/** The first question of the form. */
const QUESTION = "#location-0-found";

/** Gives the time at which there was first something to use, as the reporter saw it. */
const watch = (selector) => `globalThis.usable = new Promise((resolve) => {
  const look = () => {
    if (!document.querySelector("${selector}")) return;
    observer.disconnect();
    requestAnimationFrame(() => setTimeout(() => resolve(performance.timeOrigin + performance.now())));
  };
  const observer = new MutationObserver(look);
  observer.observe(document, { childList: true, subtree: true });
})`;

/**
 * A page in a context that has loaded nothing yet. Network and processor are slow in it and in its
 * frames, which run in processes of their own and meet these commands before they start.
 */
async function slowPage(browser, selector) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  const slow = (session) =>
    Promise.all([
      session.send("Network.enable"),
      session.send("Network.emulateNetworkConditions", NETWORK),
      session.send("Emulation.setCPUThrottlingRate", { rate: CPU }),
      session.send("Page.enable"),
      session.send("Page.addScriptToEvaluateOnNewDocument", { source: watch(selector) }),
    ]);
  const session = page.mainFrame().client;
  session.on("sessionattached", slow);
  await slow(session);
  return page;
}

/** Serves `www-example`, whose form is this receiver's. */
function example(host) {
  const file = (name) => readFileSync(new URL(`../../www-example/${name}`, import.meta.url), "utf8");
  host.add("/style.css", file("style.css"), { "content-type": "text/css" });
  return host.add("/", file("index.html").replaceAll("http://127.0.0.1:7701", INTAKE));
}

/** Serves the counter as the receiver serves the form. */
function counter(host) {
  const file = (name) => readFileSync(`${process.env.COUNTER}/${name}`);
  const compressed = (name, type) =>
    host.add(`/counter/${name}`, file(`${name}.br`), { "content-type": type, "content-encoding": "br" });
  compressed("form.js", "text/javascript");
  compressed("form_bg.wasm", "application/wasm");
  return host.add("/counter/", file("index.html"));
}

/** Milliseconds from the navigation until the page can be used. */
async function pageUsable(browser, address, selector) {
  const page = await slowPage(browser, selector);
  await page.goto(address);
  const usable = await page.evaluate(async () => (await usable) - performance.timeOrigin);
  await page.browserContext().close();
  return usable;
}

/** The form in a partner's page, from the click on; then, a report is sent from it. */
async function form(browser, address) {
  const page = await slowPage(browser, QUESTION);
  await page.goto(address);
  await ready(page);
  // Without a pointer that comes near first: the form would begin to load then.
  const clicked = await page.$eval("report-button a", (link) => {
    const now = performance.timeOrigin + performance.now();
    link.click();
    return now;
  });
  const frame = await formFrame(page);
  const usable = (await frame.evaluate(() => usable)) - clicked;
  const longestTask = await seal(frame);
  await page.browserContext().close();
  return { usable, longestTask };
}

/** The longest task, in milliseconds, from the press of "send" to the receipt; 0 if none is long. */
async function seal(frame) {
  await fillIn(frame, { url: "https://bad.example/page", description: "what was seen" });
  await frame.evaluate(() => {
    globalThis.tasks = [];
    new PerformanceObserver((list) => tasks.push(...list.getEntries())).observe({ type: "longtask" });
  });
  await press(frame, "#send");
  await at(frame, "sent");
  // The observer hears of the last task after its end.
  await frame.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
  return frame.evaluate(() => Math.max(0, ...tasks.map(({ duration }) => duration)));
}

await scenario(async (browser, host) => {
  const partner = example(host);
  const yewCounter = counter(host);
  const figures = { form_usable_us: [], form_page_usable_us: [], yew_counter_usable_us: [], seal_longest_task_us: [] };
  const add = (name, milliseconds) => figures[name].push(milliseconds * 1000);
  for (let round = 0; round < ROUNDS; round++) {
    const { usable, longestTask } = await form(browser, partner);
    add("form_usable_us", usable);
    add("seal_longest_task_us", longestTask);
    add("form_page_usable_us", await pageUsable(browser, `${INTAKE}/p/sid-2027`, QUESTION));
    add("yew_counter_usable_us", await pageUsable(browser, yewCounter, "button"));
  }
  console.log(JSON.stringify(figures));
});
