/* Pictures in a form: the one that is chosen is shown, and a chosen file is not lost. */

import { leadTo } from "./tabs.js";
import { fieldsOf, tryOut } from "./typed.js";

const SHOWN = document.querySelector("script[data-shown]").dataset.shown;
const form = document.querySelector("#content-main > form");

/* The preview is in the same row of a table, or in the next line. */
function previewOf(field) {
  return (field.closest("tr") ?? nextLine(field))?.querySelector(".readonly");
}

function nextLine(field) {
  return field.closest(".field-line")?.nextElementSibling ?? field.closest(".field-row")?.nextElementSibling;
}

async function show(select) {
  const place = previewOf(select);
  if (!place) return;
  const answer = await fetch(`${SHOWN}?id=${encodeURIComponent(select.value)}`);
  if (answer.ok && !answer.redirected) place.innerHTML = await answer.text();
}

// The library's lists tell of a choice by jQuery alone.
window.addEventListener("load", () => {
  django.jQuery(document).on("change", "[data-model-ref=picture] select", (event) => show(event.target));
});

/* A file that is not sent yet. */
function showFile({ target }) {
  const [file] = target.type === "file" ? target.files : [];
  if (!file?.type.startsWith("image/")) return;
  const picture = Object.assign(new Image(), { src: URL.createObjectURL(file), alt: file.name });
  picture.className = "picture-preview";
  previewOf(target)?.replaceChildren(picture);
}

form?.addEventListener("change", showFile);

/* A page that comes back with mistakes comes without the chosen file: look for them first. */
let isTried = false;

async function tryBeforeSending(event) {
  const files = [...form.querySelectorAll("input[type=file]")].filter((input) => input.files.length);
  if (isTried || !files.length || event.submitter?.formTarget === "_blank") return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const { problems, trouble } = await tryOut(new URL("findings/", location.origin + location.pathname), fieldsOf(form));
  if (trouble) return tell([{ dataset: { problem: trouble } }]);
  const told = [...(problems?.querySelectorAll("li") ?? [])];
  // The file itself stays here, and is missing in what is tried.
  const mistakes = told.filter((problem) => !files.some((input) => input.id === problem.dataset.field));
  tell(mistakes);
  if (mistakes.length) return;
  isTried = true;
  form.requestSubmit(event.submitter);
}

/* Puts each mistake below its field, and those of no field on top. */
function tell(mistakes) {
  for (const old of form.querySelectorAll(".problem")) old.remove();
  const fields = mistakes.map((mistake) => {
    const field = document.getElementById(mistake.dataset.field);
    const words = document.createElement("p");
    words.className = "problem";
    words.textContent = mistake.dataset.problem;
    words.id = `${mistake.dataset.field || "form"}-problem`;
    if (!field) {
      form.prepend(words);
      return words;
    }
    (field.closest(".grow") ?? field.parentElement).append(words);
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", words.id);
    field.addEventListener("input", () => field.removeAttribute("aria-invalid"), { once: true });
    return field;
  });
  if (fields.length) leadTo(fields[0]);
}

form?.addEventListener("submit", tryBeforeSending, { capture: true });
