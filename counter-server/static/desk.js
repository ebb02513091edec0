// The desk page: one key or button each for what happens three hundred times a day.

import { send } from "./command.js";
import { show } from "./live.js";
import { moment } from "./region.js";
import "./clocks.js";

const notice = document.getElementById("notice");
const words = document.getElementById("desk-words").dataset;
let busy = false;
let saidAt = ""; // The moment of the page that a notice belongs to.

function say(kind, text) {
  notice.dataset.kind = text ? kind : "";
  notice.textContent = text;
}

function setBusy(value) {
  busy = value;
  document.querySelector('[data-live="actions"]').setAttribute("aria-busy", String(value));
}

/** Says what an answer means; true when the command happened. */
function happened(result, sentence) {
  if (result?.ok) return true;
  if (result?.status === 401) {
    location.assign(`/?to=${encodeURIComponent(location.pathname)}`);
    return false;
  }
  say("error", sentence ?? result?.answer?.message ?? (result ? words.failed : words.notSent));
  return false;
}

async function callNext(desk, sentence) {
  const result = await send(desk, "call-next", null);
  if (happened(result, result === null ? sentence : undefined) && result.status === 204) {
    say("info", words.nobody);
  }
}

/** Next finishes whom the desk serves, then calls: two commands, each of which happens once. */
async function next({ desk, ticket, ticketState }) {
  if (ticketState !== "serving") return callNext(desk);
  if (happened(await send(desk, "finish", ticket))) await callNext(desk, words.halfSent);
}

async function act(button) {
  if (busy) return;
  if (button.getAttribute("aria-disabled") === "true") {
    say("info", document.getElementById(button.getAttribute("aria-describedby"))?.textContent ?? "");
    saidAt = moment().seq;
    return;
  }
  const now = { ...moment() };
  setBusy(true);
  say("", "");
  try {
    if (button.dataset.action === "next") await next(now);
    else happened(await send(now.desk, button.dataset.verb, now.ticket));
    await show();
    saidAt = moment().seq;
  } finally {
    setBusy(false);
  }
}

function keyOf(event) {
  if (event.code === "Space") return "space";
  // An input method for Vietnamese may hide the letter; the place of the key tells then.
  return event.code.startsWith("Key") ? event.code.slice(3).toLowerCase() : event.key.toLowerCase();
}

document.addEventListener("keydown", (event) => {
  if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  const target = event.target instanceof Element ? event.target : document.body;
  if (target.closest("input, select, textarea, [contenteditable]")) return;
  const key = keyOf(event);
  // The space bar presses the control that has the focus, as everywhere.
  if (key === "space" && target.closest("button, a")) return;
  const button = document.querySelector(`[data-key~="${CSS.escape(key)}" i]`);
  if (!button) return;
  event.preventDefault();
  act(button);
});

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-action]") : null;
  if (!button) return;
  // After the mouse the space bar means Next again; `detail` is 0 for a click made by the keyboard.
  if (event.detail > 0) button.blur();
  act(button);
});

// A notice about a moment that has passed is taken back; an error stays until the next key.
document.addEventListener("page-refreshed", () => {
  if (!busy && notice.dataset.kind === "info" && moment().seq !== saidAt) say("", "");
});
