// Somebody sits between the form and its hotline: a forged key is not sealed to, and a forged receipt
// is never taken for "sent".

import assert from "node:assert/strict";

import { check } from "./axe.mjs";
import { INTAKE, at, fillIn, newPage, press, scenario, words } from "./harness.mjs";

/** Changes one character in the middle of the text that `pattern` finds. */
function forge(body, pattern) {
  const [whole, before, text] = pattern.exec(body);
  const middle = text.length >> 1;
  const other = text[middle] === "A" ? "B" : "A";
  return body.replace(whole, before + text.slice(0, middle) + other + text.slice(middle + 1));
}

/** Answers some requests in the hotline's place, and lists what was posted. */
async function between(page, answers) {
  const posted = [];
  await page.setRequestInterception(true);
  page.on("request", async (request) => {
    const path = new URL(request.url()).pathname;
    if (request.method() === "POST") posted.push(path);
    const answer = answers[path];
    if (!answer || request.method() === "OPTIONS") return request.continue();
    await request.respond({ contentType: "application/json", ...(await answer()) });
  });
  return posted;
}

async function sendThrough(browser, answers) {
  const page = await newPage(browser);
  const posted = await between(page, answers);
  await page.goto(`${INTAKE}/p/sid-2027`);
  await at(page, "where");
  await fillIn(page, { url: "https://bad.example/page", description: "not for everybody" });
  await press(page, "#send");
  await check(page, "failed");
  assert.match(await words(page), /could not be verified/);
  const ways = await page.$$eval("main a", (all) => all.map(({ href }) => href));
  assert.deepEqual(ways, ["tel:112", "https://hotline.example/contact"], "there are other ways to reach somebody");
  assert.equal(await page.$('main[data-step="sent"]'), null);
  await page.close();
  return posted;
}

const keyDocument = async () => (await fetch(`${INTAKE}/v1/key-config`)).text();

await scenario(async (browser) => {
  const forgedKey = async () => ({ status: 200, body: forge(await keyDocument(), /(public_key\\":\\")([^\\]+)/) });
  assert.deepEqual(await sendThrough(browser, { "/v1/key-config": forgedKey }), [], "nothing is sent to a forged key");

  const unsigned = async () => ({ status: 200, body: forge(await keyDocument(), /("signature":")([^"]+)/) });
  assert.deepEqual(await sendThrough(browser, { "/v1/key-config": unsigned }), []);

  for (const body of [JSON.stringify({ receipt: "A".repeat(43) }), "{}", ""]) {
    const posted = await sendThrough(browser, { "/v1/reports": async () => ({ status: 202, body }) });
    assert.deepEqual(posted, ["/v1/reports"]);
  }
});
