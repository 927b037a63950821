// What has to hold in every step: axe finds nothing, nothing is wider than the screen, everything
// to press is large enough, and "leave this page" is in view.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { readFile } from "node:fs/promises";

import { at } from "./harness.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Checks any page: axe finds nothing, and nothing is wider than the screen. */
export async function checkPage(page, what) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe);
  // Frames are pages of their own, and checked as such.
  const options = { iframes: false, rules: { "target-size": { enabled: true } } };
  const { violations } = await page.evaluate((options) => axe.run(options), options);
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`);
  assert.deepEqual(found, [], what);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wide <= 0, `${what} is ${wide} px wider than the screen`);
}

/** Checks the form at a step, in a frame or as a page of its own. `how` says how it is looked at. */
export async function check(page, step, how = "") {
  await at(page, step);
  await checkPage(page, `step ${step} ${how}`);
  const leave = await page.$eval("#leave", (button) => {
    const { top, bottom, left, right } = button.getBoundingClientRect();
    return top >= 0 && left >= 0 && bottom <= innerHeight && right <= innerWidth;
  });
  assert.ok(leave, `"leave" is out of view in step ${step} ${how}`);
}
