// Without the loader the link still leads to the same form, as a page of its own.

import assert from "node:assert/strict";

import { INTAKE, at, fillIn, formPage, hostPage, left, newPage, press, scenario, snippet } from "./harness.mjs";

await scenario(async (browser, host) => {
  const page = await newPage(browser);
  const policy = { "content-security-policy": "script-src 'none'" };
  await page.goto(host.add("/", hostPage(snippet()), policy));
  await page.click("report-button a");
  await formPage(page, host.origin);
  assert.equal(page.url(), `${INTAKE}/p/sid-2027`);
  await fillIn(page, { url: "https://bad.example/page", description: "on a page of its own" });
  await press(page, "#send");
  await at(page, "sent");
  const closable = await page.$$eval("[data-close]", (all) => all.filter((button) => button.checkVisibility()).length);
  assert.equal(closable, 0, "there is nothing to close");

  await press(page, "#leave");
  await left(page, INTAKE);
});
