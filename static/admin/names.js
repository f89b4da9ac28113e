/* Names for what the library draws without: in forms, lists and their filters. */

/* The box that stands for a list is named by the list's label, and by what is chosen. */
function nameBox(box) {
  const select = box.closest(".select2").previousElementSibling;
  const label = select?.labels?.[0];
  if (!label) return;
  label.id ||= `${select.id}-label`;
  const chosen = box.querySelector(".select2-selection__rendered");
  const search = box.querySelector(".select2-search__field");
  box.setAttribute("aria-labelledby", `${label.id} ${chosen.id}`);
  (search ?? chosen).setAttribute("aria-labelledby", label.id);
}

function nameBoxes(part) {
  part.querySelectorAll(".select2-selection").forEach(nameBox);
}

window.addEventListener("load", () => setTimeout(() => nameBoxes(document)));
document.addEventListener("formset:added", ({ target }) => setTimeout(() => nameBoxes(target)));

/* What a reader of a screen reader goes to: the library draws these without a name. */
document.getElementById("main")?.setAttribute("role", "main");
for (const [id, name] of [["tabs-items", "Parts of the page"], ["tabs-dropdown", "More parts of the page"], ["nav-sidebar-inner", "Site"]]) {
  document.getElementById(id)?.setAttribute("aria-label", name);
}
for (const head of document.querySelectorAll(".tabular thead th:last-child:not([class*=column-])")) {
  head.innerHTML = '<span class="sr-only">Delete</span>';
}

/* A time has two boxes and one label. */
for (const box of document.querySelectorAll(".vDateField, .vTimeField")) {
  const label = box.closest(".field-line")?.querySelector("label")?.textContent.trim() ?? "";
  box.setAttribute("aria-label", `${label} ${box.placeholder.toLowerCase()}`.trim());
}
