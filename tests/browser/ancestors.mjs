// A partner's form opens in a frame on that partner's pages only; on any other page the link leads to
// the same form as a page of its own.

import { INTAKE, ask, at, hostPage, newPage, openForm, scenario } from "./harness.mjs";

const SNIPPET = `<report-button partner="school"><a href="${INTAKE}/p/school">Report</a></report-button>
  <script async src="${INTAKE}/embed/v1.js"></script>`;

await scenario(async (browser, host) => {
  await ask(`limit the partner school to ${host.origin}`);
  const page = await newPage(browser);
  const own = host.add("/", hostPage(SNIPPET));
  await page.goto(own);
  await at(await openForm(page), "where");

  // The same page under another origin.
  await page.goto(own.replace("localhost", "127.0.0.1"));
  await page.waitForFunction(() => customElements.get("report-button"));
  await page.click("report-button a");
  await page.waitForFunction((url) => location.href.startsWith(url), {}, `${INTAKE}/p/school`);
  await at(page, "where");
});
