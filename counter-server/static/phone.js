// The ticket on a phone: looks again every few seconds while somebody looks at it, and says when it cannot.

import { clockTime, moment, refresh } from "./region.js";

const stale = document.getElementById("stale");
let freshAt = Date.now();
let timer = 0;
let state = moment().state;

function told() {
  if (moment().state === state) return;
  state = moment().state;
  if (state === "called") navigator.vibrate?.([400, 150, 400, 150, 400]);
}

async function look() {
  clearTimeout(timer);
  if (document.hidden) return;
  try {
    await refresh();
    freshAt = Date.now();
    stale.textContent = "";
    told();
  } catch {
    stale.textContent = stale.dataset.text.replace("{time}", clockTime(freshAt));
  }
  const seconds = Number(moment().pollSeconds);
  clearTimeout(timer);
  if (seconds > 0) timer = setTimeout(look, seconds * 1000);
}

document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
window.addEventListener("online", look);
window.addEventListener("pageshow", (event) => { if (event.persisted) look(); });
if (Number(moment().pollSeconds) > 0) timer = setTimeout(look, Number(moment().pollSeconds) * 1000);
