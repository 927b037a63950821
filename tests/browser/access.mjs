// Every step for everybody: axe finds nothing, 320 px hold it, the keyboard alone is enough.

import assert from "node:assert/strict";

import { check } from "./axe.mjs";
import { BROWSER, INTAKE, newPage, scenario } from "./harness.mjs";

/** Presses Tab until the focus is on the element, as somebody without a mouse does. */
async function tabTo(page, selector) {
  for (let presses = 0; presses < 60; presses += 1) {
    if (await page.evaluate((selector) => document.activeElement.matches(selector), selector)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`the keyboard does not reach ${selector}`);
}

async function go(page, selector, step) {
  await tabTo(page, selector);
  await page.keyboard.press("Enter");
  await check(page, step);
}

for (const scheme of ["light", "dark"]) {
  await scenario(async (browser) => {
    const page = await newPage(browser, 320, 640);
    if (BROWSER === "chromium") {
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    }
    await page.goto(`${INTAKE}/p/sid-2027`);
    await check(page, "what");

    // An answer that is missing is named, and the focus is brought to the list of them.
    await tabTo(page, "#next");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.activeElement.matches("[role=alert]"));
    await check(page, "what");

    await tabTo(page, 'input[type="radio"]');
    await page.keyboard.press(" ");
    await go(page, "#next", "where");
    await page.keyboard.press("Escape");
    await tabTo(page, "#next");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.activeElement.matches("[role=alert]"));
    await check(page, "where");
    await tabTo(page, "#location-0-url");
    await page.keyboard.type("bad.example/page");
    await go(page, "#next", "details");
    await tabTo(page, "#description");
    await page.keyboard.type("typed by keyboard alone");
    await go(page, "#next", "review");
    assert.match(await page.$eval("main", (main) => main.innerText), /https:\/\/bad\.example\/page/);
    await go(page, "#send", "sent");
  });
}
