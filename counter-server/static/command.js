// Sends one command so that it happens once: a lost answer is asked for again under the same id.

const TRIES = 3;
const ANSWER_MS = 5000;
const PAUSES_MS = [400, 1200];

/** A random UUID (RFC 9562, version 4). `crypto.randomUUID` does not exist on plain HTTP off loopback. */
function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return written(bytes);
}

function written(bytes) {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function once(method, url, body) {
  const response = await fetch(url, {
    method,
    headers: { "Content-Type": "application/json", "Accept-Language": document.documentElement.lang },
    body,
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  const answer = response.status === 204 ? null : await response.json();
  return { status: response.status, ok: response.ok, answer };
}

/** A new UUID of version 7: the moment of its making, then chance. */
export function uuid7() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let rest = Date.now();
  for (let place = 5; place >= 0; place -= 1) {
    bytes[place] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return written(bytes);
}

/**
 * Sends a request that is harmless to repeat, again when no answer comes. Gives `{ status, ok, answer }`, or
 * `null` when no answer came: then nobody knows more than that the page must be looked at again.
 */
export async function ask(method, url, request) {
  const body = JSON.stringify(request);
  let last = null;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    if (attempt > 0) await pause(PAUSES_MS[attempt - 1]);
    try {
      last = await once(method, url, body);
      if (last.status < 500) return last;
    } catch {
      last = null;
    }
  }
  return last;
}

/** Sends `verb` for `desk` with the ticket that the page shows there, and what the verb needs besides. */
export function send(desk, verb, ticket, more = {}) {
  const url = `/api/v1/desks/${encodeURIComponent(desk)}/${verb}`;
  return ask("POST", url, { command_id: uuid(), ...(ticket ? { ticket } : {}), ...more });
}
