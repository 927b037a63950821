// What people really paste: several addresses with words around them, mended ones, and what lies on the
// reporter's own device. By keyboard, on the smallest phone, from left to right and from right to left.

import assert from "node:assert/strict";

import { check } from "./axe.mjs";
import { INTAKE, at, focused, newPage, next, press, scenario, words } from "./harness.mjs";

const CLUE = "#location-0-found";
const UNDO = "#location-0-undo";

/** Pastes into a field: all at once, as from a clipboard. */
async function paste(page, selector, text) {
  await page.focus(selector);
  await page.$eval(selector, (field) => field.select());
  await page.evaluate((text) => document.execCommand("insertText", false, text), text);
}

const addresses = (page) => page.$$eval(".addresses bdi", (all) => all.map((one) => one.textContent));

/** Waits until the form says so in a live region. */
const says = (page, text) =>
  page.waitForFunction((text) => document.querySelector(".clue[role=status]").textContent.includes(text), {}, text);

await scenario(async (browser) => {
  const page = await newPage(browser, 320, 640);
  await page.goto(`${INTAKE}/`);
  await at(page, "where");

  await paste(page, CLUE, "Look at this! https://bad.example/a\n• www.bad.example/b\nhxxps://bad[.]example/c");
  await says(page, "Addresses found: 3");
  await focused(page, CLUE);
  const all = ["https://bad.example/a", "https://www.bad.example/b", "https://bad.example/c"];
  assert.deepEqual(await addresses(page), all);
  await check(page, "where", "(three addresses)");

  // The first of the three is taken out by keyboard, and the focus stays near.
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.ariaLabel), `Remove: ${all[0]}`);
  await page.keyboard.press("Enter");
  await says(page, "Addresses found: 2");
  await focused(page, UNDO);
  assert.deepEqual(await addresses(page), all.slice(1));

  // Undone, and done again, with the same button.
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => !document.querySelector(".addresses"));
  await focused(page, UNDO);
  assert.match(await page.$eval(CLUE, (field) => field.value), /^Look at this! [^]*hxxps/, "nothing of it is lost");
  await page.keyboard.press("Enter");
  await says(page, "Addresses found: 3");

  await page.select("#language", "ar");
  await page.waitForFunction(() => document.documentElement.dir === "rtl");
  await check(page, "where", "(three addresses, from right to left)");
  await page.select("#language", "en");
  await page.waitForFunction(() => document.documentElement.dir === "ltr");

  // An empty location beside it is no problem; what lies on the device is, and the error says where.
  await press(page, "#add-location");
  await focused(page, "#location-1-found");
  await paste(page, "#location-1-found", "C:\\Users\\me\\a.jpg");
  await press(page, "#next");
  await focused(page, "#problems");
  assert.match(await page.$eval("#problems li", (line) => line.innerText), /Place 2 .*on your own device/);
  await paste(page, "#location-1-found", " ");
  await next(page, "what");
  await press(page, 'input[value="csam"]');
  assert.match(await words(page), /Kept for your description: .?Look at this!/);
  await next(page, "review");
  const review = await words(page);
  assert.match(review, /Place 3[^]*bad\.example\/c[^]*Look at this!/);
  await press(page, "#send");
  await at(page, "sent");
});
