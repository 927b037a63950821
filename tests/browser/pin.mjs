// A partner may pin the hotline's root: the form of that root opens, that of another does not.

import assert from "node:assert/strict";

import { INTAKE, at, hostPage, newPage, openForm, scenario, snippet, until } from "./harness.mjs";

const page = await (await fetch(`${INTAKE}/`)).text();
const root = /data-root="([^"]+)"/.exec(page)[1].replace("&#61;", "=");
const pinned = (root) => hostPage(snippet().replace("<report-button", `<report-button root="${root}"`));

await scenario(async (browser, host) => {
  const page = await newPage(browser);
  await page.goto(host.add("/right", pinned(root)));
  await at(await openForm(page), "where");

  const other = (root.startsWith("A") ? "B" : "A") + root.slice(1);
  await page.goto(host.add("/wrong", pinned(other)));
  await page.waitForFunction(() => customElements.get("report-button"));
  await page.click("report-button a");
  const frame = await until("the frame is there", () =>
    page.frames().find((frame) => frame.url().startsWith(INTAKE)),
  );
  await frame.waitForSelector("#not-trusted:not([hidden])");
  assert.equal(await frame.$("main[data-step]"), null, "there is no form to type into");
});
