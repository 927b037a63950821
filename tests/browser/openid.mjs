// Coming in to the desk by an identity provider on another site, by keyboard.

import assert from "node:assert/strict";

import { checkPage } from "./axe.mjs";
import { DESK, newPage, scenario } from "./harness.mjs";

/** Presses Enter, and waits until the page that follows has settled. */
const enter = (page) => Promise.all([page.waitForNavigation({ waitUntil: "load" }), page.keyboard.press("Enter")]);

await scenario(async (browser) => {
  const page = await newPage(browser);
  await page.goto(`${DESK}/cases`);
  assert.equal(new URL(page.url()).pathname, "/login");
  await checkPage(page, "the login");
  await page.focus("main a[href^='/openid']");
  await enter(page);
  assert.notEqual(new URL(page.url()).origin, DESK);
  await page.type("[name=login]", "anna");
  await page.type("[name=password]", "x");
  await enter(page);
  // The provider asks whether the desk may know; then the desk goes on by itself.
  await page.focus("button[type=submit]");
  await page.keyboard.press("Enter");
  await page.waitForFunction((cases) => location.href === cases, {}, `${DESK}/cases`);
  await page.waitForSelector("form.who");
  assert.match(await page.$eval("form.who", (who) => who.textContent), /anna/);
});
