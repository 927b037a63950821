// A partner's form opens in a frame on that partner's pages only; on any other page the link leads to
// the same form as a page of its own.

import assert from "node:assert/strict";

import { HURRY, INTAKE, ask, formPage, hostPage, newPage, openForm, ready, scenario } from "./harness.mjs";

const SNIPPET = `<report-button partner="school"><a href="${INTAKE}/p/school">Report</a></report-button>
  <script async src="${INTAKE}/embed/v1.js"></script>`;

await scenario(async (browser, host) => {
  await ask(`limit the partner school to ${host.origin}`);
  const page = await newPage(browser);
  await page.goto(host.add("/", hostPage(SNIPPET)));
  await openForm(page);

  const elsewhere = host.add("/elsewhere", hostPage(SNIPPET, HURRY)).replace("localhost", "127.0.0.1");
  await page.goto(elsewhere);
  await ready(page);
  await page.click("report-button a");
  await formPage(page, elsewhere);
  assert.equal(new URL(page.url()).pathname, "/p/school");
});
