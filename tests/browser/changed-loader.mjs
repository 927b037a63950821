// A partner who pinned the loader runs no other: the browser refuses a loader that was changed on its
// way, and the link leads to the form.

import assert from "node:assert/strict";

import { INTAKE, formPage, hostPage, newPage, openForm, scenario } from "./harness.mjs";

/** Marks the page when a script does not load. */
const WATCH = `<script>
  addEventListener("error", ({ target }) => target.integrity && target.setAttribute("data-refused", ""), true);
</script>`;

await scenario(async (browser, host) => {
  const page = await newPage(browser);
  await page.goto(`${INTAKE}/partners?partner=school&pinned=yes`);
  const snippet = await page.$eval("#snippet", (snippet) => snippet.textContent);
  const src = /src="([^"]+)"/.exec(snippet)[1];
  const loader = await (await fetch(src)).text();

  let served;
  await page.setRequestInterception(true);
  page.on("request", (request) => {
    if (request.url() !== src) return request.continue();
    const headers = { "access-control-allow-origin": "*" };
    return request.respond({ contentType: "text/javascript", headers, body: served });
  });

  served = loader;
  await page.goto(host.add("/same", hostPage(snippet, WATCH)));
  await openForm(page);

  served = `${loader} `;
  await page.goto(host.add("/changed", hostPage(snippet, WATCH)));
  await page.waitForSelector("script[data-refused]");
  assert.equal(await page.evaluate(() => customElements.get("report-button")), undefined);
  await page.click("report-button a");
  await formPage(page, host.origin);
});
