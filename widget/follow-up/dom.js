// The words and elements of both scripts: asked.js in the form, and form.js on the page for answers.

/** The texts of one language. What the language lacks of questions and answers is in another, which it names. */
export class Words {
  constructor(texts) {
    this.texts = texts;
  }

  /** The text of a key, with each {name} replaced. */
  text(key, values = {}) {
    return this.texts[key].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  }

  /** The attributes of an element with the text of this key. */
  language(key) {
    const other = key.startsWith("asked_") && this.texts.asked_language;
    return other ? { lang: other, dir: "ltr" } : {};
  }

  /** An element with the text of a key. */
  element(name, attributes, key, values) {
    return element(name, { ...this.language(key), ...attributes }, this.text(key, values));
  }

  /** A button with the text of a key. */
  button(id, attributes, key, click) {
    return this.element("button", { type: "button", id, ...attributes, click }, key);
  }
}

/** An element with attributes, listeners and content. The policy forbids the attribute `style`, so that it is set as a property. */
export function element(name, attributes, ...content) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(key, value);
    else if (key === "style") made.style.cssText = value;
    else made.setAttribute(key, value);
  }
  made.append(...content.flat().filter(Boolean));
  return made;
}

/** The attributes of a field of which no browser keeps, checks or translates a word. */
export const UNREAD = {
  autocomplete: "off",
  spellcheck: "false",
  translate: "no",
  autocorrect: "off",
  autocapitalize: "off",
  writingsuggestions: "false",
};

export const byId = (id) => document.getElementById(id);
