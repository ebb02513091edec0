// Prints the ticket that the page shows, after the server knows that one more paper is about.

import { ask } from "./command.js";

const tools = document.getElementById("paper-tools");
const problem = document.getElementById("paper-problem");
const button = document.getElementById("print");

const back = document.querySelector(".paper-tools a");

async function print() {
  if (button.getAttribute("aria-disabled") === "true") return;
  button.setAttribute("aria-disabled", "true");
  problem.hidden = true;
  const result = await ask("POST", `/api/v1/tickets/${tools.dataset.ticket}/reprint`, {});
  if (result?.ok) {
    window.print();
    // The next paper of this number is a copy, and says so.
    history.replaceState(null, "", "#printed");
    location.reload();
    return;
  }
  button.removeAttribute("aria-disabled");
  problem.textContent = result?.answer?.message ?? tools.dataset.failed;
  problem.hidden = false;
}

button.addEventListener("click", (event) => { if (event.detail <= 1) print(); });
// `#print` asks for the paper at once; the mark goes first, so that nothing prints it again.
if (location.hash === "#print") {
  history.replaceState(null, "", location.pathname);
  print();
} else {
  (location.hash === "#printed" ? back : button).focus();
}
