// Somebody on the line redirects what the form asks for: the form follows to no other address, and
// says that it failed.

import assert from "node:assert/strict";

import { INTAKE, at, fillIn, newPage, press, scenario } from "./harness.mjs";

const ELSEWHERE = `${INTAKE}/elsewhere`;

/** A page whose requests for such paths are redirected, and the list of all paths that it asked for. */
async function redirected(browser, pattern) {
  const page = await newPage(browser);
  const asked = [];
  await page.setRequestInterception(true);
  page.on("request", async (request) => {
    const { pathname } = new URL(request.url());
    asked.push(pathname);
    if (request.url() === ELSEWHERE) return request.respond({ status: 200, contentType: "application/json", body: "{}" });
    if (!pattern.test(pathname)) return request.continue();
    await request.respond({ status: 307, headers: { location: ELSEWHERE } });
  });
  await page.goto(`${INTAKE}/`);
  return { page, asked };
}

/** Asks for the same once more, as a page does that follows redirects: the redirect works in this browser. */
async function followed({ page, asked }, pattern) {
  assert.ok(!asked.includes("/elsewhere"), `the form followed a redirect: ${asked}`);
  const path = asked.find((path) => pattern.test(path));
  await page.evaluate((path) => fetch(path, { method: path.endsWith("/reports") ? "POST" : "GET" }), path);
  assert.ok(asked.includes("/elsewhere"), `${path} is redirected`);
  await page.close();
}

await scenario(async (browser) => {
  const locales = /\/locales\/en\.json$/;
  const unspoken = await redirected(browser, locales);
  await unspoken.page.waitForSelector("#not-loaded:not([hidden])");
  await followed(unspoken, locales);

  for (const pattern of [/\/key-config$/, /\/proof-of-work$/, /\/reports$/]) {
    const unsent = await redirected(browser, pattern);
    await at(unsent.page, "where");
    await fillIn(unsent.page, { url: "https://bad.example/page", description: "for one hotline only" });
    await press(unsent.page, "#send");
    await at(unsent.page, "failed");
    await followed(unsent, pattern);
  }
});
