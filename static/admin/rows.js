/* The rows of a page: another order without dragging, by keys at a row's handle or by the buttons
   that the handle opens; and a new row taken away. */

import { announce } from "./announce.js";
import { isAlt } from "./keys.js";

const menu = document.createElement("div");
menu.className = "row-moves";
menu.popover = "auto";
menu.role = "group";
const MOVES = [
  ["To the top", "keyboard_double_arrow_up", -Infinity],
  ["Up", "keyboard_arrow_up", -1],
  ["Down", "keyboard_arrow_down", 1],
  ["To the end", "keyboard_double_arrow_down", Infinity],
];
menu.append(...MOVES.map(moveButton));
document.body.append(menu);

let handle = null; // the one whose buttons are open

function moveButton([name, icon, step]) {
  const button = document.createElement("button");
  button.type = "button";
  button.ariaLabel = button.title = name;
  const sign = document.createElement("span");
  sign.className = "material-symbols-outlined";
  sign.ariaHidden = "true";
  sign.textContent = icon;
  button.append(sign);
  button.addEventListener("click", () => {
    move(handle, step);
    place();
    button.focus();
  });
  return button;
}

/* Moves a row by so many places among those that are saved; positions follow as after a drag. */
function move(handle, step) {
  const row = handle.closest(".form-group");
  const formset = row.parentElement;
  const rows = [...formset.querySelectorAll(":scope > .form-group.original")];
  const at = rows.indexOf(row);
  const to = Math.max(0, Math.min(rows.length - 1, at + step));
  if (to < at) rows[to].before(row);
  if (to > at) rows[to].after(row);
  // What leaves its place in the page loses the focus.
  handle.focus();
  row.scrollIntoView({ block: "nearest" });
  if (to !== at) window.sortRecords({ from: formset });
  announce(`${handle.ariaLabel.replace(/^Move /, "")}: ${to + 1} of ${rows.length}`);
}

function openMenu(at) {
  handle = at;
  menu.ariaLabel = at.ariaLabel;
  menu.showPopover();
  place();
  menu.querySelector("[title=Up]").focus();
}

function place() {
  const { left, bottom } = handle.getBoundingClientRect();
  menu.style.left = `${left}px`;
  menu.style.top = `${Math.min(bottom + 4, innerHeight - menu.offsetHeight - 8)}px`;
}

menu.addEventListener("toggle", ({ newState }) => {
  handle?.setAttribute("aria-expanded", newState === "open");
  if (newState === "closed" && menu.contains(document.activeElement)) handle?.focus();
});

document.addEventListener("click", ({ target }) => {
  const at = target.closest?.(".row-handle[role=button]");
  if (at) openMenu(at);
});

document.addEventListener("keydown", (event) => {
  const at = event.target.closest?.(".row-handle[role=button]");
  if (!at) return;
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (step && isAlt(event)) move(at, step);
  else if (event.key === "Enter" || event.key === " ") openMenu(at);
  else return;
  event.preventDefault();
});

/* Takes a new row away. The interface would write those behind it anew for their numbers, and lose
   what was typed there: here they get their numbers and stay as they are. */
function remove(row) {
  const formset = row.parentElement;
  const { prefix } = JSON.parse(formset.dataset.inlineFormset).options;
  const rows = [...formset.querySelectorAll(":scope > .form-group:not(.empty-form)")];
  const at = rows.indexOf(row);
  const total = row.closest(".formset-wrapper").querySelector("input[name$='-TOTAL_FORMS']");
  row.remove();
  for (const [index, each] of rows.slice(at + 1).entries()) {
    renumber(each, `${prefix}-${at + index}`);
  }
  total.value = rows.length - 1;
  const adding = formset.querySelector(".add-row");
  adding.classList.remove("hidden");
  window.updateStackedCounter(formset);
  window.applyLastClass(formset);
  window.checkFormsetEmpty(formset);
  const detail = { formsetName: prefix };
  document.dispatchEvent(new CustomEvent("formset:removed", { detail }));
  adding.focus();
  announce("The new row was removed.");
}

/* Gives each name and reference in a row, such as `credits-3-role`, the number of its place. */
function renumber(row, numbered) {
  const old = new RegExp(`${numbered.replace(/\d+$/, "\\d+")}(?=-)`, "g");
  for (const element of row.querySelectorAll("*")) {
    for (const name of ["id", "name", "for", "data-id", "aria-controls", "aria-labelledby"]) {
      const value = element.getAttribute(name);
      if (value) element.setAttribute(name, value.replace(old, numbered));
    }
  }
}

document.addEventListener(
  "click",
  (event) => {
    const button = event.target.closest?.(".delete-template");
    if (!button) return;
    event.stopImmediatePropagation();
    remove(button.closest(".form-group"));
  },
  { capture: true },
);
