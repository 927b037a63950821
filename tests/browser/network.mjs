// A network's button on a partner's page: the reporter chooses a country, and its hotline's form opens in the
// dialog. The partner's policy names the network alone, and the page does not learn which hotline it is.

import assert from "node:assert/strict";

import { check, checkPage } from "./axe.mjs";
import {
  INTAKE,
  at,
  closed,
  comeToDesk,
  fillIn,
  focused,
  follow,
  formFrame,
  formPage,
  hostPage,
  keyLast,
  left,
  newPage,
  press,
  ready,
  scenario,
  until,
  words,
} from "./harness.mjs";

const { NETWORK } = process.env;

const snippet = `<report-button look="button"><a href="${NETWORK}/p/sid-2027">Report illegal content</a></report-button>
  <script async src="${NETWORK}/embed/v1.js"></script>`;

const POLICY = { "content-security-policy": `default-src 'self'; script-src ${NETWORK}; frame-src ${NETWORK}` };

/** Presses the button on the partner's page, and gives the frame with the countries. */
async function openChoice(page) {
  await ready(page);
  await page.click("report-button a");
  const frame = await until("the choice is there", () => page.frames().find((one) => one.url().startsWith(NETWORK)));
  await frame.waitForSelector(".framed.scripted #find");
  return frame;
}

/**
 * Types a part of a country's name, and again if the keys went to the page around the frame: Chromium may give it the
 * keyboard back for a moment, when it moves the frame into its own process.
 */
const search = (choice, text) =>
  until(`${text} is typed`, async () => {
    await choice.$eval("#find", (field) => field.select());
    await choice.page().keyboard.type(text);
    return choice.$eval("#find", (field, text) => field.value === text, text);
  });

/** Chooses a country by keys, and gives the frame with the form. */
async function chooseByKeys(page, choice, typed) {
  await search(choice, typed);
  await page.keyboard.press("Enter");
  await focused(choice, "li a");
  await page.keyboard.press("Enter");
  return formFrame(page);
}

const shown = (choice) =>
  choice.$$eval("#countries li", (all) => all.filter((one) => one.checkVisibility()).map((one) => one.dataset.country));

/** From the button to the receipt, and what the partner's page learns of it. */
async function reports(browser, host) {
  const page = await newPage(browser);
  const address = host.add("/", hostPage(snippet), POLICY);
  await page.goto(address);
  await page.evaluate(() => {
    window.seen = [];
    for (const type of ["message", "securitypolicyviolation", "blur", "scroll"]) {
      addEventListener(type, ({ data, blockedURI }) => seen.push(JSON.stringify([type, data, blockedURI])), true);
    }
  });
  const choice = await openChoice(page);
  await checkPage(choice, "the choice in a frame");
  const form = await chooseByKeys(page, choice, "néther");
  await check(form, "where", "of the hotline within the network's page");
  assert.equal(await form.evaluate(() => document.documentElement.lang), "en", "the partner's language");
  assert.ok(await form.evaluate(() => document.hasFocus()), "the keys go to the form");
  const network = await form.$eval('a[href="https://network.example/"]', (link) => [link.target, link.rel]);
  assert.deepEqual(network, ["_blank", "noreferrer"], "the way to other countries leaves the form as it is");

  await fillIn(form, { url: "https://bad.example/network", description: "seen through the network" });
  await page.mouse.click(3, 3);
  await form.waitForSelector("#closing:not([hidden])");
  await press(form, "#stay");
  await press(form, "#send");
  await at(form, "sent");
  const seen = await page.evaluate(() => JSON.stringify([seen, performance.getEntries().map((entry) => entry.name)]));
  assert.ok(!seen.includes(INTAKE), `the partner's page learns which hotline it is: ${seen}`);
  assert.doesNotMatch(seen, /securitypolicyviolation|wikipedia/, "not even by the exit of the hotline's form");
  assert.match(seen, /example\.org/, "the network's own exit");

  await press(form, "#close");
  await closed(page);
  await focused(page, "report-button a");
  return page;
}

/** A country without a hotline, the way back to the page, and leaving. */
async function answers(page) {
  let choice = await openChoice(page);
  await search(choice, "bras");
  assert.deepEqual(await shown(choice), ["BR"], "by its name there");
  await press(choice, "summary");
  assert.match(await words(choice), /Brazil\s+Write to the police in Brazil\./);
  assert.doesNotMatch(await words(choice), /polícia/, "in one language");
  await page.keyboard.press("Tab");
  await choice.focus("#find");
  await page.keyboard.press("Escape");
  assert.ok((await shown(choice)).length > 2, "Escape takes back what was typed");
  await keyLast(choice, "Escape");
  await closed(page);

  choice = await openChoice(page);
  const form = await chooseByKeys(page, choice, "belg");
  await form.evaluate(() => setTimeout(() => document.getElementById("leave").click()));
  await left(page, page.url());
}

/** A hotline that does not answer: its link is there, and a way back. */
async function waits(browser, host) {
  const page = await newPage(browser);
  await page.goto(host.add("/waits", hostPage(snippet), POLICY));
  const choice = await openChoice(page);
  await choice.$eval("#countries li a", (link, never) => void (link.href = never), host.never);
  await press(choice, "#countries li a");
  await focused(choice, "#waiting h1");
  assert.equal(await choice.$eval("#alone", (link) => link.target), "_blank");
  await press(choice, "#back");
  await focused(choice, "#countries li a");
  await page.close();
}

/** As a page of its own, in every look. The first countries are those of the browser's languages. */
async function alone(browser) {
  const page = await newPage(browser, 320, 640);
  await page.evaluateOnNewDocument(() => {
    Object.defineProperty(navigator, "languages", { value: ["nl-BE", "nl", "ar"] });
  });
  for (const scheme of ["light", "dark"]) {
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]).catch(() => {});
    for (const language of ["nl", "ar"]) {
      await page.goto(`${NETWORK}/#${language}`);
      await page.reload();
      await page.waitForSelector(`html.scripted[lang="${language}"]`);
      await checkPage(page, `${language}, ${scheme}`);
    }
  }
  assert.equal(await page.evaluate(() => document.dir), "rtl");
  assert.match(await words(page), /هولندا/);
  const near = await page.$$eval("#suggested li", (all) => all.map((one) => one.dataset.country));
  assert.deepEqual(near, ["BE", "NL"]);

  await page.select("#language", "de");
  assert.match(await words(page), /Wählen Sie ein Land[^]*Niederlande/);
  assert.equal(await page.$eval("#countries a", (link) => new URL(link.href).hash), "#de");
  await press(page, "#countries a");
  await formPage(page, NETWORK);
  assert.equal(page.url().split("#")[0], `${INTAKE}/p/network`);
  assert.equal(await page.evaluate(() => document.documentElement.lang), "de");
  await page.close();
}

await scenario(async (browser, host) => {
  const page = await reports(browser, host);
  await answers(page);
  await waits(browser, host);
  await alone(browser);

  const desk = await newPage(browser);
  await comeToDesk(desk);
  await follow(desk, () => press(desk, "button.main"));
  await press(desk, "details summary");
  const arrived = await desk.$eval("main", (main) => main.innerText);
  for (const text of ["hXXps://bad[.]example/network", "seen through the network", "network"]) {
    assert.ok(arrived.includes(text), `${text} is not on the desk's page: ${arrived}`);
  }
});
