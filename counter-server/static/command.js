// Sends one command of a desk so that it happens once: a lost answer is asked for again under the same id.

const TRIES = 3;
const ANSWER_MS = 5000;
const PAUSES_MS = [400, 1200];

/** A random UUID (RFC 9562, version 4). `crypto.randomUUID` does not exist on plain HTTP off loopback. */
function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function once(url, body) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", "Accept-Language": document.documentElement.lang },
    body,
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  const answer = response.status === 204 ? null : await response.json();
  return { status: response.status, ok: response.ok, answer };
}

/**
 * Sends `verb` for `desk` with the ticket that the page shows there. Gives `{ status, ok, answer }`, or
 * `null` when no answer came: then nobody knows more than that the page must be looked at again.
 */
export async function send(desk, verb, ticket) {
  const url = `/api/v1/desks/${encodeURIComponent(desk)}/${verb}`;
  const body = JSON.stringify({ command_id: uuid(), ...(ticket ? { ticket } : {}) });
  let last = null;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    if (attempt > 0) await pause(PAUSES_MS[attempt - 1]);
    try {
      last = await once(url, body);
      if (last.status < 500) return last;
    } catch {
      last = null;
    }
  }
  return last;
}
