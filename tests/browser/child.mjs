// For the child to whom it happens: whom to talk to, where it fits, and questions that fit what is reported.

import assert from "node:assert/strict";

import { check } from "./axe.mjs";
import { INTAKE, at, newPage, next, press, scenario, type, words } from "./harness.mjs";

const HELPLINE = /It is not your fault[^]*Example Helpline/;
/** Questions for somebody who saw pictures of others. Nobody who is blackmailed is asked them. */
const MATERIAL = "[name=age_hint], [name=paid_access]";

/** Chooses a category, and says whether the step names the helpline then, and whether it asks about material. */
async function asked(page, category) {
  await press(page, `input[value="${category}"]`);
  await page.waitForSelector("#description");
  return { helpline: HELPLINE.test(await words(page)), material: (await page.$$(MATERIAL)).length > 0 };
}

await scenario(async (browser) => {
  const page = await newPage(browser, 320, 640);
  await page.goto(`${INTAKE}/`);
  await at(page, "where");
  assert.equal(await page.$eval("footer a", (link) => link.href), "https://hotline.example/privacy");
  await type(page, "#location-0-found", "https://bad.example/");
  await next(page, "what");
  assert.match(await words(page), /do not have to be sure that it is illegal/);
  for (const [category, helpline, material] of [
    ["csam", false, true],
    ["grooming", true, false],
    ["sextortion", true, false],
    ["hate_speech", false, false],
  ]) {
    assert.deepEqual(await asked(page, category), { helpline, material }, category);
  }
  await asked(page, "sextortion");
  assert.match(await words(page), /keep the chat/i);
  await check(page, "what", "(sextortion)");
  const notices = await page.$$eval("#feedback, main a[href]", (all) => all.map(({ id, href }) => id || href));
  assert.deepEqual(notices.slice(-2), ["feedback", "https://hotline.example/privacy"], "the notice stands beside the email question");
  await next(page, "review");
  await press(page, "#send");
  await at(page, "sent");
  assert.match(await words(page), HELPLINE);
  assert.ok(!(await words(page)).includes("the police"), "the hotline's own wording takes the place of the form's");
  const links = await page.$$eval("main .notice a", (all) => all.map(({ href, dir }) => [href, dir]));
  assert.deepEqual(links, [["https://helpline.example/chat", ""], ["tel:116111", "ltr"]]);
  // From right to left, a number keeps its order.
  await page.select("#language", "ar");
  await page.waitForFunction(() => document.documentElement.dir === "rtl");
  const told = await page.$eval("main", (main) => main.textContent);
  assert.ok(told.includes("\u2068Example Hotline\u2069"), "the hotline's name is isolated");
  const [first, last] = await page.$eval(".notice a[href^=tel]", (link) => {
    const text = document.createTreeWalker(link, NodeFilter.SHOW_TEXT).nextNode();
    const place = (at) => {
      const range = document.createRange();
      range.setStart(text, at);
      range.setEnd(text, at + 1);
      return range.getBoundingClientRect().left;
    };
    return [place(0), place(text.length - 1)];
  });
  assert.ok(first < last, "the first digit stands on the left");
  await check(page, "sent", "(from right to left)");
});
