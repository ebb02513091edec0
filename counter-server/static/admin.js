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

// Fields that count only while another one has certain values are hidden and not sent while it has others.
for (const field of document.querySelectorAll("[data-only-for]")) {
  const [id, ...values] = field.dataset.onlyFor.split(" ");
  const chosen = document.getElementById(id);
  const show = () => {
    field.hidden = !values.includes(chosen.value);
    for (const input of field.querySelectorAll("input, select, textarea")) input.disabled = field.hidden;
    // A group without a field has nothing to say.
    const group = field.closest(".admin-group");
    if (group) group.hidden = [...group.querySelectorAll(".admin-field")].every((one) => one.hidden);
  };
  chosen?.addEventListener("change", show);
  if (chosen) show();
}

// Uploads a picture without leaving the form, and chooses it there.
async function uploadPicture(place, input) {
  const told = place.querySelector("[role=status]");
  const body = new FormData();
  body.append("picture", input.files[0]);
  told.textContent = "…";
  const answer = await fetch(place.dataset.upload, { method: "POST", body }).catch(() => null);
  const id = answer?.ok ? new URL(answer.url).searchParams.get("picture") : null;
  input.value = "";
  if (!id) {
    const page = answer ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
    told.textContent = page?.querySelector("[data-refused]")?.textContent ?? `⚠ ${answer?.status ?? ""}`;
    return;
  }
  told.textContent = "✓";
  const choices = place.parentElement.querySelector(".picture-choices");
  let chosen = [...choices.querySelectorAll("input")].find((one) => one.value === id);
  if (!chosen) {
    const label = document.createElement("label");
    chosen = Object.assign(document.createElement("input"), { type: "radio", name: place.dataset.field, value: id });
    label.append(chosen, Object.assign(new Image(), { src: `/api/v1/pictures/${id}`, alt: "" }));
    choices.firstElementChild.after(label);
  }
  chosen.checked = true;
  chosen.scrollIntoView({ block: "nearest" });
}

for (const place of document.querySelectorAll("[data-upload]")) {
  const input = place.querySelector("input[type=file]");
  place.hidden = false;
  input.addEventListener("change", () => input.files.length && uploadPicture(place, input));
}
