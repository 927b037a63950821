// From the partner's page to the desk's page.

import assert from "node:assert/strict";

import { at, closed, comeToDesk, fillIn, focused, follow, formFrame, hostPage, newPage, openForm, press, scenario, snippet, words } from "./harness.mjs";

/** Sends one address: from the button to the receipt in six presses. */
async function inSixPresses(page) {
  let presses = 0;
  const pressed = (on, selector) => {
    presses += 1;
    return press(on, selector);
  };
  await pressed(page, "report-button a");
  const form = await formFrame(page);
  await pressed(form, "#location-0-found");
  await focused(form, "#location-0-found");
  await page.keyboard.type("https://bad.example/one");
  await pressed(form, "#next");
  await at(form, "what");
  await pressed(form, 'input[value="csam"]');
  await pressed(form, "#next");
  await at(form, "review");
  await pressed(form, "#send");
  await at(form, "sent");
  assert.equal(presses, 6);
}

/** Tries the form as a partner does. What was tried is sent only if somebody presses once more. */
async function tried(page, host) {
  const posted = [];
  page.on("request", (request) => request.method() === "POST" && posted.push(request.url()));
  await page.goto(host.add("/test", hostPage(snippet().replace("/p/sid-2027", "/p/sid-2027?test"))));
  const form = await openForm(page);
  await fillIn(form, { url: "https://bad.example/tried", description: "only tried" });
  assert.match(await words(form), /This is a test/);
  await press(form, "#send");
  await at(form, "tested");
  assert.deepEqual(posted, []);
  await press(form, "#send");
  await at(form, "sent");
}

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
  await inSixPresses(page);

  await tried(page, host);

  const desk = await newPage(browser);
  await comeToDesk(desk);
  await follow(desk, () => press(desk, "button.main"));
  await press(desk, "details summary");
  const shown = await desk.$eval("main", (main) => main.innerText);
  for (const text of ["hXXps://bad[.]example/page", "what was seen", "child sexual abuse material", "sid-2027"]) {
    assert.ok(shown.includes(text), `${text} is not on the desk's page: ${shown}`);
  }
});
