/** Adds the hotline's loader to the page. A second call with the same version does nothing. */
export function loadReportButton(origin, pin) {
  const src = new URL(pin?.path ?? "/embed/v1.js", origin).href;
  const present = [...document.scripts].find((script) => script.src === src);
  if (present) return;
  const script = document.createElement("script");
  script.async = true;
  if (pin) {
    script.integrity = pin.integrity;
    script.crossOrigin = "anonymous";
  }
  script.src = src;
  document.head.append(script);
}
