// The reception's page: gives numbers, looks tickets up, and does with them what reception may.

import { ask, uuid7 } from "./command.js";
import { show } from "./live.js";
import { moment } from "./region.js";
import "./clocks.js";
import "./help.js";

const words = document.getElementById("reception-words").dataset;
const notice = document.getElementById("notice");
const issueForm = document.getElementById("issue");
const lookUpForm = document.getElementById("look-up");
let wish = uuid7(); // Names the wish in the form: pressed twice or sent twice, it gives one number.
let busy = false;

// Which field a refusal speaks of.
const FIELDS = {
  unknown_service: "service", service_closed: "service", quota_reached: "service", capacity_reached: "service",
  numbers_used_up: "service", unknown_procedure: "procedure", unknown_priority: "priority",
  already_waiting: "person_id", person_limit: "person_id", wrong_slot: "appointment",
};

const found = document.getElementById("found");

function say(kind, text) {
  notice.dataset.kind = text ? kind : "";
  notice.textContent = text;
}

/** The next action has begun: what was said about the last one goes, and the number is one like others. */
function begin() {
  say("", "");
  delete found.dataset.given;
}

const PRINT_AT = "print-at"; // "here", or the row of a kiosk.

function rememberPrinter(place) {
  try { localStorage.setItem(PRINT_AT, place); } catch { /* A browser that keeps nothing asks again. */ }
}

function rememberedPrinter() {
  try { return localStorage.getItem(PRINT_AT) ?? "here"; } catch { return "here"; }
}

/** Puts the printer that was used last first: it gets the primary button, which is given back. */
function offerPrinter() {
  const here = document.getElementById("found-paper");
  const kiosk = document.getElementById("found-reprint");
  const select = document.getElementById("found-kiosk");
  const place = rememberedPrinter();
  const isKiosk = [...(select?.options ?? [])].some((option) => option.value === place);
  if (isKiosk && document.activeElement !== select) select.value = place;
  for (const [button, isFirst] of [[here, !isKiosk], [kiosk, isKiosk]]) {
    button?.classList.toggle("primary-button", isFirst);
    button?.classList.toggle("plain-button", !isFirst);
  }
  return isKiosk ? kiosk : here;
}

function fieldOf(name) {
  return name === "appointment" ? issueForm.elements.date : issueForm.elements[name];
}

/** Says at the field what is wrong with it, or takes that back. */
function complain(name, text) {
  const problem = document.getElementById(`problem-${name}`);
  const field = fieldOf(name);
  problem.hidden = !text;
  problem.textContent = text;
  if (!text) {
    field.removeAttribute("aria-invalid");
    field.removeAttribute("aria-describedby");
    return;
  }
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", problem.id);
  if (name === "appointment") document.getElementById("issue-more").open = true;
  field.focus();
}

function complainAll(problems) {
  const general = document.getElementById("issue-problem");
  general.hidden = !problems.form;
  general.textContent = problems.form ?? "";
  // The first field comes last, and so has the focus.
  for (const name of ["appointment", "note", "person_id", "priority", "procedure", "service"]) {
    complain(name, problems[name] ?? "");
  }
}

/** What the form asks for, or what is missing, by its field. */
function read() {
  const data = new FormData(issueForm);
  const text = (name) => data.get(name).toString().trim();
  const problems = {};
  if (!text("service")) problems.service = words.chooseService;
  if (text("person_id") && !/^\d{12}$/.test(text("person_id"))) problems.person_id = words.wrongPerson;
  const [date, time] = [text("date"), text("time")];
  if (Boolean(date) !== Boolean(time)) problems.appointment = words.chooseTime;
  const request = { service: text("service"), language: text("language") };
  for (const name of ["procedure", "priority", "person_id", "note"]) {
    if (text(name)) request[name] = text(name);
  }
  const steps = data.getAll("step").filter(Boolean);
  if (steps.length) request.steps = steps;
  const offset = /([+-]\d\d:\d\d)$/.exec(moment().now)?.[1] ?? "Z";
  if (date && time) request.appointment = { at: `${date}T${time}:00${offset}` };
  return { problems, request };
}

function setBusy(value) {
  busy = value;
  document.getElementById("main").setAttribute("aria-busy", String(value));
}

function signedOut(result) {
  if (result?.status !== 401) return false;
  location.assign(`/?to=${encodeURIComponent(location.pathname)}`);
  return true;
}

/** Shows a ticket in the panel, and goes there. */
async function lookAt(number) {
  history.pushState(null, "", `/reception?number=${encodeURIComponent(number)}`);
  lookUpForm.elements.number.value = number;
  await show();
  markLookUp();
  lookUpForm.elements.number.value = found.querySelector(".found-number")?.textContent ?? number;
}

function markLookUp() {
  offerPrinter();
  const missing = document.getElementById("look-up-problem").textContent.trim() !== "";
  lookUpForm.elements.number.setAttribute("aria-invalid", String(missing));
}

