// From the partner's page to the desk's page.

import assert from "node:assert/strict";

import { at, comeToDesk, fillIn, hostPage, newPage, openForm, press, scenario, snippet, until, words } from "./harness.mjs";

await scenario(async (browser, host) => {
  const page = await newPage(browser);
  await page.goto(host.add("/", hostPage(snippet())));
  const form = await openForm(page);
  await fillIn(form, { url: "https://bad.example/page", description: "what was seen" });
  assert.match(await words(form), /bad\.example\/page[^]*what was seen/);
  await press(form, "#send");
  await at(form, "sent");
  assert.doesNotMatch(await words(form), /bad\.example|what was seen/, "nothing is left behind");

  await press(form, "#close");
  await until("the frame is gone", () => page.frames().length === 1);
  const focused = () => page.evaluate(() => document.activeElement.textContent);
  await until("the focus is back on the button", async () => (await focused()) === "Report illegal content");

  const desk = await newPage(browser);
  await comeToDesk(desk);
  await desk.click("button.main");
  await desk.waitForSelector("#reported");
  await desk.click("details summary");
  const shown = await desk.$eval("main", (main) => main.innerText);
  for (const text of ["hXXps://bad[.]example/page", "what was seen", "csam", "sid-2027"]) {
    assert.ok(shown.includes(text), `${text} is not on the desk's page: ${shown}`);
  }
});
