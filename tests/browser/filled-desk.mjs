// Every page of a desk that is full of work, as somebody sees it who leads: in each language, in light and in
// dark, on a phone and on a large screen, axe finds nothing, nothing is wider than the screen, and no day is written
// as machines write it.

import assert from "node:assert/strict";

import { checkPage } from "./axe.mjs";
import { BROWSER, DESK, comeToDesk, complete, follow, newPage, scenario, until } from "./harness.mjs";
import { lists } from "./lists.mjs";
import { LOOKS, looksOf } from "./looks.mjs";

/** Firefox takes a look at its start, and an account logs in for the first time once: it gets one look and one language. */
const [look] = LOOKS[BROWSER];
const LANGUAGES = BROWSER === "chromium" ? ["es", "fr", "de", "en"] : ["en"];

/** Width and height of a phone and of a large screen, in CSS pixels. */
const SCREENS = [
  [390, 844],
  [1280, 900],
];

/** Runs in the page: the texts with a day that is written as in RFC 3339; but for the log's values, which stay as they are. */
const machineDays = () => {
  const all = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (all.nextNode()) {
    const isCode = all.currentNode.parentElement.closest("code");
    if (!isCode && /\b\d{4}-\d\d-\d\d\b/.test(all.currentNode.data)) found.push(all.currentNode.data);
  }
  return found;
};

/** Runs in the page: the rows whose name, which stays in view, leaves no room for their numbers. */
const covering = () =>
  [...document.querySelectorAll('.counts th[scope="row"]')].filter((name) => name.offsetWidth > 0.55 * innerWidth).map((name) => name.innerText);

await scenario(async (browser) => {
  const page = await newPage(browser);
  const looks = (await looksOf(page, look)).filter(({ name }) => name !== "forced");
  const check = async (what) => {
    assert.deepEqual(await page.evaluate(machineDays), [], what);
    for (const { name, put } of looks) {
      await put();
      for (const [width, height] of SCREENS) {
        await page.setViewport({ width, height });
        assert.deepEqual(await page.evaluate(covering), [], `${what}, ${width} px`);
        await checkPage(page, `${what}, ${name}, ${width} px`);
      }
    }
  };

  await comeToDesk(page);
  await page.goto(`${DESK}/samples`);
  await follow(page, () => page.click('main [action="/samples"] button'));
  const sample = new URL(page.url()).pathname;
  await page.goto(`${DESK}/due`);
  const aCase = await page.$eval('main a[href^="/cases/"]', (link) => link.pathname);
  const pages = [...(await lists(page)), sample, aCase];

  for (const language of LANGUAGES) {
    await page.goto(`${DESK}/account`);
    await page.select("#language", language);
    await follow(page, () => page.click('[action="/account/language"] button'));
    for (const path of pages) {
      const answer = await page.goto(DESK + path);
      assert.equal(answer.status(), 200, path);
      assert.equal(await page.$eval("html", (html) => html.lang), language, path);
      await check(`${path}, ${language}`);
    }
  }
  // The page of the queue's numbers loads itself again, without a script.
  await page.goto(`${DESK}/watch`);
  await until("the page has loaded itself again", () => page.url().endsWith("/watch?left=59"));
  await complete(page);
  assert.match(await page.title(), /^3 children in danger, \d+ waiting · /);
}, look);
