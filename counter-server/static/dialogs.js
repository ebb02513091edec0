// The dialogs of the desk: a choice by digit, letter, arrows or mouse, and what the verb needs to know.

const TYPING_MS = 900; // Letters and digits that follow each other within this time are one code.

let typed = "";
let typedAt = 0;
let opened = null; // What the page showed when the dialog was opened: commands are about that.

const words = document.getElementById("desk-words").dataset;

/** The dialog that is open. */
export function openDialog() {
  return document.querySelector("dialog[open]");
}

/** Opens a dialog about what the page shows at this moment. */
export function ask(name, moment) {
  const dialog = document.getElementById(`dialog-${name}`);
  const form = dialog.querySelector("form");
  form.reset();
  complain(dialog, "");
  typed = "";
  opened = { ...moment };
  dialog.showModal();
  // What has the focus is what Enter sends: the first choice is chosen when none is.
  const choice = form.querySelector("input[type=radio]:checked:not(:disabled)")
    ?? form.querySelector("input[type=radio]:not(:disabled)");
  if (choice) choice.checked = true;
  (choice ?? form.querySelector("input, textarea, button")).focus();
}

/** Says in the dialog what is wrong; what was entered stays. */
export function complain(dialog, text) {
  const problem = dialog.querySelector(".dialog-problem");
  if (!problem) return;
  problem.hidden = !text;
  problem.textContent = text;
}

/** The choice whose code is typed; a code may have several digits. */
export function typeCode(dialog, key) {
  const now = Date.now();
  const choices = Array.from(dialog.querySelectorAll("input[data-code]:not(:disabled)"));
  const find = (code) => choices.find((choice) => choice.dataset.code.toLowerCase() === code);
  const longer = now - typedAt < TYPING_MS ? typed + key : key;
  typed = find(longer) || choices.some((choice) => choice.dataset.code.toLowerCase().startsWith(longer)) ? longer : key;
  typedAt = now;
  const choice = find(typed);
  if (!choice) return null;
  choice.checked = true;
  choice.focus();
  const isWhole = !choices.some((other) => other !== choice && other.dataset.code.toLowerCase().startsWith(typed));
  return { choice, isWhole };
}

/** What the form of a dialog sends besides the ticket, or a sentence that says what is missing. */
function request(verb, data) {
  const text = (name) => (data.get(name) ?? "").toString().trim();
  const note = text("note") ? { note: text("note") } : {};
  const choice = data.get("choice");
  switch (verb) {
    case "pause":
      return choice ? { reason: choice } : words.choose;
    case "hold":
      return { ...(choice ? { minutes: Number(choice) } : {}), ...note };
    case "transfer": {
      if (!choice) return words.choose;
      if (choice === "back") return { back: true, ...note };
      const [kind, ...id] = choice.split(":");
      return { [kind]: id.join(":"), ...note };
    }
    case "note":
      return text("note") ? note : words.write;
    case "call":
      return text("number") ? { number: text("number").toUpperCase() } : words.write;
    case "resume": {
      const number = text("number").toUpperCase() || choice;
      return number ? { number } : words.choose;
    }
    default:
      return {};
  }
}

/** What is to be sent for the form: `{ verb, moment, more }`, or `null` after saying what is missing. */
export function answer(form) {
  const dialog = form.closest("dialog");
  const more = request(form.dataset.verb, new FormData(form));
  if (typeof more === "string") {
    complain(dialog, more);
    return null;
  }
  return { verb: form.dataset.verb, moment: opened, more };
}
