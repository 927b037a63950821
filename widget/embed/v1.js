// The loader: the element <report-button> around a plain link to the form.
//
// A click on the link opens the form in a sandboxed frame, within a dialog at the end of the page.
// If the form has no room there, or the frame does not work for any reason, the link leads to the
// same form as a page of its own. The loader reads only the link's address and name, the language
// around it, the element's attributes, and whether the page has a viewport for phones. It stores
// nothing, and it sends no request before a visitor points at the button or moves the focus to it.
//
// The attribute `leave` is the http(s) address that "leave this page" opens. The attribute
// `look="button"` gives the link the look of a button, whatever the page's own styles are.
(() => {
// PATIENCE: milliseconds after which the loader gives up a frame that has not answered.
// SHIFTS: milliseconds within which three presses of Shift leave the page.
// ROOM: minimum width and height of the dialog, in CSS pixels.
const PATIENCE = 8000, SHIFTS = 1500, ROOM = 240;
// The element's own style, then the dialog's. `div` is the place of the dialog in the page. The dialog
// shows the link, and a sign that it waits, until the frame is ready.
const CSS = `
:host([look=button]) ::slotted(a){all:revert!important;display:inline-block!important;padding:12px 20px!important;border-radius:8px!important;background:#0d5560!important;color:#fff!important;font:600 16px/1.25 system-ui,sans-serif!important;text-decoration:none!important}
:host(div){all:initial!important}
dialog{box-sizing:border-box;width:min(100%,704px);max-width:none;height:min(100%,832px);max-height:none;padding:0;border:0;border-radius:12px;overflow:hidden;visibility:visible;background:Canvas;color:CanvasText;color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
dialog::backdrop{background:rgb(0 20 20/.6)}
iframe{position:absolute;inset:0;width:100%;height:100%;border:0}
div{display:grid;justify-items:start;gap:24px;padding:32px}
div~iframe{visibility:hidden}
a{color:LinkText}
button{padding:8px 16px;font:inherit}
progress{width:100%}
.away progress{display:none}
@media(max-width:736px),(max-height:640px){dialog{width:100%;height:100%;border-radius:0}}`;

// The form whose frame is loading or shown. A page has one at most.
let form;
// Whether the host page's policy blocks the frame.
let blocked = false;
// The style sheet of all shadow roots, once there is one.
let sheet;

class ReportButton extends HTMLElement {
  // Removes all listeners when the element is removed from the page.
  #life;

  // A browser without shadow roots or constructable style sheets throws here, and the link still works.
  constructor() {
    super();
    shadow(this, document.createElement("slot"));
  }

  connectedCallback() {
    this.#life = new AbortController();
    const listen = listener(this.#life, this);
    for (const type of ["pointerover", "focusin"]) listen(type, () => this.#prepare());
    listen("click", (event) => this.#clicked(event));
  }

  // An open form stays: a menu may remove its items as soon as one of them is pressed.
  disconnectedCallback() {
    this.#life.abort();
    if (form?.button === this && !form.dialog.open) form.drop();
  }

  get link() {
    return this.querySelector("a[href]");
  }

  // Begins to load the form, which is not shown yet.
  #prepare() {
    if (!this.link || blocked || form?.button === this || form?.dialog.open) return;
    form?.drop();
    form = new Form(this);
  }

  #clicked(event) {
    const plain = !event.button && !event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (!plain || !this.link?.contains(event.target)) return;
    // Only a script can press beside an open form. What is written in it stays.
    if (form?.dialog.open) return event.preventDefault();
    this.#prepare();
    // What has no room here may have it in a tab of its own. Where no tab can be opened, the browser
    // follows the link.
    if ((!blocked && form.show()) || (self !== top && openTab(this.link.href))) event.preventDefault();
  }
}

class Form {
  #life = new AbortController();
  #frame;
  // What the dialog shows until the frame is ready.
  #waiting;
  // The line to the form in the frame, once the form is ready.
  #port;
  #timer;
  // The address that "leave this page" opens if the host page does not name one.
  #exit;
  #shifts = [];

  constructor(button) {
    const { link } = button;
    const name =
      link.ariaLabel || link.textContent.trim() || link.querySelector("[alt]")?.alt || button.ariaLabel || link.title;
    this.button = button;
    this.#frame = make("iframe", {
      sandbox: "allow-scripts allow-forms allow-popups allow-popups-to-escape-sandbox",
      referrerpolicy: "no-referrer",
      allow: "",
      credentialless: "",
      title: name,
      src: link.href.split("#")[0] + "#" + (button.closest("[lang]")?.lang ?? ""),
    });
    this.#waiting = make("div", {}, make("a", { href: link.href }, name), make("progress", {}), make("button", { lang: "en" }, "Close"));
    this.#waiting.lastChild.onclick = () => this.dialog.close();
    this.dialog = make("dialog", { "aria-label": name }, this.#waiting, this.#frame);
    this.place = make("div", {});
    shadow(this.place, this.dialog);
    this.#listen();
    document.documentElement.append(this.place);
  }

  #listen() {
    const onPage = listener(this.#life, window);
    onPage("message", (event) => this.#heard(event));
    onPage("keyup", (event) => this.#shifted(event));
    onPage("pointerdown", () => (this.#shifts = []));
    onPage("securitypolicyviolation", (event) => this.#violated(event));
    const onDialog = listener(this.#life, this.dialog);
    onDialog("cancel", (event) => {
      event.preventDefault();
      this.#askToClose();
    });
    onDialog("click", ({ target }) => target === this.dialog && this.#askToClose());
    // The browser itself may close the dialog, for example at a second Escape. The frame must not
    // outlive it.
    onDialog("close", () => {
      this.button.link?.focus();
      this.drop();
    });
  }

  // Shows the form. Returns whether there is room for it.
  show() {
    this.dialog.showModal();
    const { width, height } = this.dialog.getBoundingClientRect();
    const tiny = innerWidth > screen.width && !document.querySelector("meta[name=viewport]");
    if (tiny || width < ROOM || height < ROOM) {
      this.drop();
      return false;
    }
    // The page does not scroll behind the form. Chromium lets nobody stop a wheel on the backdrop alone.
    const onPage = listener(this.#life, window);
    for (const type of ["wheel", "touchmove"]) onPage(type, (event) => event.preventDefault());
    if (this.#port) this.#frame.focus();
    else this.#timer = setTimeout(() => this.#ask(), PATIENCE);
    return true;
  }

  // The frame is ready and gets a port. All further messages go through the port.
  #heard({ source, data }) {
    const inner = this.#frame.contentWindow;
    if (!inner || source !== inner || data?.type !== "sealed-report:ready") return;
    clearTimeout(this.#timer);
    this.#exit = data.leave;
    const { port1, port2 } = new MessageChannel();
    this.#port?.close();
    this.#port = port1;
    port1.onmessage = ({ data }) => {
      if (data.type === "close") this.dialog.close();
      if (data.type === "leave") this.#leave();
    };
    inner.postMessage({ type: "sealed-report:port" }, "*", [port2]);
    this.#waiting.remove();
    if (this.dialog.open) this.#focus();
  }

  // Gives the frame the keyboard. Chromium may move the frame into its own process only now: it then gives the
  // keyboard back to the page, while the frame shows a cursor, and what is typed is lost.
  #focus() {
    this.#frame.focus();
    addEventListener(
      "focus",
      () => setTimeout(() => this.#frame.matches(":focus") && (this.#frame.blur(), this.#frame.focus())),
      { once: true },
    );
  }

  #askToClose() {
    if (this.#port) this.#port.postMessage({ type: "closing" });
    else this.dialog.close();
  }

  drop() {
    clearTimeout(this.#timer);
    this.#life.abort();
    this.#port?.close();
    this.place.remove();
    if (form === this) form = undefined;
  }

  // Makes the page blank first, because the next page may take some time to load. The host page cannot
  // ask whether to stay.
  #leave() {
    const named = [this.button.getAttribute("leave"), this.#exit].find((url) => /^https?:/i.test(url));
    const url = named ?? "about:blank";
    document.documentElement.replaceChildren();
    addEventListener("beforeunload", (event) => event.stopImmediatePropagation(), true);
    try {
      top.location.replace(url);
    } catch {
      location.replace(url);
    }
  }

  // Shift with another key changes the keyboard's layout, or types a letter.
  #shifted({ key, altKey, ctrlKey, metaKey }) {
    if (!this.dialog.open) return;
    const now = performance.now();
    const alone = key === "Shift" && !altKey && !ctrlKey && !metaKey;
    this.#shifts = alone ? [...this.#shifts.slice(-2), now] : [];
    if (this.#shifts.length > 2 && now - this.#shifts[0] < SHIFTS) this.#leave();
  }

  // A policy that only reports violations does not block the frame.
  #violated({ disposition, effectiveDirective, blockedURI }) {
    if (disposition !== "enforce" || !/frame|child/.test(effectiveDirective)) return;
    if (!this.#frame.src.startsWith(blockedURI)) return;
    blocked = true;
    if (this.dialog.open) this.#giveUp();
    else this.drop();
  }

  // Asks whether the hotline can be reached at all. If not, the dialog goes on showing the link: a page
  // of the browser's own must not replace the host page.
  async #ask() {
    try {
      await fetch(this.#frame.src, { mode: "no-cors", credentials: "omit", referrerPolicy: "no-referrer" });
      if (this.dialog.open && !this.#port) this.#giveUp();
    } catch {
      this.#waiting.className = "away";
    }
  }

  // Opens the form as a page of its own, because it does not work in a frame.
  #giveUp() {
    this.drop();
    location.assign(this.#frame.src);
  }
}

// Opens an address in a new tab, which knows nothing of this page. Returns whether it could.
function openTab(url) {
  const tab = open();
  if (!tab) return false;
  tab.opener = null;
  tab.location = url;
  return true;
}

// An element with these attributes and children.
function make(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const name in attributes) element.setAttribute(name, attributes[name]);
  element.append(...children);
  return element;
}

// Gives an element a closed shadow root with our style and this child.
function shadow(element, child) {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
  }
  const root = element.attachShadow({ mode: "closed" });
  root.adoptedStyleSheets = [sheet];
  root.append(child);
}

// Listens on a target for as long as the life lasts.
function listener({ signal }, target) {
  return (type, act) => target.addEventListener(type, act, { capture: true, passive: false, signal });
}

customElements.get("report-button") ?? customElements.define("report-button", ReportButton);
})();
