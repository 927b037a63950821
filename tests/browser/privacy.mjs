// A partner's page that watches everything sees nothing of what is typed, and the browser keeps
// nothing: no cookie, no storage, no third party, no referrer.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";

import { INTAKE, at, fillIn, hostPage, newPage, openForm, press, scenario, snippet } from "./harness.mjs";

const RECORDER = await readFile(new URL("node_modules/rrweb/dist/rrweb.umd.min.cjs", import.meta.url), "utf8");
const SENTINEL = "sentinel-8f1c";

/** Runs first on the partner's page: records the session, every event, message, shadow root and mutation. */
const SPY = `<script src="/recorder.js"></script><script>
  window.seen = [];
  rrweb.record({ emit: (event) => seen.push(JSON.stringify(event)), recordCrossOriginIframes: true });
  const note = (value) => { try { seen.push(JSON.stringify(value)); } catch { seen.push(String(value)); } };
  for (const type of ["keydown", "keyup", "keypress", "beforeinput", "input", "change", "paste",
                      "pointerdown", "focusin", "selectionchange", "message", "compositionend"]) {
    addEventListener(type, (event) => note([type, event.key, event.data, event.target?.value]), true);
  }
  window.roots = [];
  // The recorder patches this as the page is loaded; whoever comes later sees more.
  addEventListener("load", () => {
    const attach = Element.prototype.attachShadow;
    Element.prototype.attachShadow = function (options) {
      const root = attach.call(this, { ...options, mode: "open" });
      roots.push(root);
      new MutationObserver((list) => note(list.map((one) => one.target.outerHTML)))
        .observe(root, { subtree: true, childList: true, attributes: true, characterData: true });
      return root;
    };
  });
  const post = MessagePort.prototype.postMessage;
  MessagePort.prototype.postMessage = function (...all) { note(all); return post.apply(this, all); };
  const listen = MessagePort.prototype.addEventListener;
  MessagePort.prototype.addEventListener = function (type, listener, ...rest) {
    return listen.call(this, type, (event) => { note(event.data); listener.call(this, event); }, ...rest);
  };
  const handler = Object.getOwnPropertyDescriptor(MessagePort.prototype, "onmessage");
  Object.defineProperty(MessagePort.prototype, "onmessage", {
    set(listener) { handler.set.call(this, (event) => { note(event.data); listener.call(this, event); }); },
  });
</script>`;

await scenario(async (browser, host) => {
  const page = await newPage(browser);
  const requests = [];
  // What a browser draws of its own, an icon in a field for example, asks nobody.
  const asks = (request) => !request.url().startsWith("data:");
  page.on("request", (request) => asks(request) && requests.push({ url: request.url(), headers: request.headers() }));
  host.add("/recorder.js", RECORDER, { "content-type": "text/javascript" });
  await page.goto(`${host.add("/secret-path", hostPage(snippet(), SPY))}`);
  const before = requests.length;
  const form = await openForm(page);
  await fillIn(form, { url: `https://${SENTINEL}.example/`, description: SENTINEL });
  await press(form, "#send");
  await at(form, "sent");

  const seen = await page.evaluate(() => [
    ...window.seen,
    ...window.roots.map((root) => root.innerHTML),
    document.documentElement.outerHTML,
    location.href,
    document.title,
  ]);
  assert.ok(seen.some((text) => text.includes('"keyup"') || text.includes('"focusin"')), "the spy listens");
  assert.ok(seen.some((text) => text.includes("report-button")), "the recorder records");
  for (const text of seen) assert.ok(!text.includes(SENTINEL), `the partner's page saw ${text}`);
  const roots = await page.evaluate(() => window.roots.length);
  assert.ok(roots > 0, "the spy is in the shadow root");

  for (const { url, headers } of requests.slice(before)) {
    assert.ok(url.startsWith(`${INTAKE}/`), `a third party was asked: ${url}`);
    assert.ok(!url.includes(SENTINEL), `what was typed is in an address: ${url}`);
    assert.ok(!headers.referer, `a referrer was sent to ${url}`);
    assert.equal(headers.cookie, undefined);
    assert.ok(!JSON.stringify(headers).includes("secret-path"), `the page is known to ${url}`);
  }
  assert.ok(requests.length > before);
  assert.ok(!requests.some(({ url }) => url.includes("no-wasm")), "what others need is not loaded here");
  assert.deepEqual(await page.cookies(INTAKE), []);
  assert.equal(await page.evaluate(() => document.cookie), "");
  const stored = await page.evaluate(async () => [
    localStorage.length, sessionStorage.length, (await indexedDB.databases()).length, (await caches?.keys())?.length ?? 0,
  ]);
  assert.deepEqual(stored, [0, 0, 0, 0]);
  const storage = await form.evaluate(() => {
    try { return localStorage.length; } catch (refused) { return refused.name; }
  });
  assert.equal(storage, "SecurityError", "the frame cannot store anything, by the browser's own rule");
});
