// A report that cannot be sent yet is kept, and sent when it can be.

import assert from "node:assert/strict";

import { check } from "./axe.mjs";
import { ask, at, fillIn, hostPage, newPage, openForm, press, scenario, snippet, words } from "./harness.mjs";

await scenario(async (browser, host) => {
  const page = await newPage(browser);
  await page.goto(host.add("/", hostPage(snippet())));
  const form = await openForm(page);
  await fillIn(form, { url: "https://bad.example/page", description: "not lost" });

  await ask("lock the store");
  await press(form, "#send");
  await check(form, "waiting");
  assert.match(await words(form), /not sent yet/i);
  await press(form, "#close");
  await form.waitForSelector("#closing:not([hidden])");
  assert.ok(await form.$("#stay.main"), "the main button keeps what is written");
  const isCovered = (selector) => form.$eval(selector, (one) => {
    const { left, top, width, height } = one.getBoundingClientRect();
    return !one.contains(document.elementFromPoint(left + width / 2, top + height / 2));
  });
  assert.ok(!(await isCovered("#leave")) && !(await isCovered("#close")), "nothing is covered");
  assert.ok(await form.$("main[inert]"), "the form takes nothing before the answer");
  // Escape keeps what is written.
  await form.focus("#stay");
  await page.keyboard.press("Escape");
  await form.waitForSelector("#closing[hidden]");
  await ask("unlock the store");
  // The form also tries by itself: then there is nothing left to press.
  await form.evaluate(() => document.querySelector("#try-now")?.click());
  await at(form, "sent");

  await press(form, "#again");
  await at(form, "where");
  await fillIn(form, { url: "https://bad.example/other", description: "not lost either" });
  await ask("stop the receiver");
  await press(form, "#send");
  await at(form, "waiting");
  await press(form, "#try-now");
  await at(form, "waiting");
  // Another language cannot come either: the form says so, and stays in the one that it has.
  await form.select("#language", "de");
  await form.waitForFunction(() => /could not be loaded/.test(document.getElementById("same-language").textContent));
  assert.equal(await form.$eval("#language", (menu) => menu.value), "en");
  await ask("start the receiver");
  // The form tries again by itself, finds that the restart made its key unknown, and seals anew.
  await at(form, "sent");
});
