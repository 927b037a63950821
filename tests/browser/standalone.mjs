// Without the loader the link still leads to the same form, as a page of its own.

import assert from "node:assert/strict";

import { checkPage } from "./axe.mjs";
import { INTAKE, at, fillIn, formPage, hostPage, left, newPage, press, scenario, snippet } from "./harness.mjs";

/** However a partner's address is written, and whatever else is asked for, a person gets a page to read. */
async function mistyped(page) {
  for (const path of ["/p/sid-2027/", "/p/My_School", "/p/a%20b", "/p", "/p/"]) {
    await page.goto(INTAKE + path);
    await at(page, "where");
  }
  for (const path of ["/nowhere", "/favicon.ico", "/p/a/b/c"]) {
    const answer = await page.goto(INTAKE + path);
    assert.match(answer.headers()["content-type"] ?? "", /^(text\/html|image)/, path);
    if (path === "/nowhere") await checkPage(page, path);
  }
}

await scenario(async (browser, host) => {
  const page = await newPage(browser);
  await mistyped(page);
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
