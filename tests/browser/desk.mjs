// The first day of somebody new: from an empty desk to a case that was handed off, by keyboard alone.
// In every look, from left to right and from right to left, axe finds nothing and a small screen
// holds each page.

import assert from "node:assert/strict";

import { checkPage } from "./axe.mjs";
import { BROWSER, DESK, ask, comeToDesk, download, follow, newPage, scenario, tab } from "./harness.mjs";
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
    await page.evaluate(() => void (document.documentElement.dir = "ltr"));
  };
  /** Presses Enter on an element. The page that it leads to shows this. */
  const enter = async (element, shows) => {
    await page.focus(element);
    await follow(page, () => page.keyboard.press("Enter"));
    const shown = await page.$eval("body", (body) => body.innerText);
    assert.ok(shown.includes(shows), `${shows} is not on ${shown}`);
  };

  await comeToDesk(page);
  await check("an empty queue");
  await ask("send some reports");
  await page.goto(`${DESK}/`);
  await check("the queue");
  for (const path of ["/cases", "/cases?partner=nobody", "/statistics"]) {
    await page.goto(DESK + path);
    await check(path);
  }
  await page.goto(`${DESK}/cases/00000000000000000000000000000000`);
  await check("a case that is not there");
  await page.goto(`${DESK}/`);
  await enter("button.main", "What was reported");
  await check("a case in triage");
  await enter('button[value="begin"]', "What you found");
  await check("a case in assessment");
  for (const name of ["classification", "gender", "age_group", "commerciality", "site_type"]) {
    await page.focus(`[name=${name}]`);
    await page.keyboard.press("ArrowDown");
  }
  await page.focus("[name=explanation]");
  await page.keyboard.type("It shows the abuse of a child.");
  await page.focus('button[name="location"]');
  const revealed = await tab(page, () => page.keyboard.press("Enter"));
  await checkPage(revealed, "what was revealed");
  await revealed.close();
  // Enter in a field of the form records it.
  await page.focus("[name^=ucs_labels]");
  await follow(page, () => page.keyboard.press("Enter"));
  assert.equal(await page.$eval("[name=classification]", (menu) => menu.value), "baseline");
  await enter('button[value="illegal"]', "assessed illegal");
  await check("a case that is assessed as illegal");
  await page.focus('button[value="scart_csv"]');
  const file = await download(page, () => page.keyboard.press("Enter"));
  assert.match(file, /^URL;REFERER;[^]*https:\/\/bad\.example\/gallery;/);
  // From here on Firefox's automation waits for the download whenever it is told to go elsewhere.
  await enter('nav a[href="/cases"]', "assignee");
  await check("the list of cases");
  await enter("td a", "SCART, as CSV: by lead");
  await enter('button[value="monitor"]', "Removed by the host");
  await enter('button[value="removed"]', "Close");
  await enter('button[value="close"]', "Reopen");
  await check("a closed case");
}, look);
