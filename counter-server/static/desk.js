// The desk page: one key or button each for what happens three hundred times a day.

import { send } from "./command.js";
import { answer, ask, complain, openDialog, typeCode } from "./dialogs.js";
import { show } from "./live.js";
import { moment } from "./region.js";
import "./clocks.js";
import "./help.js";

const BOUNCE_MS = 300; // The same key twice within this time is a worn key or a trembling finger.

const notice = document.getElementById("notice");
const words = document.getElementById("desk-words").dataset;
let busy = false;
let last = { hook: "", at: 0 };
let saidAt = ""; // The moment of the page that a notice belongs to.

function say(kind, text) {
  notice.dataset.kind = text ? kind : "";
  notice.textContent = text;
  saidAt = moment().seq;
}

function setBusy(value) {
  busy = value;
  document.querySelector(".desk-grid").setAttribute("aria-busy", String(value));
}

/** What an answer means: an empty text when the command happened, else the sentence to say. */
function problem(result, sentence) {
  if (result?.ok) return "";
  if (result?.status === 401) {
    location.assign(`/?to=${encodeURIComponent(location.pathname)}`);
    return words.failed;
  }
  // The server's sentence speaks to the citizen.
  if (result?.answer?.code === "unknown_ticket") return words.unknownTicket;
  return sentence ?? result?.answer?.message ?? (result ? words.failed : words.notSent);
}

/** Runs one command at a time; an error stays until the next success. */
async function run(command) {
  if (busy) return;
  setBusy(true);
  if (notice.dataset.kind === "info") say("", "");
  try {
    const wrong = await command();
    if (wrong) say("error", wrong);
    else if (notice.dataset.kind === "error") say("", "");
    await show();
    saidAt = moment().seq;
  } finally {
    setBusy(false);
    last.at = Date.now();
  }
}

async function callNext(desk, sentence) {
  const result = await send(desk, "call-next", null);
  const wrong = problem(result, result === null ? sentence : undefined);
  if (!wrong && result.status === 204) {
    say("info", words.nobody);
  }
  return wrong;
}

/** Next finishes whom the desk serves, then calls: two commands, each of which happens once. */
async function next({ desk, ticket, ticketState }) {
  if (ticketState !== "serving") return callNext(desk);
  const wrong = problem(await send(desk, "finish", ticket));
  return wrong || callNext(desk, words.halfSent);
}

function isBounce(hook) {
  const bounced = last.hook === hook && Date.now() - last.at < BOUNCE_MS;
  last = { hook, at: bounced ? last.at : Date.now() };
  return bounced;
}

function act(button) {
  if (busy || isBounce(button.id)) return;
  if (button.getAttribute("aria-disabled") === "true") {
    say("info", document.getElementById(button.getAttribute("aria-describedby"))?.textContent ?? "");
    return;
  }
  const { action, verb, resume } = button.dataset;
  const now = { ...moment() };
  if (resume) run(async () => problem(await send(now.desk, "resume", null, { number: resume })));
  else if ("asks" in button.dataset) ask(action, now);
  else if (action === "next") run(() => next(now));
  // What is taken back may have put another ticket at the desk, so undo names none.
  else run(async () => problem(await send(now.desk, verb, action === "undo" ? null : now.ticket)));
}

/** Sends what a dialog asks for; the dialog closes only when it happened. */
function submit(form) {
  const asked = answer(form);
  if (!asked) return;
  const { verb, more } = asked;
  const { desk, ticket } = asked.moment;
  const dialog = form.closest("dialog");
  run(async () => {
    const wrong = problem(await send(desk, verb, ticket, more));
    // It is said once: in the dialog, or on the page when the dialog was closed meanwhile.
    if (!dialog.open) return wrong;
    if (wrong) complain(dialog, wrong);
    else dialog.close();
    return "";
  });
}

function keyOf(event) {
  if (event.code === "Space") return "space";
  // An input method for Vietnamese may hide the letter; the place of the key tells then.
  const place = /^(?:Key|Digit|Numpad)([A-Z0-9])$/.exec(event.code)?.[1];
  return event.key === "?" ? "?" : (place ?? event.key).toLowerCase();
}

function onDialogKey(event, dialog, target) {
  if (event.key === "Enter" && !event.shiftKey && target.matches("textarea")) {
    event.preventDefault();
    submit(dialog.querySelector("form"));
    return;
  }
  if (target.matches("textarea, input:not([type=radio])")) return;
  const form = dialog.querySelector("form");
  if (event.key === "Enter" && target.matches("input[type=radio]")) {
    event.preventDefault();
    submit(form);
    return;
  }
  const key = keyOf(event);
  if (!/^[a-z0-9]$/.test(key)) return;
  const found = typeCode(dialog, key);
  if (!found) return;
  event.preventDefault();
  const writes = form.elements.note?.value.trim();
  if ("quick" in form.dataset && found.isWhole && !writes) submit(form);
}

document.addEventListener("keydown", (event) => {
  if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) {
    // A key that is held down must not press the button that has the focus again either.
    if (event.repeat && /^(?:Enter| )$/.test(event.key) && event.target.closest?.("button")) event.preventDefault();
    return;
  }
  const target = event.target instanceof Element ? event.target : document.body;
  const dialog = openDialog();
  if (dialog) {
    onDialogKey(event, dialog, target);
    return;
  }
  if (target.closest("input, select, textarea, [contenteditable]")) return;
  const key = keyOf(event);
  // The space bar presses the control that has the focus, as everywhere.
  if (key === "space" && target.closest("button, a")) return;
  const button = document.querySelector(`[data-key~="${CSS.escape(key)}" i]`);
  if (!button) return;
  event.preventDefault();
  // A link leads to a page of its own.
  if (button.matches("a")) button.click();
  else act(button);
});

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  if (target?.closest("[data-close]")) {
    openDialog()?.close();
    return;
  }
  const button = target?.closest("[data-action], [data-resume]");
  // The second click of a double click is no wish of its own.
  if (!button || event.detail > 1) return;
  // After the mouse the space bar means Next again; `detail` is 0 for a click made by the keyboard.
  if (event.detail > 0) button.blur();
  act(button);
});

document.addEventListener("submit", (event) => {
  if (!event.target.closest("dialog")) return;
  event.preventDefault();
  if (event.target.dataset.verb) submit(event.target);
});

// What the dialog hid comes up to date when it closes.
document.addEventListener("close", (event) => {
  complain(event.target, "");
  if (!busy) show();
}, true);
document.addEventListener("countdown-ended", show);

// A notice about a moment that has passed is taken back; an error stays until the next success.
document.addEventListener("page-refreshed", () => {
  if (!busy && notice.dataset.kind === "info" && moment().seq !== saidAt) say("", "");
});
