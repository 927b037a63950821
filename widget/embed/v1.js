// The loader: the element <report-button> around a plain link to the form.
//
// A click on the link opens the form in a sandboxed frame, within a dialog in a closed shadow
// root. Whatever hinders the frame, the link itself leads to the same form as a page of its own.
// Nothing is taken from the page but the link's address, its words and the language around it;
// nothing is stored; nothing is asked of anybody before somebody reaches for the button.
(() => {
// Milliseconds until a frame that says nothing is given up, and in which Shift counts three times.
const PATIENCE = 8000, SHIFTS = 1500;
const CSS = `
dialog{box-sizing:border-box;width:min(100%,44rem);max-width:none;height:min(100%,52rem);max-height:none;padding:0;border:0;border-radius:.75rem;overflow:hidden;background:Canvas;color:CanvasText;color-scheme:light dark}
dialog::backdrop{background:rgb(0 20 20/.6)}
iframe{position:absolute;inset:0;width:100%;height:100%;border:0}
a{display:block;padding:2rem;font:1rem/1.5 system-ui,sans-serif;color:LinkText}
@media(max-width:46rem),(max-height:40rem){dialog{width:100%;height:100%;border-radius:0}}`;

class ReportButton extends HTMLElement {
  // Ends every listener when the element leaves the page.
  #life;
  #root;
  #dialog;
  #frame;
  #port;
  #timer;
  #shifts = [];
  // Whether the page's policy does not let us have a frame.
  #blocked = false;

  connectedCallback() {
    this.#life = new AbortController();
    const signal = this.#life.signal;
    const listen = (target, type, act) => target.addEventListener(type, act, { signal });
    for (const type of ["pointerover", "focusin"]) listen(this, type, () => this.#build());
    listen(this, "click", (event) => this.#clicked(event));
    listen(window, "message", (event) => this.#heard(event));
    listen(document, "keyup", (event) => this.#shifted(event.key));
    listen(document, "securitypolicyviolation", (event) => this.#violated(event));
  }

  disconnectedCallback() {
    this.#life.abort();
    this.#drop();
    this.#dialog?.remove();
    this.#dialog = undefined;
  }

  get #link() {
    return this.querySelector("a[href]");
  }

  // Makes the dialog once, and a frame in it that begins to load.
  #build() {
    const link = this.#link;
    if (!link || this.#frame) return;
    if (!this.#dialog) this.#buildDialog(link);
    const frame = document.createElement("iframe");
    const attributes = {
      sandbox: "allow-scripts allow-forms allow-popups allow-popups-to-escape-sandbox",
      referrerpolicy: "no-referrer",
      allow: "",
      credentialless: "",
      title: link.textContent.trim(),
      src: link.href.split("#")[0] + "#" + (this.closest("[lang]")?.lang ?? ""),
    };
    for (const name in attributes) frame.setAttribute(name, attributes[name]);
    this.#frame = frame;
    this.#dialog.append(frame);
  }

  #buildDialog(link) {
    if (!this.#root) {
      this.#root = this.attachShadow({ mode: "closed" });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(CSS);
      this.#root.adoptedStyleSheets = [sheet];
      this.#root.append(document.createElement("slot"));
    }
    const dialog = document.createElement("dialog");
    // Behind the frame, for as long as there is nothing in it.
    const plain = document.createElement("a");
    plain.href = link.href;
    plain.textContent = link.textContent;
    dialog.append(plain);
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.#askToClose();
    });
    dialog.addEventListener("click", (event) => event.target === dialog && this.#askToClose());
    this.#root.append(dialog);
    this.#dialog = dialog;
  }

  #clicked(event) {
    const link = this.#link;
    const plain = !event.button && !event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (!plain || this.#blocked || !link?.contains(event.target)) return;
    event.preventDefault();
    this.#build();
    this.#dialog.showModal();
    if (!this.#port) this.#timer = setTimeout(() => this.#giveUp(), PATIENCE);
  }

  // The frame is ready: it gets a port, and from then on only the port counts.
  #heard({ source, data }) {
    const inner = this.#frame?.contentWindow;
    if (!inner || source !== inner || data?.type !== "sealed-report:ready") return;
    clearTimeout(this.#timer);
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.onmessage = ({ data }) => {
      if (data.type === "close") this.#close();
      if (data.type === "leave") this.#leave(data.to);
    };
    inner.postMessage({ type: "sealed-report:port" }, "*", [port2]);
  }

  #askToClose() {
    if (this.#port) this.#port.postMessage({ type: "closing" });
    else this.#close();
  }

  #close() {
    this.#dialog.close();
    this.#drop();
    this.#link?.focus();
  }

  #drop() {
    clearTimeout(this.#timer);
    this.#port?.close();
    this.#frame?.remove();
    this.#port = this.#frame = undefined;
  }

  #leave(to) {
    document.documentElement.hidden = true;
    location.replace(/^https?:/.test(to) ? to : "about:blank");
  }

  #shifted(key) {
    if (!this.#dialog?.open) return;
    const now = performance.now();
    this.#shifts = key === "Shift" ? [...this.#shifts, now].slice(-3) : [];
    if (this.#shifts.length > 2 && now - this.#shifts[0] < SHIFTS) this.#leave();
  }

  #violated({ effectiveDirective, blockedURI }) {
    if (!/frame|child/.test(effectiveDirective) || !this.#frame?.src.startsWith(blockedURI)) return;
    this.#blocked = true;
    if (this.#dialog.open) this.#giveUp();
  }

  // There will be no form in a frame: the link leads to it.
  #giveUp() {
    const { href } = this.#link ?? this.#frame;
    this.#close();
    location.assign(href);
  }
}

customElements.get("report-button") ?? customElements.define("report-button", ReportButton);
})();
