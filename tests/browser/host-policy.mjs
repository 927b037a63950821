// A strict partner's page: its policy allows the loader and the frame, and nothing else.

import assert from "node:assert/strict";

import { INTAKE, at, fillIn, formPage, hostPage, newPage, openForm, press, ready, scenario, snippet } from "./harness.mjs";

// The page's own icon is its own affair.
const STRICT = `default-src 'none'; img-src data:; script-src ${INTAKE}; frame-src ${INTAKE}; require-trusted-types-for 'script'`;
const NO_FRAME = `default-src 'none'; script-src ${INTAKE}`;

await scenario(async (browser, host) => {
  const page = await newPage(browser);
  const complaints = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(host.add("/strict", hostPage(snippet()), { "content-security-policy": STRICT }));
  const form = await openForm(page);
  await fillIn(form, { url: "https://bad.example/page", description: "under a strict policy" });
  await press(form, "#send");
  await at(form, "sent");
  const violations = complaints.filter((text) => /content.security.policy|violat|trusted/i.test(text));
  assert.deepEqual(violations, []);

  // Where the frame is blocked, the button leads to the page of its own.
  await page.goto(host.add("/blocked", hostPage(snippet()), { "content-security-policy": NO_FRAME }));
  await ready(page);
  await page.click("report-button a");
  await formPage(page, host.origin);
  assert.equal(new URL(page.url()).pathname, "/p/sid-2027");
});
