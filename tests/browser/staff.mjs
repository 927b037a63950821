// The desk's pages about its staff, for everybody: in every look, from left to right and from right to
// left, axe finds nothing and a small screen holds them; and the keyboard alone is enough.

import assert from "node:assert/strict";

import { checkPage } from "./axe.mjs";
import { BROWSER, DESK, ask, comeToDesk, follow, newPage, press, scenario } from "./harness.mjs";
import { LOOKS, looksOf } from "./looks.mjs";

/** One account logs in for the first time once, so that Firefox, which takes a look at its start, gets one look. */
const [look] = LOOKS[BROWSER];

await scenario(async (browser) => {
  const page = await newPage(browser, 320, 640);
  const looks = await looksOf(page, look);
  const check = async (what) => {
    for (const { name, put } of looks) {
      await put();
      for (const dir of ["ltr", "rtl"]) {
        await page.evaluate((dir) => void (document.documentElement.dir = dir), dir);
        await checkPage(page, `${what}, ${name}, ${dir}`);
      }
    }
  };
  const visit = async (path) => {
    await page.goto(DESK + path);
    await check(path);
  };
  await comeToDesk(page, check);
  for (const path of ["/", "/account", "/audit", "/staff"]) await visit(path);
  assert.match(await page.$eval("h1", (title) => title.innerText), /not possible/);
  await ask("make the lead an admin");
  for (const path of ["/tokens", "/staff/lead", "/staff"]) await visit(path);

  await page.focus("#name");
  await page.keyboard.type("newcomer");
  await follow(page, () => page.keyboard.press("Enter"));
  assert.ok(await page.$("#secret"), "the one-time password is shown");
  await check("the one-time password");
  await visit("/staff/newcomer");
  await follow(page, () => press(page, "header button"));
  await page.goto(`${DESK}/staff`);
  assert.equal(new URL(page.url()).pathname, "/login", "logged out");
}, look);
