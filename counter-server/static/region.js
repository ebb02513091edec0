// Puts what the server renders into the page: the whole page is fetched again and its regions, the elements
// with `data-live`, are replaced where they differ. The server alone knows the words and the state.

const shown = new Map();
for (const region of document.querySelectorAll("[data-live]")) {
  shown.set(region.dataset.live, region.innerHTML);
}

const ANSWER_MS = 8000;

/** Copies the attributes of a freshly rendered region, such as `data-state`. */
function copyAttributes(from, to) {
  for (const { name, value } of from.attributes) {
    if (to.getAttribute(name) !== value) to.setAttribute(name, value);
  }
}

/** Replaces one region; whoever was on a control in it stays on that control. */
function replace(region, fresh) {
  // Nobody's choice is changed under the hand: an open dialog keeps what it offers until it is closed.
  if (region.closest("dialog[open]")) return;
  copyAttributes(fresh, region);
  const html = fresh.innerHTML;
  if (shown.get(region.dataset.live) === html) return;
  shown.set(region.dataset.live, html);
  const active = document.activeElement;
  const focused = region.contains(active) ? active.id : "";
  region.replaceChildren(...fresh.childNodes);
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

/** Fetches the page and shows it. Throws when the server cannot be reached or does not show the page. */
export async function refresh() {
  const response = await fetch(location.href, {
    headers: { Accept: "text/html", "Accept-Language": document.documentElement.lang },
    cache: "no-store",
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  if (response.redirected && new URL(response.url).pathname !== location.pathname) {
    // The sign-in has ended: go where the server sends us.
    location.assign(response.url);
    return;
  }
  if (!response.ok) throw new Error(`status ${response.status}`);
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  if (!fresh.querySelector('[data-live="moment"]')) {
    // Another page stands at this address now, such as the choice of a desk.
    location.reload();
    return;
  }
  for (const region of document.querySelectorAll("[data-live]")) {
    const counterpart = fresh.querySelector(`[data-live="${region.dataset.live}"]`);
    if (counterpart) replace(region, counterpart);
  }
  document.title = fresh.title;
  document.dispatchEvent(new CustomEvent("page-refreshed"));
}

/** What the page knows of the moment that it shows, such as `seq` and `now`. */
export function moment() {
  return document.querySelector('[data-live="moment"]').dataset;
}

let ahead = 0; // How far the server's clock is ahead of this machine's, in milliseconds.
function measure() {
  ahead = Date.parse(moment().now) - Date.now();
}
measure();
document.addEventListener("page-refreshed", measure);

/** A moment of this machine's clock as hours and minutes at the center. */
export function clockTime(milliseconds) {
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(moment().now) ?? ["", "+", "0", "0"];
  const offset = (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60000;
  return new Date(milliseconds + ahead + offset).toISOString().slice(11, 16);
}

/** Milliseconds of the server's clock now. */
export function serverNow() {
  return Date.now() + ahead;
}
