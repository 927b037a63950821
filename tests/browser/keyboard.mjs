// The way through the form without a mouse.

/**
 * Whether this element has the focus. The focused element is in view, not behind the bar. It is
 * scrolled there first, as browsers do by themselves: Firefox, when keys come quickly, scrolls back to
 * the caret of the field that was typed into last.
 */
function isFocused(selector) {
  const focused = document.activeElement;
  focused.scrollIntoView({ block: "nearest", behavior: "instant" });
  const { top, bottom } = focused.getBoundingClientRect();
  const bar = focused.closest("main") ? document.querySelector("nav").offsetHeight : 0;
  if (bottom <= bar || top >= innerHeight) throw new Error(`out of view: ${focused.outerHTML}`);
  return focused.matches(selector);
}

/** Presses Tab until the focus is on the element, as somebody without a mouse does. */
export async function tabTo(page, selector) {
  for (let presses = 0; presses < 80; presses += 1) {
    if (await page.evaluate(isFocused, selector)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`the keyboard does not reach ${selector}`);
}

/** Presses Shift and Tab from the last button up to the bar. */
export async function tabBack(page) {
  await tabTo(page, "#next");
  for (let presses = 0; presses < 80; presses += 1) {
    if (await page.evaluate(isFocused, "#leave")) return;
    await page.keyboard.down("Shift");
    await page.keyboard.press("Tab");
    await page.keyboard.up("Shift");
  }
  throw new Error("the keyboard does not reach the bar");
}

/** Types into a field that the keyboard goes to. */
export async function typeAt(page, selector, text) {
  await tabTo(page, selector);
  await page.keyboard.type(text);
}

/** Presses what the keyboard goes to. */
export async function pressAt(page, selector, key = "Enter") {
  await tabTo(page, selector);
  await page.keyboard.press(key);
}
