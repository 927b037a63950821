// A login at the desk through an identity provider on another site, by keyboard.

import assert from "node:assert/strict";

import { checkPage } from "./axe.mjs";
import { DESK, complete, follow, newPage, scenario, type, until } from "./harness.mjs";

const enter = (page) => follow(page, () => page.keyboard.press("Enter"));

await scenario(async (browser) => {
  const page = await newPage(browser);
  await page.goto(`${DESK}/cases`);
  assert.equal(new URL(page.url()).pathname, "/login");
  await checkPage(page, "the login");
  await page.focus("main a[href^='/openid']");
  await enter(page);
  assert.notEqual(new URL(page.url()).origin, DESK);
  await type(page, "[name=login]", "anna");
  await type(page, "[name=password]", "x");
  await enter(page);
  // The provider asks whether the desk may know; then the desk goes on by itself.
  await page.focus("button[type=submit]");
  await page.keyboard.press("Enter");
  await until("the desk shows the cases", () => page.url() === `${DESK}/cases`);
  await complete(page);
  assert.match(await page.$eval("form.who", (who) => who.textContent), /anna/);

  // The provider has let somebody in who may have proved nothing to it for hours: grave acts ask.
  await page.goto(`${DESK}/confirm?to=%2Fcases`);
  await complete(page);
  await checkPage(page, "the confirmation");
  assert.ok(await page.$("main a[href^='/openid?confirm=true'][target=_blank]"));
});
