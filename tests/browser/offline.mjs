// The network goes as the report is sent: the report is kept, and sent once the network is back.

import { at, fillIn, hostPage, newPage, openForm, press, scenario, snippet } from "./harness.mjs";

await scenario(async (browser, host) => {
  const page = await newPage(browser);
  await page.goto(host.add("/", hostPage(snippet())));
  const form = await openForm(page);
  await fillIn(form, { url: "https://bad.example/page", description: "not lost" });
  await page.setOfflineMode(true);
  await press(form, "#send");
  await at(form, "waiting");
  await page.setOfflineMode(false);
  await at(form, "sent");
});
