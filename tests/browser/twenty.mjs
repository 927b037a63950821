// Twenty addresses in one report: found by keyboard alone with a few presses for each, and printed as
// a document.

import assert from "node:assert/strict";

import { checkPage } from "./axe.mjs";
import { BROWSER, DESK, ask, comeToDesk, follow, newPage, scenario } from "./harness.mjs";
import { pressesToldFor } from "./presses-told.mjs";

const ADDRESSES = 20;

await scenario(async (browser) => {
  const page = await newPage(browser, 1280, 900);
  await comeToDesk(page);
  const addresses = Array.from({ length: ADDRESSES }, (_, n) => `https://host${n}.example/`);
  await ask(`send a report of ${addresses.join(" ")}`);
  await page.goto(`${DESK}/`);
  await follow(page, () => page.click("button.main"));
  await checkPage(page, "twenty addresses");

  // Nothing stands between taking a report and its findings that the keyboard must pass hundreds of times.
  const stops = await page.evaluate(() => {
    const all = [...document.querySelectorAll("main :is(a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0'])")];
    const seen = all.filter((one) => one.checkVisibility() && !one.disabled);
    return seen.findIndex((one) => one.name === "act" && one.value === "record");
  });
  assert.ok(stops > 0 && stops <= 4 * ADDRESSES + 20, `${stops} stops before the findings are recorded`);
  console.log(`${stops} stops before the findings are recorded`);

  let presses = 0;
  const press = async (key) => {
    presses += 1;
    await page.keyboard.press(key);
  };
  const at = () => page.evaluate(() => document.activeElement.name || document.activeElement.localName);
  const tabTo = async (name) => {
    do await press("Tab");
    while ((await at()) !== name);
  };
  /** Chooses in the menu that has the focus. */
  const choose = async (name) => {
    await tabTo(name);
    await press("ArrowDown");
  };

  // Where the page of a case begins for somebody who works through its items.
  await page.focus("[name=items]");
  await press(" ");
  await tabTo("summary");
  await press("Enter");
  for (const name of ["classification", "gender", "age_group", "commerciality", "site_type"]) await choose(`${name}-1`);
  await tabTo("explanation-1");
  await page.keyboard.type("It shows the abuse of a child.");
  for (let item = 1; item < ADDRESSES; item += 1) {
    await tabTo("items");
    await press(" ");
  }
  await tabTo("from");
  await press("Tab");
  await follow(page, () => press("Enter"));
  const copied = await page.$$eval("[name^=classification-]", (menus) => menus.map((menu) => menu.value));
  assert.deepEqual(copied, Array(ADDRESSES).fill("baseline"), "the finding is copied to those that are ticked");
  await tabTo("step");
  assert.equal(await page.evaluate(() => document.activeElement.value), "illegal");
  await follow(page, () => press("Enter"));
  const shown = await page.$eval("main", (main) => main.innerText);
  assert.equal(shown.match(/: web, illegal/g)?.length, ADDRESSES, shown);
  assert.equal(presses, await pressesToldFor("twenty addresses with findings and verdicts, by keyboard alone (keys)"));
  await checkPage(page, "twenty addresses that are assessed as illegal");

  // Only Chromium's automation shows a page as it is printed.
  if (BROWSER === "chromium") {
    await page.emulateMediaType("print");
    const buttons = await page.$$eval("button, summary", (all) => all.filter((one) => one.checkVisibility()).length);
    assert.equal(buttons, 0, "a printed case has no buttons");
    const printed = await page.$eval("main", (main) => main.innerText);
    for (const text of ["What was seen.", "hXXps://host19[.]example/", "It shows the abuse of a child."]) {
      assert.ok(printed.includes(text) || (await page.$$eval("textarea", (all, text) => all.some((one) => one.checkVisibility() && one.value === text), text)), `${text} is not printed`);
    }
  }
});
