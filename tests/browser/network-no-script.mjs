// Without JavaScript, a network's page is a list of links to the hotlines, and of answers for other countries.

import assert from "node:assert/strict";

import { INTAKE, hostPage, newPage, scenario, words } from "./harness.mjs";

const { NETWORK } = process.env;

await scenario(
  async (browser, host) => {
    const page = await newPage(browser, 320, 640);
    await page.goto(host.add("/", hostPage(`<a href="${NETWORK}/">Report illegal content</a>`)));
    await page.goto(await page.$eval("a", (link) => link.href));
    const told = await words(page);
    for (const what of [/Choose a country/, /Netherlands\s+Hotline Example/, /Brazil/, /Leave this page/]) {
      assert.match(told, what);
    }
    assert.doesNotMatch(told, /Find a country|Suggested|Language|Close|Shift|loading/, "nothing that needs a script");
    // Puppeteer's own click waits for scripts of the page.
    const { x, y } = await page.$eval("summary", (one) => {
      one.scrollIntoView();
      return one.getBoundingClientRect().toJSON();
    });
    await page.mouse.click(x + 30, y + 10);
    assert.match(await words(page), /Write to the police in Brazil\.\s+Procure a polícia\./);
    assert.equal(await page.$eval("#leave", (link) => link.href), "https://example.org/");
    const wide = await page.$eval("html", (page) => page.scrollWidth);
    assert.ok(wide <= 320, `the page is ${wide} px wide`);
    await page.goto(await page.$eval('[data-country="NL"] a', (link) => link.href));
    assert.equal(page.url(), `${INTAKE}/p/network`);
    assert.equal(await page.$eval('a[href="https://network.example/"]', (link) => link.textContent), "Hotlines of other countries");
  },
  { lacking: "scripts" },
);
