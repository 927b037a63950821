// An app's own form on a page of its own: the npm package seals and sends without the hotline's form, from
// its plain modules, and agrees with every test vector in this browser.

import assert from "node:assert/strict";

import { DESK, ask, comeToDesk, follow, newPage, press, scenario, until, words } from "./harness.mjs";
import { given, packagePage } from "./package-page.mjs";

await scenario(async (browser, host) => {
  const page = await newPage(browser);
  const hotline = await given(page);
  await page.goto(await packagePage(host, ["tests/client", "shared/tests/vectors"]));

  const vectors = await page.evaluate(async () => {
    const { check } = await import("/tests/client/check_vectors.mjs");
    return check(async (name) => (await fetch(`/shared/tests/vectors/${name}.json`)).json());
  });
  assert.deepEqual(vectors.failures, []);
  assert.ok(vectors.right > 0);

  await ask("lock the store");
  await page.evaluate(async (hotline) => {
    const { Hotline, ReportError } = await import("/widget/npm/send.js");
    const app = new Hotline(hotline);
    const report = {
      category: "csam",
      locations: [{ type: "web", url: " https://bad.example/from-an-app " }],
      language: "en",
      partner: "sid-2027",
    };
    try {
      app.submission({ ...report, locations: [{ type: "web", url: "bad.example" }] });
    } catch (error) {
      window.wrong = error instanceof ReportError && error.member;
    }
    const submission = app.submission(report);
    const options = { onWait: () => (window.waits = (window.waits ?? 0) + 1) };
    // A double press, and one more when it is sent: it is one report.
    const pressed = [submission.send(options), submission.send(options)];
    void Promise.all(pressed).then(async (outcomes) => (window.outcomes = [...outcomes, await submission.send()]));
  }, hotline);
  assert.equal(await page.evaluate(() => window.wrong), "locations[0].url");
  await until("the app says that it waits", () => page.evaluate(() => window.waits));
  await ask("unlock the store");
  const outcomes = await until("the app is done", () => page.evaluate(() => window.outcomes));
  assert.deepEqual(outcomes, ["received", "received", "received"]);

  const desk = await newPage(browser);
  await comeToDesk(desk);
  await follow(desk, () => press(desk, "button.main"));
  assert.match(await words(desk), /bad\[\.\]example\/from-an-app/);
  await desk.goto(`${DESK}/`);
  assert.match(await words(desk), /\b0 waiting, 0 claimed, 0 set aside\b/);
});
