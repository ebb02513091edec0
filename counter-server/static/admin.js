// Administration: adds empty rows to a form, and leads to what is wrong. Everything works without it.

const renumbered = ["id", "name", "for", "aria-describedby"];

// A copy of the last row with the next number and nothing in it.
function addRow(list) {
  const rows = list.querySelectorAll(":scope > .admin-row");
  const last = rows[rows.length - 1];
  const [from, to] = [rows.length - 1, rows.length];
  const [name, id] = [list.dataset.rows, `f-${list.dataset.rows.replaceAll(".", "-")}`];
  const row = last.cloneNode(true);
  for (const element of row.querySelectorAll("*")) {
    for (const attribute of renumbered) {
      const value = element.getAttribute(attribute);
      if (value) {
        element.setAttribute(attribute, value.replaceAll(`${name}.${from}.`, `${name}.${to}.`).replaceAll(`${id}-${from}-`, `${id}-${to}-`));
      }
    }
    if (element.matches(".field-error")) element.remove();
    if (element.type === "checkbox") element.checked = false;
    else if ("value" in element && element.matches("input, textarea")) element.value = "";
    element.removeAttribute("aria-invalid");
    element.classList.remove("has-error");
  }
  const legend = row.querySelector("legend");
  legend.textContent = legend.textContent.replace(String(from + 1), String(to + 1));
  last.after(row);
  row.querySelector("input, textarea, select").focus();
}

for (const list of document.querySelectorAll("[data-rows]")) {
  const button = list.querySelector(":scope > [data-add-row]");
  if (!button || !list.querySelector(":scope > .admin-row")) continue;
  button.hidden = false;
  button.addEventListener("click", () => addRow(list));
}

document.querySelector("[data-focus]")?.focus();

// Prevents a second sending of the same form by a double click.
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    // A download leaves the page as it is: it can be asked for again.
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 1500);
  });
}

// On a narrow screen the menu is a strip: it begins at the section that is open.
const strip = document.querySelector(".admin-menu");
const current = strip?.querySelector("[aria-current]");
if (current) strip.scrollLeft = current.offsetLeft - strip.clientWidth / 3;

// Copies what stands elsewhere on the page. `navigator.clipboard` does not exist on plain HTTP off loopback.
async function copy(button) {
  const source = document.getElementById(button.dataset.copy);
  let isCopied = false;
  try {
    await navigator.clipboard.writeText(source.textContent);
    isCopied = true;
  } catch {
    getSelection().selectAllChildren(source);
    isCopied = document.execCommand("copy");
  }
  if (isCopied) button.textContent = button.dataset.copied;
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", () => copy(button));
}
