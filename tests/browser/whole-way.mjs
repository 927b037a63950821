// From the partner's page to the desk's page.

import assert from "node:assert/strict";

import { at, closed, comeToDesk, fillIn, focused, follow, hostPage, newPage, openForm, press, scenario, snippet, words } from "./harness.mjs";

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
  await closed(page);
  await focused(page, "report-button a");

  const desk = await newPage(browser);
  await comeToDesk(desk);
  await follow(desk, () => press(desk, "button.main"));
  await press(desk, "details summary");
  const shown = await desk.$eval("main", (main) => main.innerText);
  for (const text of ["hXXps://bad[.]example/page", "what was seen", "csam", "sid-2027"]) {
    assert.ok(shown.includes(text), `${text} is not on the desk's page: ${shown}`);
  }
});
