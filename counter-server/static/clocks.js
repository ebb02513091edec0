// Lets the clocks of a page tick, by the server's time: `data-clock-since` counts minutes and seconds,
// `data-minutes-since` counts minutes in words, `data-countdown-until` counts the seconds that are left and
// says so once when none is.

import { serverNow } from "./region.js";

const words = document.getElementById("words").dataset;

function two(figure) {
  return String(figure).padStart(2, "0");
}

function clock(seconds) {
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return hours ? `${hours}:${rest}` : rest;
}

function inWords(seconds) {
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1) return words.underMinute;
  if (minutes < 60) return words.minutes.replace("{minutes}", minutes);
  return words.hours.replace("{hours}", Math.floor(minutes / 60)).replace("{minutes}", minutes % 60);
}

function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

let ended = ""; // The countdown whose end was told.

function tick() {
  const now = serverNow();
  const since = (at) => Math.max(0, Math.floor((now - Date.parse(at)) / 1000));
  for (const element of document.querySelectorAll("[data-clock-since]")) {
    put(element, clock(since(element.dataset.clockSince)));
  }
  for (const element of document.querySelectorAll("[data-minutes-since]")) {
    put(element, inWords(since(element.dataset.minutesSince)));
  }
  for (const element of document.querySelectorAll("[data-countdown-until]")) {
    const left = Math.max(0, Math.ceil((Date.parse(element.dataset.countdownUntil) - now) / 1000));
    put(element, String(left));
    if (left === 0 && element.dataset.countdownUntil !== ended) {
      ended = element.dataset.countdownUntil;
      document.dispatchEvent(new CustomEvent("countdown-ended"));
    }
  }
}

document.addEventListener("page-refreshed", tick);
setInterval(tick, 1000);
