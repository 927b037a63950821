// The loader: the element <report-button> around a plain link to the form.
//
// A click on the link opens the form in a sandboxed frame, within a dialog in a closed shadow
// root. Whatever hinders the frame, the link itself leads to the same form as a page of its own.
// Nothing is taken from the page but the link's address, its words and the language around it;
// nothing is stored; nothing is asked of anybody before somebody reaches for the button.
//
// The attribute `leave`, an http(s) address, says where "leave this page" goes from this page.
// The attribute `root` pins the hotline's root: a form of another root does not open.
(() => {
// Milliseconds until a frame that says nothing is given up, and in which Shift counts three times.
const PATIENCE = 8000, SHIFTS = 1500;
// The frame is shown as soon as there is something in it: until then there is the link.
const CSS = `
dialog{box-sizing:border-box;width:min(100%,704px);max-width:none;height:min(100%,832px);max-height:none;padding:0;border:0;border-radius:12px;overflow:hidden;visibility:visible;background:Canvas;color:CanvasText;color-scheme:light dark}
dialog::backdrop{background:rgb(0 20 20/.6)}
iframe{position:absolute;inset:0;width:100%;height:100%;border:0}
a{display:block;padding:32px;font:16px/1.5 system-ui,sans-serif;text-align:start;color:LinkText}
a~iframe{visibility:hidden}
@media(max-width:736px),(max-height:640px){dialog{width:100%;height:100%;border-radius:0}}`;

class ReportButton extends HTMLElement {
  // Ends every listener when the element leaves the page.
  #life;
  #root;
  // These four live from the warm-up or the opening to the closing.
  #dialog;
  #frame;
  #port;
  #timer;
  // Where the hotline wants to be left to.
  #exit;
  #shifts = [];
  // Whether the page's policy does not let us have a frame.
  #blocked = false;

  connectedCallback() {
    this.#life = new AbortController();
    const options = { capture: true, signal: this.#life.signal };
    const listen = (target, type, act) => target.addEventListener(type, act, options);
    for (const type of ["pointerover", "focusin"]) listen(this, type, () => this.#build());
    listen(this, "click", (event) => this.#clicked(event));
    listen(window, "message", (event) => this.#heard(event));
    listen(window, "keyup", (event) => this.#shifted(event.key));
    listen(document, "securitypolicyviolation", (event) => this.#violated(event));
  }

  disconnectedCallback() {
    this.#life.abort();
    this.#drop();
  }

  get #link() {
    return this.querySelector("a[href]");
  }

  // Makes the dialog, still closed, with a frame in it that begins to load.
  #build() {
    const link = this.#link;
    if (!link || this.#dialog || this.#blocked) return;
    if (!this.#root) this.#buildRoot();
    const title = link.textContent.trim();
    const frame = document.createElement("iframe");
    const attributes = {
      sandbox: "allow-scripts allow-forms allow-popups allow-popups-to-escape-sandbox",
      referrerpolicy: "no-referrer",
      allow: "",
      credentialless: "",
      title,
      src: link.href.split("#")[0] + "#" + [this.closest("[lang]")?.lang, this.getAttribute("root")],
    };
    for (const name in attributes) frame.setAttribute(name, attributes[name]);
    const plain = document.createElement("a");
    plain.href = link.href;
    plain.textContent = title;
    const dialog = document.createElement("dialog");
    dialog.setAttribute("aria-label", title);
    dialog.append(plain, frame);
    dialog.oncancel = (event) => {
      event.preventDefault();
      this.#askToClose();
    };
    dialog.onclick = (event) => event.target === dialog && this.#askToClose();
    // The browser itself may close it, at a second Escape for example: nothing may be left then.
    dialog.onclose = () => {
      this.#link?.focus();
      this.#drop();
    };
    this.#frame = frame;
    this.#dialog = dialog;
    this.#root.append(dialog);
  }

  // A browser without such sheets throws before anything has changed, and the link still works.
  #buildRoot() {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
    this.#root = this.attachShadow({ mode: "closed" });
    this.#root.adoptedStyleSheets = [sheet];
    this.#root.append(document.createElement("slot"));
  }

  #clicked(event) {
    const plain = !event.button && !event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (!plain || this.#blocked || !this.#link?.contains(event.target)) return;
    this.#build();
    this.#dialog.showModal();
    event.preventDefault();
    if (this.#port) this.#frame.focus();
    else this.#timer = setTimeout(() => this.#giveUp(), PATIENCE);
  }

  // The frame is ready: it gets a port, and from then on only the port counts.
  #heard({ source, data }) {
    const inner = this.#frame?.contentWindow;
    if (!inner || source !== inner || data?.type !== "sealed-report:ready") return;
    clearTimeout(this.#timer);
    this.#exit = data.leave;
    const { port1, port2 } = new MessageChannel();
    this.#port?.close();
    this.#port = port1;
    port1.onmessage = ({ data }) => {
      if (data.type === "close") this.#dialog.close();
      if (data.type === "leave") this.#leave();
    };
    inner.postMessage({ type: "sealed-report:port" }, "*", [port2]);
    this.#frame.previousSibling?.remove();
    if (this.#dialog.open) this.#frame.focus();
  }

  #askToClose() {
    if (this.#port) this.#port.postMessage({ type: "closing" });
    else this.#dialog.close();
  }

  #drop() {
    clearTimeout(this.#timer);
    this.#port?.close();
    this.#dialog?.remove();
    this.#port = this.#frame = this.#dialog = undefined;
  }

  // Blanks the page first: the next one may take its time.
  #leave() {
    const url = [this.getAttribute("leave"), this.#exit].find((url) => /^https?:/i.test(url));
    document.documentElement.replaceChildren();
    location.replace(url ?? "about:blank");
  }

  #shifted(key) {
    if (!this.#dialog?.open) return;
    const now = performance.now();
    this.#shifts = key === "Shift" ? [...this.#shifts.slice(-2), now] : [];
    if (this.#shifts.length > 2 && now - this.#shifts[0] < SHIFTS) this.#leave();
  }

  // A policy that only reports does not block.
  #violated({ disposition, effectiveDirective, blockedURI }) {
    if (disposition !== "enforce" || !/frame|child/.test(effectiveDirective)) return;
    if (!this.#frame?.src.startsWith(blockedURI)) return;
    this.#blocked = true;
    if (this.#dialog.open) this.#giveUp();
    else this.#drop();
  }

  // There will be no form in a frame: the same address shows it as a page.
  #giveUp() {
    const { src } = this.#frame;
    this.#dialog.close();
    location.assign(src);
  }
}

customElements.get("report-button") ?? customElements.define("report-button", ReportButton);
})();
