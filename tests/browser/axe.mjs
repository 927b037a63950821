// Checks for every step: axe finds nothing, nothing is wider than the screen, every button is large
// enough, "leave this page" is in view, no field is so small that phones magnify it, no row is empty, and no field passes a word on to the browser's memory, a
// spelling service or a translator.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { readFile } from "node:fs/promises";

import { at, complete } from "./harness.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Checks any page: axe finds nothing, and nothing is wider than the screen. */
export async function checkPage(page, what) {
  await complete(page);
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe);
  // Frames are pages of their own, and checked as such.
  const options = { iframes: false, rules: { "target-size": { enabled: true } } };
  const { violations } = await page.evaluate((options) => axe.run(options), options);
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`);
  assert.deepEqual(found, [], what);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wide <= 0, `${what} is ${wide} px wider than the screen`);
}

/** The attributes that every field has, and those that a field to write in has as well. */
const KEPT = { autocomplete: "off" };
const UNREAD = { spellcheck: "false", translate: "no", autocorrect: "off", autocapitalize: "off", writingsuggestions: "false" };

/** The fields that would pass a word on. */
const leaks = (page) =>
  page.evaluate(
    (kept, unread) => {
      const says = (field, attributes) =>
        Object.entries(attributes).every(([name, value]) => field.getAttribute(name) === value);
      const isWritten = (field) => field.matches("textarea, input:not([type=radio], [type=checkbox])");
      const fields = [...document.querySelectorAll("input, select, textarea")];
      const leak = (field) => !says(field, kept) || (isWritten(field) && !says(field, unread));
      return fields.filter(leak).map((field) => field.outerHTML);
    },
    KEPT,
    UNREAD,
  );

/** Runs in the page: the fields whose text is so small that a phone magnifies the page around them, and empty rows. */
const faults = () => {
  const seen = (selector) => [...document.querySelectorAll(selector)].filter((one) => one.checkVisibility());
  const fields = seen("input:not([type=radio], [type=checkbox]), select, textarea");
  const small = fields.filter((field) => parseFloat(getComputedStyle(field).fontSize) < 16);
  const empty = seen("dt, dd, li, label, legend, button").filter((row) => !row.innerText.trim());
  return [...small, ...empty].map((one) => one.outerHTML);
};

/** Runs in the page: the controls in the bar that overlap another control. */
export function overlaps() {
  const all = [...document.querySelectorAll("nav button")].filter((one) => one.checkVisibility());
  const boxes = all.map((one) => [one.id, one.getBoundingClientRect()]);
  const touch = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  const covers = ([id, box]) => boxes.some(([other, otherBox]) => other !== id && touch(box, otherBox));
  return boxes.filter(covers).map(([id]) => id);
}

/** Checks the form at a step, in a frame or as a page of its own. `how` says how it is looked at. */
export async function check(page, step, how = "") {
  await at(page, step);
  await checkPage(page, `step ${step} ${how}`);
  assert.deepEqual(await leaks(page), [], `step ${step} ${how}`);
  assert.deepEqual(await page.evaluate(faults), [], `step ${step} ${how}`);
  const leave = await page.$eval("#leave", (button) => {
    const { top, bottom, left, right } = button.getBoundingClientRect();
    return top >= 0 && left >= 0 && bottom <= innerHeight && right <= innerWidth;
  });
  assert.ok(leave, `"leave" is out of view in step ${step} ${how}`);
  assert.deepEqual(await page.evaluate(overlaps), [], `step ${step} ${how}`);
}