/** A refusal as reception reads it: the server's sentence speaks to whoever wants the number. */
function refusalOf(answer) {
  const number = /\b[A-Z]{1,3}\d+\b/.exec(answer.message)?.[0];
  if (answer.code === "already_waiting" && number) return words.alreadyWaiting.replace("{number}", number);
  const own = { person_limit: words.personLimit, numbers_used_up: words.numbersUsedUp };
  return own[answer.code] ?? answer.message;
}

async function issue() {
  begin();
  const { problems, request } = read();
  complainAll(problems);
  if (Object.keys(problems).length) return;
  const result = await ask("PUT", `/api/v1/tickets/${wish}`, request);
  if (signedOut(result)) return;
  if (!result?.ok) {
    const text = result?.answer?.message ? refusalOf(result.answer) : (result ? words.failed : words.notSent);
    const field = FIELDS[result?.answer?.code] ?? "form";
    complainAll({ [field]: text });
    // Another wish has the id of this one: from now on the form is a wish of its own.
    if (result?.answer?.code === "different_body") wish = uuid7();
    return;
  }
  wish = uuid7();
  issueForm.reset();
  document.getElementById("issue-more").open = false;
  if (result.answer.business_date !== moment().now.slice(0, 10)) {
    // Numbers begin anew each day, so a number of another day is not looked up here.
    location.assign(`/reception/paper/${result.answer.id}`);
    return;
  }
  say("info", words.given.replace("{number}", result.answer.number));
  await lookAt(result.answer.number);
  found.dataset.given = result.answer.number;
  (offerPrinter() ?? found).focus();
}

async function change(form) {
  const { ticket, verb, number } = form.dataset;
  const data = new FormData(form);
  const request = {};
  if (data.has("service")) request.service = data.get("service");
  if (data.has("device")) {
    request.device = Number(data.get("device"));
    rememberPrinter(data.get("device"));
  }
  begin();
  const result = await ask("POST", `/api/v1/tickets/${ticket}/${verb}`, request);
  if (signedOut(result)) return;
  if (result?.ok) {
    say("info", words.done.replace("{number}", number));
    await lookAt(number);
    found.focus();
  } else {
    say("error", result?.answer?.message ?? (result ? words.failed : words.notSent));
    await show();
  }
}

/** Takes in a paper whose kiosk has not told of its number. */
async function admit(form) {
  const number = form.dataset.admit;
  const time = new FormData(form).get("time");
  const now = moment().now;
  const request = { number };
  if (time) request.arrived_at = `${now.slice(0, 10)}T${time}:00${/([+-]\d\d:\d\d)$/.exec(now)?.[1] ?? "Z"}`;
  begin();
  const result = await ask("POST", "/api/v1/tickets/admit", request);
  if (signedOut(result)) return;
  if (result?.ok) {
    say("info", words.done.replace("{number}", number));
    await lookAt(number);
    found.focus();
  } else {
    say("error", result?.answer?.message ?? (result ? words.failed : words.notSent));
    await show();
  }
}

async function one(task) {
  if (busy) return;
  setBusy(true);
  try {
    await task();
  } finally {
    setBusy(false);
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form === issueForm) {
    event.preventDefault();
    one(issue);
  } else if (form === lookUpForm) {
    event.preventDefault();
    const field = form.elements.number;
    const number = field.value.trim().toUpperCase();
    begin();
    // The next number is written over this one.
    if (number) one(() => lookAt(number)).then(() => field.select());
    else say("info", words.writeNumber);
  } else if (form.dataset.admit) {
    event.preventDefault();
    one(() => admit(form));
  } else if (form.dataset.ticket) {
    event.preventDefault();
    one(() => change(form));
  }
});

// The procedure tells its service; another service has other procedures.
issueForm.elements.procedure.addEventListener("change", ({ target }) => {
  const service = target.selectedOptions[0]?.closest("optgroup")?.dataset.service;
  if (service) issueForm.elements.service.value = service;
});
issueForm.elements.service.addEventListener("change", ({ target }) => {
  const procedure = issueForm.elements.procedure;
  const service = procedure.selectedOptions[0]?.closest("optgroup")?.dataset.service;
  if (service && service !== target.value) procedure.value = "";
});
issueForm.addEventListener("input", begin);
lookUpForm.elements.number.addEventListener("focus", ({ target }) => target.select());
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (link.dataset.lookUp) {
    event.preventDefault();
    begin();
    one(() => lookAt(link.dataset.lookUp)).then(() => found.focus());
  } else if (link.id === "found-paper") {
    rememberPrinter("here");
    // The first paper of a number that was just given comes without another question.
    if (found.dataset.given) link.hash = "print";
  }
});
document.addEventListener("page-refreshed", offerPrinter);
window.addEventListener("popstate", () => show().then(markLookUp));
markLookUp();
