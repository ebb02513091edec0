// Prints the ticket that the page shows, after the server knows that one more paper is about.

import { ask } from "./command.js";

const tools = document.getElementById("paper-tools");
const problem = document.getElementById("paper-problem");
const button = document.getElementById("print");

async function print() {
  if (button.getAttribute("aria-disabled") === "true") return;
  button.setAttribute("aria-disabled", "true");
  problem.hidden = true;
  const result = await ask("POST", `/api/v1/tickets/${tools.dataset.ticket}/reprint`, {});
  if (result?.ok) {
    window.print();
    // The next paper of this number is a copy, and says so.
    location.reload();
    return;
  }
  button.removeAttribute("aria-disabled");
  problem.textContent = result?.answer?.message ?? tools.dataset.failed;
  problem.hidden = false;
}

button.addEventListener("click", (event) => { if (event.detail <= 1) print(); });
