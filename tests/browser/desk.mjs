// The first day of somebody new: from an empty desk to a case that was handed off, by keyboard alone.
// In every look, from left to right and from right to left, axe finds nothing and a small screen
// holds each page.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { checkPage } from "./axe.mjs";
import { BROWSER, DESK, ask, comeToDesk, newPage, scenario, until } from "./harness.mjs";
import { LOOKS, looksOf } from "./looks.mjs";

/** An account comes in for the first time only once: Firefox, which takes a look when it starts, has one. */
const [look] = LOOKS[BROWSER];

const downloads = mkdtempSync(join(tmpdir(), "desk-"));

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
  /** Presses Enter on an element, and waits until the page that it leads to shows this. */
  const enter = async (element, shows) => {
    await page.focus(element);
    // Firefox drops keys while a page is new: a guard against tricks.
    await page.waitForFunction(() => performance.now() > 1500);
    await page.evaluate(() => void (window.isOld = true));
    await page.keyboard.press("Enter");
    const isThere = (shows) => !window.isOld && document.readyState === "complete" && document.body.innerText.includes(shows);
    await until(shows, () => page.evaluate(isThere, shows).catch(() => false));
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
  await enter("#findings button.main", "baseline");
  await until("it is recorded", () => page.$eval("[name=classification]", (menu) => menu.value === "baseline"));
  await enter('button[value="illegal"]', "assessed illegal");
  await check("a case that is assessed as illegal");
  await enter('button[name="location"]', "is in the log");
  await check("what was revealed");
  await enter('main a', "What was reported");
  await page.focus('button[value="scart_csv"]');
  await page.keyboard.press("Enter");
  const file = await until("the file is there", () => readdirSync(downloads).find((name) => name.endsWith(".csv")));
  assert.match(readFileSync(join(downloads, file), "utf8"), /^URL;REFERER;[^]*https:\/\/bad\.example\/gallery;/);
  // From here on Firefox's automation waits for the download whenever it is told to go elsewhere.
  await enter('nav a[href="/cases"]', "assignee");
  await check("the list of cases");
  await enter("td a", "SCART, as CSV: by lead");
  await enter('button[value="monitor"]', "Removed by the host");
  await enter('button[value="removed"]', "Close");
  await enter('button[value="close"]', "Reopen");
  await check("a closed case");
}, { ...look, downloads });
rmSync(downloads, { recursive: true });
