// Questions to reporters by the hotline's own form: the whole way, and that nobody else loads anything for it.

import assert from "node:assert/strict";

import { check } from "./axe.mjs";
import { BROWSER, INTAKE, ask, at, fillIn, left, newPage, press, scenario, words } from "./harness.mjs";
import { looksOf } from "./looks.mjs";
import { inOtherLanguages, watched, wholeWay } from "./asked-story.mjs";

/** Checks a view in light, dark and forced colours; in Firefox, which takes one look for all pages, in that one. */
async function looks(page, view) {
  for (const { name, put } of await looksOf(page, BROWSER === "firefox" ? { name: "light" } : {})) {
    await put();
    await check(page, view, `of a question (${name})`);
  }
}

/** All that the first load asks for, in an order of its own: the browser may ask for several things at once. */
async function firstLoad(browser) {
  const page = await newPage(await browser.createBrowserContext());
  const paths = watched(page);
  await page.goto(`${INTAKE}/p/sid-2027`);
  await at(page, "where");
  await page.close();
  return paths.sort();
}

/** A report without the choice goes as it always does. */
async function withoutChoice(browser) {
  const page = await newPage(browser);
  const paths = watched(page);
  await review(page, { url: "https://bad.example/unasked", description: "nobody asks" });
  await page.waitForSelector("#ask-me");
  await press(page, "#send");
  await at(page, "sent");
  assert.equal(await page.$("#the-code"), null);
  const posted = paths.filter((path) => path.endsWith("/reports"));
  assert.deepEqual(posted, ["/v1/reports"]);
  assert.ok(!paths.some((path) => path.endsWith(".wasm") && path.includes("follow-up")));
  await page.close();
}

/** Fills a report in, up to its review. */
async function review(page, report) {
  await page.goto(`${INTAKE}/p/sid-2027`);
  await at(page, "where");
  await fillIn(page, report);
}

/** Fills a report in and chooses to be asked, until the module for questions is there. */
async function choose(page, report) {
  const loaded = new Promise((end) => {
    page.on("requestfinished", (request) => request.url().endsWith("/follow-up/form_bg.wasm") && end());
  });
  await review(page, report);
  await press(page, "#ask-me");
  await loaded;
}

/** A report that cannot be sent yet: the code comes once the hotline has it, and is kept nowhere meanwhile. */
async function whileTheHotlineIsAway(browser) {
  const page = await newPage(browser);
  await choose(page, { url: "https://bad.example/away", description: "while the hotline is away" });
  await ask("stop the receiver");
  await press(page, "#send");
  await at(page, "waiting");
  assert.match(await words(page), /You get your code as soon as the hotline has your report/);
  assert.ok(!/\d{4} ?\d{4}/.test(await words(page)), "no code is shown before it is of use");
  await ask("start the receiver");
  await press(page, "#try-now");
  await at(page, "sent");
  await page.waitForSelector("#the-code");
  // Closing waits; leaving does not.
  await page.select("#language", "ar");
  await page.waitForFunction(() => document.querySelector("#written").textContent.startsWith("كتب"));
  await press(page, "#leave");
  await left(page, INTAKE);
  await page.close();
}

/** The hotline does not take a report with a way to ask any more: it gets the report without one, and the page says so. */
async function sentWithout(page) {
  const paths = watched(page);
  await press(page, "#send");
  await at(page, "sent");
  assert.match(await words(page), /it cannot ask you anything, and there is no code/);
  assert.equal(await page.$("#the-code"), null);
  assert.deepEqual(paths.filter((path) => path.endsWith("/reports")), ["/v2/reports", "/v1/reports"]);
  await page.close();
}

await scenario(async (browser) => {
  const asking = await firstLoad(browser);
  await wholeWay(browser, looks);
  await inOtherLanguages(browser);
  await withoutChoice(browser);
  await whileTheHotlineIsAway(browser);

  const late = await newPage(browser);
  await choose(late, { url: "https://bad.example/late", description: "the hotline changes its mind" });
  await ask("ask nobody any more");
  await sentWithout(late);
  assert.deepEqual(await firstLoad(browser), asking, "the first load is the same");
  const page = await newPage(browser);
  const answer = await page.goto(`${INTAKE}/answer`);
  assert.equal(answer.status(), 404);
  await at(page, "where");
  await fillIn(page, { url: "https://bad.example/unasked", description: "nobody asks" });
  assert.equal(await page.$("#ask-me"), null);
});
