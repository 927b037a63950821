// The loader: the element <report-button> around a plain link to the form.
//
// A click on the link opens the form in a sandboxed frame, within a dialog in a closed shadow
// root. If the frame does not work for any reason, the link leads to the same form as a page of
// its own. The loader reads only the link's address and text, the language around it and the
// element's attributes. It stores nothing, and it sends no request before a visitor points at the
// button or moves the focus to it.
//
// The attribute `leave` is the http(s) address that "leave this page" opens.
(() => {
// PATIENCE: milliseconds after which the loader gives up a frame that has not answered.
// SHIFTS: milliseconds within which three presses of Shift leave the page.
const PATIENCE = 8000, SHIFTS = 1500;
// The dialog shows the link until the frame is ready.
const CSS = `
dialog{box-sizing:border-box;width:min(100%,704px);max-width:none;height:min(100%,832px);max-height:none;padding:0;border:0;border-radius:12px;overflow:hidden;visibility:visible;background:Canvas;color:CanvasText;color-scheme:light dark}
dialog::backdrop{background:rgb(0 20 20/.6)}
iframe{position:absolute;inset:0;width:100%;height:100%;border:0}
a{display:block;padding:32px;font:16px/1.5 system-ui,sans-serif;text-align:start;color:LinkText}
a~iframe{visibility:hidden}
@media(max-width:736px),(max-height:640px){dialog{width:100%;height:100%;border-radius:0}}`;

class ReportButton extends HTMLElement {
  // Removes all listeners when the element is removed from the page.
  #life;
  #root;
  // These four exist from the loading of the frame to the closing of the dialog.
  #dialog;
  #frame;
  #port;
  #timer;
  // The address that "leave this page" opens if the host page does not name one.
  #exit;
  #shifts = [];
  // Whether the host page's policy blocks the frame.
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

  // Makes the dialog, which is still closed, and the frame, which begins to load.
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
      src: link.href.split("#")[0] + "#" + (this.closest("[lang]")?.lang ?? ""),
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
    // The browser itself may close the dialog, for example at a second Escape. The frame must not
    // outlive it.
    dialog.onclose = () => {
      this.#link?.focus();
      this.#drop();
    };
    this.#frame = frame;
    this.#dialog = dialog;
    this.#root.append(dialog);
  }

  // A browser without constructable style sheets throws here before anything has changed, and the
  // link still works.
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

  // The frame is ready and gets a port. All further messages go through the port.
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

  // Makes the page blank first, because the next page may take some time to load.
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

  // A policy that only reports violations does not block the frame.
  #violated({ disposition, effectiveDirective, blockedURI }) {
    if (disposition !== "enforce" || !/frame|child/.test(effectiveDirective)) return;
    if (!this.#frame?.src.startsWith(blockedURI)) return;
    this.#blocked = true;
    if (this.#dialog.open) this.#giveUp();
    else this.#drop();
  }

  // Opens the form as a page of its own, because it does not work in a frame.
  #giveUp() {
    const { src } = this.#frame;
    this.#dialog.close();
    location.assign(src);
  }
}

customElements.get("report-button") ?? customElements.define("report-button", ReportButton);
})();
