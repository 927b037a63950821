// Without JavaScript the link leads to a page that says what to do instead.

import assert from "node:assert/strict";

import { hostPage, newPage, scenario, snippet, words } from "./harness.mjs";

await scenario(
  async (browser, host) => {
    const page = await newPage(browser, 320, 640);
    await page.goto(host.add("/", hostPage(snippet())));
    await page.goto(await page.$eval("report-button a", (link) => link.href));
    const told = await words(page);
    for (const what of [/needs JavaScript/, /emergency number:\s*112/, /Other ways to reach/, /Leave this page/]) {
      assert.match(told, what);
    }
    assert.doesNotMatch(told, /is loading|Close|Shift/, "nothing is promised that will not come");
    // The page is looked at: an emergency notice one letter wide has all its words, too.
    const shown = (all) => [...all.querySelectorAll("p:not([hidden])")].map((one) => one.offsetWidth);
    const widths = await page.$eval("noscript", shown);
    assert.ok(widths.length > 2 && widths.every((width) => width > 240), `the lines are ${widths} px wide`);
    assert.equal(await page.$eval("noscript a", (link) => link.href), "https://hotline.example/contact");
  },
  { lacking: "scripts" },
);
