// "I am coming": tells the kiosk where somebody wants help that a person is on the way.

import { ask } from "./command.js";
import { show } from "./live.js";

let busy = false;

document.addEventListener("submit", async (event) => {
  const device = event.target.dataset.help;
  if (!device) return;
  event.preventDefault();
  if (busy) return;
  busy = true;
  try {
    // Whatever the answer is, the page shows what holds now: the call may be over, or somebody was quicker.
    await ask("POST", `/api/v1/help/${encodeURIComponent(device)}/answer`, {});
    await show();
  } finally {
    busy = false;
  }
});
