// A partner may pin the hotline's root: the form of that root opens, that of another does not.

import assert from "node:assert/strict";

import { INTAKE, hostPage, hotlineFrame, newPage, openForm, ready, scenario, snippet } from "./harness.mjs";

const page = await (await fetch(`${INTAKE}/`)).text();
const root = /data-root="([^"]+)"/.exec(page)[1].replace("&#61;", "=");
const pinned = (root) => hostPage(snippet().replace("<report-button", `<report-button root="${root}"`));

await scenario(async (browser, host) => {
  const page = await newPage(browser);
  await page.goto(host.add("/right", pinned(root)));
  await openForm(page);

  const other = (root.startsWith("A") ? "B" : "A") + root.slice(1);
  await page.goto(host.add("/wrong", pinned(other)));
  await ready(page);
  await page.click("report-button a");
  const frame = await hotlineFrame(page);
  await frame.waitForSelector("#not-trusted:not([hidden])");
  assert.equal(await frame.$("main[data-step]"), null, "there is no form to type into");
});
