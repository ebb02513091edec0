// Keys of the pages about a declaration, and the print dialog of its papers.

function keyOf(event) {
  // An input method for Vietnamese may hide the letter; the place of the key tells then.
  const place = /^Key([A-Z])$/.exec(event.code)?.[1];
  return (place ?? event.key).toLowerCase();
}

document.addEventListener("keydown", (event) => {
  if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  const target = event.target instanceof Element ? event.target : document.body;
  const key = keyOf(event);
  // Escape leaves a field; letters belong to it.
  if (key !== "escape" && target.closest("input, select, textarea")) return;
  const control = document.querySelector(`a[data-key~="${CSS.escape(key)}"], button[data-key~="${CSS.escape(key)}"]`);
  if (!control) return;
  event.preventDefault();
  control.click();
});

document.querySelector("[data-print]")?.addEventListener("click", () => window.print());

// `#print` asks for the paper at once; the mark goes first, so that nothing prints it again.
if (location.hash === "#print" && document.querySelector("[data-print]")) {
  history.replaceState(null, "", location.pathname);
  document.fonts.ready.then(() => window.print());
}

// The communes belong to the province that is chosen.
const province = document.querySelector("select[name=province]");
province?.addEventListener("change", async () => {
  const list = document.getElementById("wards");
  list.replaceChildren();
  const response = await fetch(`/desk/wards/${encodeURIComponent(province.value)}`);
  if (!response.ok) return;
  for (const name of await response.json()) {
    const option = document.createElement("option");
    option.value = name;
    list.append(option);
  }
});
