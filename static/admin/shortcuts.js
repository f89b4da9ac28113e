/* The keys of a form, and the list of all keys.

   A browser's own keys stay its own, but for saving a page: the form is saved instead. */

import { announce } from "./announce.js";
import { isAlt, isCommand, keyName } from "./keys.js";

const form = document.querySelector("body.change-form #content-main > form");
const dialog = document.getElementById("shortcuts");
const PATIENCE = 5000; // milliseconds
let isSaving = false;

const COMMANDS = [
  [(event) => isCommand(event) && event.key.toLowerCase() === "s", () => save("_continue")],
  [(event) => isCommand(event) && event.key === "Enter", () => save("_save")],
  [(event) => isCommand(event, { shift: true }) && event.key === "Enter", publish],
  [(event) => isAlt(event) && event.code === "KeyN", addRow],
  [(event) => isAlt(event) && event.key === "PageDown", () => turn(1)],
  [(event) => isAlt(event) && event.key === "PageUp", () => turn(-1)],
];

/* Saves by a button of the form: once, however often the keys are pressed. */
function save(name) {
  const button = form.elements[name] ?? form.elements._save;
  if (button && !isSaving) button.click();
}

function publish() {
  const status = form.elements.status;
  if (![...(status?.options ?? [])].some(({ value }) => value === "published")) return;
  status.value = "published";
  status.dispatchEvent(new Event("change", { bubbles: true }));
  save("_save");
}

const FIELDS = "input:not([type=hidden]), textarea, select, .select2-selection, .add-row";

function focusIn(part) {
  const fields = [...part.querySelectorAll(FIELDS)];
  fields.find((field) => field.checkVisibility() && field.tabIndex >= 0)?.focus();
}

function inlines() {
  return [...form.querySelectorAll("[data-inline-type]")];
}

/* Adds a row where the focus is, or else to what is shown, and goes to its first field. */
function addRow() {
  const at = document.activeElement.closest("[data-inline-type]");
  const group = at ?? inlines().find((inline) => inline.checkVisibility());
  const adding = group?.querySelector(".add-row:not(.hidden)");
  if (!adding) return;
  adding.click();
  const rows = group.querySelectorAll(".form-group.template:not(.empty-form)");
  requestAnimationFrame(() => focusIn([...rows].at(-1)));
}

/* Opens the next tab, or the one before, and goes to its first field. */
function turn(step) {
  const tabs = [...document.querySelectorAll("#tabs-wrapper a")];
  const links = new Map(tabs.map((link) => [link.hash, link]));
  const groups = new Map(inlines().map((group) => [`#${group.id.replace(/-group$/, "")}`, group]));
  const order = ["#general", ...groups.keys()].filter((hash) => links.has(hash));
  if (!order.length) return;
  const at = order.findIndex((hash) => links.get(hash).classList.contains("active"));
  const hash = order.at((at + step) % order.length);
  links.get(hash).click();
  announce(links.get(hash).textContent.trim().replace(/\s+/g, " "));
  // What is hidden takes no focus, and the tab scrolls to its beginning first.
  setTimeout(() => focusIn(groups.get(hash) ?? form), 50);
}

function openShortcuts() {
  if (!dialog.open) dialog.showModal();
}

/* The keys of another form on the page, such as the one that dismisses a finding, are its own. */
function isElsewhere({ target }) {
  const own = target.form ?? target.closest?.("form");
  return Boolean(own && own !== form);
}

function isTyping(target) {
  return target.matches?.("input, textarea, select, [contenteditable], [role=combobox]");
}

document.addEventListener("keydown", (event) => {
  if (event.key === "?" && !isTyping(event.target)) {
    event.stopPropagation();
    event.preventDefault();
    return openShortcuts();
  }
  if (!form || dialog.open || isElsewhere(event)) return;
  const command = COMMANDS.find(([isPressed]) => isPressed(event));
  if (command) {
    event.preventDefault();
    command[1]();
  } else if (isLetter(event) && form.contains(event.target)) {
    // The interface takes single letters for commands, and would leave the form at a "c" that
    // chooses in a list.
    event.stopPropagation();
  }
});

function isLetter({ key, ctrlKey, metaKey }) {
  return key.length === 1 && !ctrlKey && !metaKey;
}

// Behind all others who may refuse: and who stops a page that is slow to come may save again.
addEventListener("submit", ({ target, submitter, defaultPrevented }) => {
  if (target !== form || defaultPrevented || submitter?.formTarget === "_blank") return;
  isSaving = true;
  setTimeout(() => (isSaving = false), PATIENCE);
});
// Back in the browser shows the form as it was left.
addEventListener("pageshow", () => (isSaving = false));

for (const opener of document.querySelectorAll("[data-opens=shortcuts]")) {
  opener.addEventListener("click", openShortcuts);
}
for (const key of dialog.querySelectorAll("kbd")) key.textContent = keyName(key.textContent);
