// Nothing that was typed at the desk is lost: not in a form that is refused, nor when the case was
// changed in another tab, nor when the session has ended; and a double click adds one note.

import assert from "node:assert/strict";

import { checkPage } from "./axe.mjs";
import { ask, comeToDesk, focused, follow, newPage, press, scenario, tab, until, words } from "./harness.mjs";

const MENUS = ["classification", "gender", "age_group", "commerciality", "site_type"];
const EXPLANATION = 'It shows "abuse" & <more>.';
const REMARK = "A remark that took an hour.";

/** The values of a page's fields that somebody can see, by their names. */
const values = (page) =>
  page.evaluate(() => {
    const fields = [...document.querySelectorAll("input, select, textarea")];
    const seen = fields.filter(({ name, type }) => name && type !== "hidden");
    return Object.fromEntries(
      seen.map(({ name, type, checked, value }) => [name, type === "checkbox" ? checked : value]),
    );
  });

/** Checks the page on a phone and on a desktop. */
async function check(page, what) {
  for (const [width, height] of [[390, 844], [1280, 800]]) {
    await page.setViewport({ width, height });
    await checkPage(page, `${what}, at ${width} px`);
  }
}

await scenario(async (browser) => {
  const page = await newPage(browser, 1280, 800);
  await comeToDesk(page);
  await ask("send some reports");
  await page.reload();
  await follow(page, () => press(page, "button.main"));
  const address = page.url();

  for (const name of MENUS) {
    await page.focus(`[name^=${name}]`);
    await page.keyboard.press("ArrowDown");
  }
  await press(page, "input[type=checkbox]");
  await page.type("[name=explanation-1]", EXPLANATION);
  await page.type("[name=ucs_labels-1]", "one, two");
  await page.type("[name=address-1]", "host.example");
  const typed = await values(page);
  await follow(page, () => page.keyboard.press("Enter"));
  assert.deepEqual(await values(page), typed, "every field holds what was typed");
  assert.equal(typed["explanation-1"], EXPLANATION);
  // Firefox takes the focus there some time after the page is complete.
  await focused(page, "[name=address-1][aria-invalid=true]");
  const reason = await page.$eval("[aria-invalid=true]", (field) => {
    return document.getElementById(field.getAttribute("aria-describedby")).innerText;
  });
  assert.match(reason, /^This is no IP address/);
  await check(page, "findings that were refused");

  const beside = await newPage(browser);
  await beside.goto(address);
  await follow(beside, () => press(beside, 'button[value="not_found"]'));
  await page.bringToFront();
  await page.$eval("[aria-invalid=true]", (field) => field.select());
  await page.keyboard.type("192.0.2.1");
  await follow(page, () => page.keyboard.press("Enter"));
  const conflict = await words(page);
  assert.match(conflict, /Nothing was changed\. You yourself changed it .*step, to assess to /);
  const left = await page.$$eval("textarea[readonly]", (texts) => texts.map((text) => text.value));
  for (const text of [EXPLANATION, "one, two", "192.0.2.1"]) assert.ok(left.includes(text), text);
  await check(page, "findings about a case that was changed");

  await page.goto(address);
  await page.type("[name=text]", REMARK);
  const add = await page.waitForSelector('button[formaction$="/note"]');
  await follow(page, () => add.click({ count: 2 }));
  await until("the note is there", async () => (await page.$$("#notes ~ article")).length > 0);
  await page.goto(address);
  assert.equal((await page.$$("#notes ~ article")).length, 1, "a double click adds one note");

  await page.type("[name=text]", REMARK);
  await beside.bringToFront();
  await follow(beside, () => press(beside, "header button"));
  await page.bringToFront();
  await follow(page, () => press(page, 'button[formaction$="/note"]'));
  assert.match(await words(page), /Your session has ended/);
  assert.equal(await page.$eval("[name=text]", (field) => field.value), REMARK);
  await press(page, "summary");
  await check(page, "a session that has ended");
  const login = await tab(page, () => press(page, "ol a"));
  assert.equal(await login.$eval("h1", (title) => title.innerText), "Log in");
});
