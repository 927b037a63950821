// "HTTP" of shared/PROTOCOL.md.

/** Milliseconds from the beginning of a request to the last byte of its answer. */
const PATIENCE_MS = 30_000;

/** An intake's origin: HTTPS, and without TLS only this very machine and hidden services. */
export function originOf(address) {
  const { protocol, hostname, origin, href } = new URL(address);
  const isNear = /^(?:localhost|127(?:\.\d+){3}|\[::1\]|.+\.onion)$/.test(hostname);
  if (!(protocol === "https:" || (protocol === "http:" && isNear)) || href !== `${origin}/`) {
    throw new TypeError("origin: has to be https://, a host and perhaps a port");
  }
  return origin;
}

/**
 * Asks a question, or posts a message. Gives nothing if there is no whole answer. A redirect is not
 * followed: its status is one like any other.
 */
export async function exchange(url, message, signal) {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  try {
    const answer = await fetch(url, {
      ...(message && { method: "POST", body: form(message) }),
      cache: "no-store",
      credentials: "omit",
      redirect: "manual",
      referrerPolicy: "no-referrer",
      signal: signal ? AbortSignal.any([signal, patience]) : patience,
    });
    const body = new Uint8Array(await answer.arrayBuffer());
    return { status: answer.status, retryAfter: answer.headers.get("Retry-After"), body };
  } catch {
    signal?.throwIfAborted();
    return undefined;
  }
}

/** Browsers ask nobody before they send a form to another origin, and firewalls let it through. */
function form(message) {
  const form = new FormData();
  form.append("report", new Blob([message]));
  return form;
}
