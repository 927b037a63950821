// Text of twice its usual size: the bar leaves room for the form, and what has the focus is never hidden.

import assert from "node:assert/strict";

import { check } from "./axe.mjs";
import { INTAKE, at, newPage, scenario } from "./harness.mjs";
import { pressAt, tabBack, typeAt } from "./keyboard.mjs";

/** The languages with the longest words, and one from right to left. */
const LANGUAGES = ["bg", "el", "ar"];

/** Goes through the form by keyboard, and back to the bar in each step. */
async function walk(page, language) {
  await page.goto("about:blank");
  await page.goto(`${INTAKE}/#${language}`);
  await at(page, "where");
  const size = () => parseFloat(getComputedStyle(document.documentElement).fontSize);
  assert.equal(await page.evaluate(size), 34, "text has twice its usual size");
  await check(page, "where", language);
  await typeAt(page, "#location-0-found", "bad.example/page");
  await tabBack(page);
  await pressAt(page, "#next");
  await at(page, "what");
  await pressAt(page, 'input[value="csam"]', " ");
  await check(page, "what", language);
  await tabBack(page);
  await pressAt(page, "#next");
  await at(page, "review");
  await check(page, "review", language);
}

await scenario(
  async (browser) => {
    const page = await newPage(browser, 360, 844);
    await page.goto(`${INTAKE}/`);
    await at(page, "where");
    for (const language of await page.$$eval("#language option", (options) => options.map(({ value }) => value))) {
      await page.select("#language", language);
      await page.waitForFunction((language) => document.documentElement.lang === language, {}, language);
      const bar = await page.$eval("nav", (bar) => bar.offsetHeight);
      assert.ok(bar <= 844 / 6, `the bar has ${bar} of 844 px in ${language}`);
    }
    for (const language of LANGUAGES) await walk(page, language);
  },
  { isLarge: true },
);
