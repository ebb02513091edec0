// Keeps a page live: listens to the server's news, fetches the page again when something happened, says so
// when the server cannot be heard, and comes back by itself.

import { clockTime, moment, refresh } from "./region.js";

// EventSource hands out only the types that were asked for. A type that is not in the list is noticed by the
// sequence in the next heartbeat.
const TYPES = [
  "day_opened", "catalog_changed", "ticket_issued", "ticket_called", "ticket_recalled", "service_started",
  "service_finished", "ticket_held", "hold_ended", "ticket_resumed", "ticket_transferred", "ticket_noted",
  "ticket_missed", "ticket_cancelled", "ticket_checked_in", "ticket_corrected", "ticket_lapsed",
  "reprint_asked", "print_reported", "desk_opened", "desk_paused", "desk_closed", "command_undone",
  "alarm_raised", "alarm_cleared", "kiosk_status", "board_status", "help_called",
];
const GATHER_MS = 120; // News that come together are shown together.
const SILENCE_MS = 25000; // Two heartbeats missed, and a little more.
const WAITS_MS = [500, 1000, 2000, 4000];
const SAY_LOST_MS = 1500; // A short break is not worth a bar.
const HIDDEN_MS = 60000; // A page that nobody sees gives its stream back: browsers allow six a server.
const STALE_MS = 60000; // Waits grow without news: fetch them now and then.

const bar = document.getElementById("connection");
let source = null;
let heardAt = Date.now();
let tries = 0;
let reconnectTimer = 0;
let sayTimer = 0;
let gatherTimer = 0;
let hiddenTimer = 0;
let refreshing = null;
let queued = null;
let refreshedAt = Date.now();

function connected() {
  clearTimeout(sayTimer);
  sayTimer = 0;
  bar.dataset.state = "live";
  bar.textContent = "";
}

function sayLost() {
  bar.dataset.state = "lost";
  bar.textContent = bar.dataset.text.replace("{time}", clockTime(heardAt));
}

function lost() {
  if (!sayTimer && bar.dataset.state !== "lost") sayTimer = setTimeout(sayLost, SAY_LOST_MS);
  source?.close();
  source = null;
  clearTimeout(reconnectTimer);
  const wait = WAITS_MS[Math.min(tries, WAITS_MS.length - 1)];
  tries += 1;
  reconnectTimer = setTimeout(connect, wait + Math.random() * 250);
}

function look() {
  return refresh().then(
    () => { refreshedAt = Date.now(); return true; },
    () => { lost(); return false; },
  );
}

/**
 * Shows the page as it is now. Calls that come while one is under way become one more after it, so whoever
 * waits for the promise sees nothing older than the call.
 */
export function show() {
  if (!refreshing) {
    refreshing = look().finally(() => { refreshing = null; });
    return refreshing;
  }
  queued ??= refreshing.then(() => { queued = null; return show(); });
  return queued;
}

function news() {
  heardAt = Date.now();
  clearTimeout(gatherTimer);
  gatherTimer = setTimeout(show, GATHER_MS);
}

function heartbeat(event) {
  heardAt = Date.now();
  const { seq } = JSON.parse(event.data);
  if (seq !== Number(moment().seq) || heardAt - refreshedAt > STALE_MS) news();
}

function connect() {
  clearTimeout(reconnectTimer);
  source?.close();
  source = new EventSource(`/api/v1/events?after=${encodeURIComponent(moment().seq)}`);
  source.onopen = async () => {
    heardAt = Date.now();
    if (await show()) {
      tries = 0;
      connected();
    }
  };
  // The browser gives up for good on an answer that is not a stream, so reconnecting is ours.
  source.onerror = () => {
    lost();
    // An ended sign-in looks like a broken stream; the page itself tells.
    refresh().catch(() => {});
  };
  for (const type of TYPES) source.addEventListener(type, news);
  source.addEventListener("heartbeat", heartbeat);
  source.addEventListener("resync", news);
}

function seen() {
  clearTimeout(hiddenTimer);
  if (document.hidden) {
    hiddenTimer = setTimeout(() => { clearTimeout(reconnectTimer); source?.close(); source = null; }, HIDDEN_MS);
  } else if (!source) {
    connect();
  } else {
    show();
  }
}

setInterval(() => {
  if (source && Date.now() - heardAt > SILENCE_MS) lost();
}, 2000);
document.addEventListener("visibilitychange", seen);
window.addEventListener("online", connect);
window.addEventListener("pageshow", (event) => { if (event.persisted) connect(); });
window.addEventListener("pagehide", () => source?.close());
connect();
