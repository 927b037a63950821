// An app's own form on a page of its own: the npm package seals and sends without the hotline's form, from
// its plain modules, and agrees with every test vector in this browser.

import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";

import { DESK, INTAKE, ask, comeToDesk, follow, hostPage, newPage, press, scenario, until, words } from "./harness.mjs";

const ROOT = new URL("../../", import.meta.url);
const PACKAGES = "widget/npm/node_modules";
const TYPES = { js: "text/javascript", mjs: "text/javascript", json: "application/json" };

/** Where a browser finds what the package imports by name. */
const IMPORTS = {
  "@hpke/chacha20poly1305": `/${PACKAGES}/@hpke/chacha20poly1305/esm/mod.js`,
  "@hpke/common": `/${PACKAGES}/@hpke/common/esm/mod.js`,
  "@hpke/core": `/${PACKAGES}/@hpke/core/esm/mod.js`,
  "@hpke/dhkem-x25519": `/${PACKAGES}/@hpke/dhkem-x25519/esm/mod.js`,
  "@hpke/hybridkem-x-wing": `/${PACKAGES}/@hpke/hybridkem-x-wing/esm/mod.js`,
  "@noble/hashes/": `/${PACKAGES}/@noble/hashes/`,
  mlkem: `/${PACKAGES}/mlkem/esm/mod.js`,
};

/** Serves all files of a folder that a browser may load, under their paths in the project. */
async function serve(host, folder) {
  for (const entry of await readdir(new URL(`${folder}/`, ROOT), { recursive: true })) {
    const type = TYPES[entry.split(".").pop()];
    if (!type || entry.endsWith("package.json")) continue;
    const path = `${folder}/${entry}`;
    host.add(`/${path}`, await readFile(new URL(path, ROOT)), { "content-type": type });
  }
}

/** What the app's maker got from the hotline. */
async function given(page) {
  await page.goto(`${INTAKE}/`);
  const { hotline, root } = await page.$eval("body", (body) => ({ ...body.dataset }));
  return { origin: INTAKE, id: JSON.parse(hotline).id, root };
}

await scenario(async (browser, host) => {
  for (const folder of ["widget/npm", "tests/client", "shared/tests/vectors"]) await serve(host, folder);
  const page = await newPage(browser);
  const hotline = await given(page);
  const map = `<script type="importmap">${JSON.stringify({ imports: IMPORTS })}</script>`;
  await page.goto(host.add("/", hostPage("", map)));

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
