// Leaving: by the button or by Shift three times, in the frame and on the partner's page, the
// whole page is replaced.

import assert from "node:assert/strict";

import { INTAKE, formFrame, hostPage, newPage, openForm, press, scenario, snippet, type, until } from "./harness.mjs";

const gone = (page, from) => until("the page is left", () => !page.url().startsWith(from));

async function shiftThreeTimes(page) {
  for (let times = 0; times < 3; times += 1) await page.keyboard.press("Shift");
}

await scenario(async (browser, host) => {
  const page = await newPage(browser);
  // Nothing may be asked of anybody else, so the place to leave to is answered here.
  const url = host.add("/", hostPage(snippet()));

  await page.goto(url);
  await press(await openForm(page), "#leave");
  await gone(page, host.origin);

  await page.goto(url);
  const form = await openForm(page);
  await type(form, "#location-0-found", "bad.example");
  await shiftThreeTimes(page);
  await gone(page, host.origin);

  await page.goto(`${INTAKE}/`);
  await page.waitForSelector('main[data-step="where"]');
  await shiftThreeTimes(page);
  await gone(page, INTAKE);
  assert.ok(!page.url().startsWith(host.origin));
});
