/* The dialog in which a row is added without leaving the form: it opens with its first field, it
   is closed by a button or Escape, asks before what was typed is lost, and gives the focus back. */

import { fieldsOf } from "./typed.js";

const content = document.getElementById("modal-content");
let opener = null;
let untouched = "";

const frame = () => content.querySelector("iframe");
const formInside = () => frame()?.contentDocument?.querySelector("#content-main > form");
const isOpen = () => window.Alpine.$data(document.body).openModal;

function mayClose() {
  const form = formInside();
  const isTouched = form && fieldsOf(form).toString() !== untouched;
  return !isTouched || confirm("Close without saving what you typed here?");
}

function close() {
  if (mayClose()) window.Alpine.$data(document.body).openModal = false;
}

function furnish() {
  const inside = frame().contentDocument;
  const form = formInside();
  if (!form) return;
  untouched = fieldsOf(form).toString();
  inside.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !inside.querySelector(".select2-container--open")) close();
  });
  const field = form.querySelector("[aria-invalid=true]") ?? form.querySelector("input:not([type=hidden]), textarea, select");
  focusOnceShown(inside, field);
}

/* The library shows the frame in its own time, and what is hidden takes no focus. */
function focusOnceShown(inside, field, tries = 20) {
  if (!field || !tries || inside.hasFocus()) return;
  frame()?.focus();
  field.focus();
  setTimeout(() => focusOnceShown(inside, field, tries - 1), 50);
}

function addButton() {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "dialog-close";
  button.textContent = "Close";
  button.addEventListener("click", close);
  content.prepend(button);
}

if (content) {
  new MutationObserver(() => {
    if (!frame() || content.querySelector(".dialog-close")) return;
    opener = document.getElementById(frame().name);
    frame().title = opener?.getAttribute("aria-label") ?? "";
    frame().addEventListener("load", () => setTimeout(furnish));
    addButton();
  }).observe(content, { childList: true });

  const dialog = content.parentElement;
  dialog.setAttribute("role", "dialog");
  dialog.setAttribute("aria-modal", "true");
  dialog.setAttribute("aria-label", "Add or change");

  window.addEventListener("load", () => {
    window.Alpine.effect(() => {
      if (isOpen() || !opener) return;
      const last = opener;
      opener = null;
      setTimeout(() => last.focus());
    });
  });

  // Before the library closes it, by Escape or a click beside it.
  const guard = (event) => {
    const isEscape = event.type === "keydown" && event.key === "Escape";
    const isBeside = event.type === "click" && !content.contains(event.target);
    if ((isEscape || isBeside) && isOpen() && !mayClose()) event.stopImmediatePropagation();
  };
  window.addEventListener("keydown", guard, { capture: true });
  window.addEventListener("click", guard, { capture: true });
}
