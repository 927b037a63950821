// The page of a network of hotlines: shows the countries in the reader's language, and opens a
// hotline's form. In a frame on a partner's page, the form opens in a frame within, so that the
// partner's page neither learns which hotline it is nor has to allow it. Everything between that form
// and the loader around this page passes through here: see `widget/boot.js` and `widget/embed/v1.js`.
(() => {
const page = document.documentElement;
const byId = (id) => document.getElementById(id);
const texts = JSON.parse(byId("texts").textContent);
const framed = parent !== window;
const exit = byId("leave").href;
// What the loader is told, of this page and of a form alike: a hotline may have another exit, which would name it.
const ready = { type: "sealed-report:ready", leave: exit };
// The language around the button, which the loader adds to the address.
const [around] = location.hash.slice(1).split(",");
const rows = [...byId("countries").children];
const suggested = byId("suggested");
const SANDBOX =
  "allow-scripts allow-forms allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation";

// The line to the loader, until there is a form.
let port;
// The frame with a hotline's form, and the link that opened it.
let form, opened;
let shifts = [];

listen();
byId("language").value = closest();
speak();
page.classList.add("scripted");

function listen() {
  addEventListener("message", heard);
  if (framed) parent.postMessage(ready, "*");
  document.addEventListener("click", clicked);
  document.addEventListener("keydown", pressed);
  document.addEventListener("pointerdown", () => (shifts = []));
  byId("close").onclick = close;
  byId("back").onclick = back;
  byId("language").onchange = speak;
  byId("find").oninput = narrow;
}

// A hotline's form.

function clicked(event) {
  if (event.target.closest("#leave")) {
    event.preventDefault();
    return leave();
  }
  const link = event.target.closest("li a");
  const plain = !event.button && !event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey;
  if (!framed || !link || !plain) return;
  event.preventDefault();
  open(link);
}

/** Opens a form in a frame. Until it is ready, its link and a way back are shown. */
function open(link) {
  opened = link;
  const name = link.querySelector(".hotline").textContent;
  byId("alone").href = link.href;
  byId("alone").textContent = name;
  form = document.createElement("iframe");
  Object.assign(form, { title: name, referrerPolicy: "no-referrer", src: link.href });
  form.setAttribute("sandbox", SANDBOX);
  document.body.append(form);
  show("waiting");
  byId("waiting").querySelector("h1").focus();
}

function back() {
  form.remove();
  form = undefined;
  show("choice");
  opened.focus();
}

function show(part) {
  for (const one of ["choice", "waiting"]) byId(one).hidden = one !== part;
}

/** Messages of the loader and of the form. Once there is a form, each is told what the other says. */
function heard({ source, data, ports }) {
  if (form && source === form.contentWindow && data?.type === ready.type) {
    for (const part of document.querySelectorAll("nav, header, main, footer")) part.hidden = true;
    form.className = "ready";
    giveKeyboard();
    if (framed) parent.postMessage(ready, "*");
  }
  if (!framed || source !== parent || data?.type !== "sealed-report:port") return;
  if (form) {
    form.contentWindow.postMessage(data, "*", ports);
    return giveKeyboard();
  }
  port ??= ports[0];
  if (!port) return;
  port.onmessage = ({ data }) => data?.type === "closing" && close();
  page.classList.add("framed");
}

/**
 * Gives the form the keyboard. Chromium may move the form into its own process only now: it then gives the keyboard
 * back to this page, while the form shows a cursor, and what is typed is lost.
 */
function giveKeyboard() {
  form.focus();
  const again = () => {
    if (!form.matches(":focus")) return;
    form.blur();
    form.focus();
  };
  addEventListener("focus", () => setTimeout(again), { once: true });
}

// Closing and leaving.

/** There is nothing here that could be lost. */
function close() {
  port?.postMessage({ type: "close" });
}

function pressed(event) {
  const { key, repeat, altKey, ctrlKey, metaKey, timeStamp, target } = event;
  const isFinding = target === byId("find");
  if (key === "Escape" && isFinding && target.value) {
    event.preventDefault();
    target.value = "";
    narrow();
  } else if (key === "Escape") close();
  if (key === "Enter" && isFinding) {
    // Firefox would press what gets the focus.
    event.preventDefault();
    first()?.focus();
  }
  if (key !== "Shift" || altKey || ctrlKey || metaKey) {
    shifts = [];
  } else if (!repeat) {
    shifts = [...shifts.slice(-2), timeStamp];
    if (shifts.length === 3 && shifts[2] - shifts[0] < 1500) leave();
  }
}

/** Leaves the page as the form does: blank first. */
function leave() {
  page.replaceChildren();
  if (port) port.postMessage({ type: "leave" });
  else if (!framed) location.replace(exit);
  else
    try {
      top.location.replace(exit);
    } catch {
      location.replace("about:blank");
    }
}

// Languages.

/** The language to begin with, chosen by the rule of the form. */
function closest() {
  for (const wish of [around, ...navigator.languages].filter(Boolean)) {
    const closeness = (tag) => {
      if (tag.toLowerCase() === wish.toLowerCase()) return 3;
      const [offered, wished] = [tag, wish].map(likely);
      if (!wished || offered.language !== wished.language || offered.script !== wished.script) return 0;
      const isThere = offered.region === wished.region || (offered.region === "419" && wished.region !== "ES");
      return isThere ? 2 : 1;
    };
    const [best] = Object.keys(texts).sort((one, other) => closeness(other) - closeness(one));
    if (closeness(best)) return best;
  }
  return "en";
}

/** The language of a tag with its likely script and region. */
function likely(tag) {
  try {
    return new Intl.Locale(tag.replace(/^n[on]\b/i, "nb")).maximize();
  } catch {
    return undefined;
  }
}

/** Shows everything in the chosen language; the forms will open in it as well. */
function speak() {
  const language = byId("language").value;
  page.lang = language;
  page.dir = texts[language].dir;
  for (const element of document.querySelectorAll("[data-text]")) {
    element.textContent = texts[language][element.dataset.text];
  }
  for (const row of rows) name(row, language);
  const { compare } = new Intl.Collator(language);
  rows.sort((one, other) => compare(one.textContent, other.textContent));
  byId("countries").append(...rows);
  suggest();
  narrow();
}

/** Browsers know the names of countries in most languages; otherwise they are in English. */
function name(row, language) {
  const { country, english } = row.dataset;
  const named = (tag) => new Intl.DisplayNames([tag, "en"], { type: "region" }).of(country);
  row.querySelector(".country").textContent = named(language);
  const link = row.querySelector("a");
  if (link) link.href = `${link.href.split("#")[0]}#${language}`;
  const told = [...row.querySelectorAll("p")];
  const near = (tag) => told.find(({ lang }) => likely(lang)?.language === likely(tag)?.language);
  const best = told.find(({ lang }) => lang === language) ?? near(language) ?? near("en") ?? told[0];
  for (const text of told) text.hidden = text !== best;
  // Also by the name that it has in its own language.
  const there = likely(`und-${country}`)?.language ?? "en";
  row.words = plain([english, named(there), row.textContent].join("\n"));
}

// Countries.

/**
 * Puts up to three countries first: those that the browser's languages name, such as de-AT; then those
 * where most who write the first of them live; then the others whose hotline writes it.
 */
function suggest() {
  const wishes = navigator.languages.map((tag) => [tag, likely(tag)]).filter(([, wish]) => wish);
  const written = wishes.map(([tag]) => new Intl.Locale(tag).region);
  const [first] = wishes.map(([, wish]) => wish);
  const regions = [...written, first?.region];
  const rank = ({ dataset: { country, language = "" } }) => {
    if (regions.includes(country)) return regions.indexOf(country);
    return language && likely(language)?.language === first?.language ? regions.length : Infinity;
  };
  const near = rows.filter((row) => rank(row) < Infinity).sort((one, other) => rank(one) - rank(other));
  suggested.querySelector("ul").replaceChildren(...near.slice(0, 3).map((row) => row.cloneNode(true)));
}

/** Shows the countries that the typed words are in. */
function narrow() {
  const wanted = plain(byId("find").value.trim());
  for (const row of rows) row.hidden = !row.words.includes(wanted);
  suggested.hidden = Boolean(wanted) || !suggested.querySelector("li");
  const names = rows.filter((row) => !row.hidden).map((row) => row.querySelector(".country").textContent);
  byId("found").textContent = wanted ? names.slice(0, 3).join(" · ") : "";
}

const first = () => rows.find((row) => !row.hidden)?.querySelector("a, summary");

/** Words as they are compared: without capitals, and without signs above and below letters. */
function plain(words) {
  return words.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
}
})();
