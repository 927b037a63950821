// People unlock a desk whose key is in shares, by keyboard on a small screen, in every look; and no share is left
// behind in the browser.

import assert from "node:assert/strict";

import { checkPage } from "./axe.mjs";
import { BROWSER, DESK, complete, focused, follow, newPage, scenario } from "./harness.mjs";
import { LOOKS, looksOf } from "./looks.mjs";

const SHARES = process.env.SHARES.split("\n");

/** Where the keyboard is. */
const focus = (page) => page.evaluate(() => document.activeElement.id || document.activeElement.tagName);

/** Goes to this element by Tab alone. */
async function tabTo(page, selector) {
  for (let presses = 0; presses < 20; presses += 1) {
    if (await page.evaluate((selector) => document.activeElement.matches(selector), selector)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`the keyboard does not reach ${selector}, and is at ${await focus(page)}`);
}

/** Types a share where the page has put the keyboard, and enters it. */
async function enter(page, share) {
  // One can type at once: the browser moves the focus there once it has drawn the page.
  await focused(page, "#share");
  await page.keyboard.type(share);
  await page.keyboard.press("Tab");
  await follow(page, () => page.keyboard.press("Enter"));
}

const text = (page) => page.$eval("main", (main) => main.innerText);

/** What a browser may keep of the page: its address, its text, and its storage. */
const kept = (page) =>
  page.evaluate(() =>
    [location.href, document.documentElement.outerHTML, JSON.stringify({ ...sessionStorage, ...localStorage })].join(),
  );

const last = LOOKS[BROWSER].length - 1;
for (const [at, look] of LOOKS[BROWSER].entries()) {
  await scenario(async (browser) => {
    const page = await newPage(browser, 320, 640);
    const looks = await looksOf(page, look);
    const check = async (what) => {
      for (const { name, put } of looks) {
        await put();
        await checkPage(page, `${what}, ${name}`);
      }
    };
    const answer = await page.goto(`${DESK}/cases`);
    assert.equal(answer.status(), 503);
    await check("the desk is locked");
    await tabTo(page, "main a");
    await follow(page, () => page.keyboard.press("Enter"));
    assert.equal(page.url(), `${DESK}/unlock`);
    if (at === 0) assert.match(await text(page), /No share has been entered yet/);
    await check("nothing entered");

    const [first] = SHARES;
    const wrong = first.slice(0, -1) + (first.endsWith("A") ? "B" : "A");
    await enter(page, wrong);
    assert.match(await text(page), /a letter is wrong or missing/);
    assert.equal(await page.$eval("#share", (field) => field.value), wrong, "what was typed is still there");
    await check("a wrong letter");
    await page.keyboard.press("End");
    await page.keyboard.down("Control");
    await page.keyboard.press("End");
    await page.keyboard.up("Control");
    await page.keyboard.press("Backspace");
    await page.keyboard.type(first.at(-1));
    await page.keyboard.press("Tab");
    await follow(page, () => page.keyboard.press("Enter"));
    assert.match(await text(page), /Shares entered: no\. 1\. Still missing: 2 of 3\./);
    assert.ok(!(await kept(page)).includes(first.slice(30, 60)), "no share is left on the page");
    await check("one share");
    await page.goBack();
    await complete(page);
    assert.ok(!(await kept(page)).includes(first.slice(30, 60)), "nor on the page before");
    await page.goto(`${DESK}/unlock`);
    if (at < last) return;

    await enter(page, SHARES[3].toLowerCase().replaceAll(" ", ""));
    assert.match(await text(page), /Shares entered: no\. 1 and 4\. Still missing: 1 of 3\./);
    await check("two shares");
    await enter(page, SHARES[2]);
    assert.equal(new URL(page.url()).pathname, "/login", "the desk is open");
    await check("the login");
  }, look);
}
