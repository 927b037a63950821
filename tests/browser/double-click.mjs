// A double click goes on by one step only: nothing is sent that the reporter has not reviewed.

import assert from "node:assert/strict";

import { INTAKE, at, newPage, press, scenario, type } from "./harness.mjs";

/** Clicks twice where the button stands, whatever stands there the second time. */
async function clickTwice(page, selector) {
  const button = await page.waitForSelector(selector);
  const { x, y, width, height } = await button.boundingBox();
  await page.mouse.click(x + width / 2, y + height / 2, { count: 2 });
}

await scenario(async (browser) => {
  const page = await newPage(browser);
  await page.goto(`${INTAKE}/p/sid-2027`);
  await at(page, "where");
  // The buttons of every step at the same place, as on a screen that steps just fill.
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(".ways { position: fixed; inset: auto 0 0 }");
    document.adoptedStyleSheets = [sheet];
  });
  await type(page, "#location-0-found", "bad.example");
  await clickTwice(page, "#next");
  await at(page, "what");
  assert.equal(await page.$("[role=alert]:not([hidden] *)"), null, "the second click asks nothing of an empty step");
  await press(page, 'input[value="csam"]');
  await clickTwice(page, "#next");
  await at(page, "review");
  await press(page, "#send");
  await at(page, "sent");
});
