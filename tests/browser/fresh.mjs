// On a fresh server: somebody presses the button on a partner's page, and sends a report of ADDRESS over HTTPS, with the
// certificate that the receiver has got by itself.

import assert from "node:assert/strict";

import { at, fillIn, hostPage, newPage, openForm, press, scenario, snippet } from "./harness.mjs";

await scenario(async (browser, host) => {
  const page = await newPage(browser);
  await page.goto(host.add("/", hostPage(snippet())));
  const form = await openForm(page);
  assert.ok(form.url().startsWith("https://"), form.url());
  await fillIn(form, { url: process.env.ADDRESS, description: "What I saw there." });
  await press(form, "#send");
  await at(form, "sent");
});
