// The ways in which people let their browser show a page: light, dark, in colours of their own.

import assert from "node:assert/strict";

import { BROWSER } from "./harness.mjs";

const NAMES = ["light", "dark", "forced"];

/** Firefox takes a look only when it starts. */
const PREFERENCES = {
  light: { "layout.css.prefers-color-scheme.content-override": 1 },
  dark: { "layout.css.prefers-color-scheme.content-override": 0 },
  forced: { "browser.display.document_color_use": 2 },
};

/** What to start each browser with, once for each look or once for all. */
export const LOOKS = {
  chromium: [{}],
  firefox: NAMES.map((name) => ({ name, preferences: PREFERENCES[name] })),
};

const isPut = (page, name) =>
  page.evaluate((name) => {
    const is = (feature) => matchMedia(`(${feature})`).matches;
    return name === "forced" ? is("forced-colors: active") : is(`prefers-color-scheme: ${name}`);
  }, name);

/** The looks that a page can be given in this browser, each with the way to give it. */
export async function looksOf(page, { name }) {
  const session = BROWSER === "chromium" && (await page.createCDPSession());
  const put = async (name) => {
    const features = [
      { name: "prefers-color-scheme", value: name === "dark" ? "dark" : "light" },
      { name: "forced-colors", value: name === "forced" ? "active" : "none" },
    ];
    if (session) await session.send("Emulation.setEmulatedMedia", { features });
    assert.ok(await isPut(page, name), `the browser does not take the look ${name}`);
  };
  return (name ? [name] : NAMES).map((name) => ({ name, put: () => put(name) }));
}

/** Whether somebody sees these two colours as one. */
export const isAlike = (one, other) => one.every((part, at) => Math.abs(part - other[at]) < 8);

/** The colours of a page as it is shown, at these points: [x, y] in CSS pixels, in view. */
export async function colours(page, points) {
  const picture = await page.screenshot({ encoding: "base64" });
  const canvas = await page.browser().newPage();
  const read = async (picture, points) => {
    const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${picture}`)).blob());
    const surface = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
    surface.drawImage(bitmap, 0, 0);
    return points.map(([x, y]) => [...surface.getImageData(x, y, 1, 1).data]);
  };
  const found = await canvas.evaluate(read, picture, points);
  await canvas.close();
  return found;
}
