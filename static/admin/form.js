/* The form as an editor meets it: its mistakes first, and names for what the library draws. */

import { leadTo } from "./tabs.js";

/* A form that came back opens where its first mistake is: in a field, or in a row as a whole. */
function firstMistake() {
  const place = document.querySelector("#content-main > form :is([aria-invalid=true], .inline-tabular, .inline-stacked)");
  if (!place || place.matches("[aria-invalid]")) return place;
  return place.parentElement.querySelector("select, textarea, input:not([type=hidden], [type=checkbox])");
}

window.addEventListener("load", () => {
  const mistake = firstMistake();
  if (mistake) leadTo(mistake);
});

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

/* A letter typed at the box of a list opens it and is searched for, as in a list of the browser. */
document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (!target.matches?.(".select2-selection--single") || !/^[\p{L}\p{N}]$/u.test(key)) return;
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  // The library gives the focus to its search field at once, so that the letter is typed there.
  django.jQuery(target.closest(".select2").previousElementSibling).select2("open");
});

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
