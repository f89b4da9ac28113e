/* What is to mend on a page: follows what is typed into its form, and leads to each field that a
   finding names, whichever tab it is in.

   The URL ends in #id_poster, a field of the page; in #plot_sections, an inline; or in
   #credits/42/character, a field of the row of an inline that has this key. */

import { leadTo, openTab, whenShown } from "./tabs.js";
import { fieldsOf, tryOut, whenAtRest } from "./typed.js";

const TICK = 900;

const FIELD = /^id_[\w-]+$/;
const PART = /^([a-z_]+)\/(\d+)\/([a-z_]+)$/;

function fieldOf(fragment) {
  if (FIELD.test(fragment)) return document.getElementById(fragment);
  const [, inline, key, field] = fragment.match(PART) ?? [];
  if (!inline) return null;
  const keys = document.querySelectorAll(`#${inline}-group input[type="hidden"][name$="-id"]`);
  const row = [...keys].find((input) => input.value === key);
  return row && document.getElementById(row.id.replace(/-id$/, `-${field}`));
}

function showPlace() {
  const fragment = decodeURIComponent(location.hash.slice(1));
  if (fragment === "findings") {
    document.querySelector(".findings-list")?.setAttribute("open", "");
    return;
  }
  if (/^[a-z_]+$/.test(fragment) && document.getElementById(`${fragment}-group`)) {
    openTab(fragment);
    whenShown(() => document.getElementById(`${fragment}-group`).scrollIntoView());
    return;
  }
  const field = fieldOf(fragment);
  if (field) leadTo(field);
}

window.addEventListener("hashchange", showPlace);
window.addEventListener("load", showPlace);

/* A link to the place where one is already changes no URL, and leads there all the same. */
document.addEventListener("click", (event) => {
  const link = event.target.closest(".findings a[href^='#']");
  if (link && link.hash === location.hash) showPlace();
});

/* After an answer the panel is a new one: keep the reader of a screen reader in it. */
document.addEventListener("htmx:afterSwap", (event) => {
  const panel = document.getElementById("findings");
  if (event.detail.target?.id !== "findings" || !panel) return;
  panel.querySelector(".findings-list")?.setAttribute("open", "");
  panel.focus({ preventScroll: true });
  shown = "";
});

/* As one types */

const form = document.getElementById(document.getElementById("findings")?.dataset.form);
// What the panel is of: the form as it was opened, or as it was sent last. A form that came back
// with mistakes holds more than what is saved.
let shown = form?.querySelector("[aria-invalid=true]") ? "" : form && fieldsOf(form).toString();
let running = null;

const said = document.createElement("p");
said.className = "sr-only";
said.role = "status";
document.getElementById("findings")?.after(said);
if (form) whenAtRest(form, TICK, follow);

function follow(fields, text) {
  if (text === shown || isBeingRead()) return;
  shown = text;
  refresh(fields);
}

/* An editor who is in the panel, such as to dismiss a finding, reads and writes on in peace. */
function isBeingRead() {
  return document.getElementById("findings").contains(document.activeElement);
}

async function refresh(fields) {
  running?.abort();
  running = new AbortController();
  const panel = document.getElementById("findings");
  const { html, problems, trouble } = await tryOut(panel.dataset.url, fields, running.signal);
  if (html && isBeingRead()) shown = "";
  else if (html) replace(panel, html);
  else if (problems) state(panel, `Does not include your latest changes: ${firstOf(problems)}`);
  else if (trouble) state(panel, trouble);
}

function firstOf(problems) {
  const [first, ...others] = problems.querySelectorAll("li");
  return first ? first.textContent + (others.length ? ` And ${others.length} more.` : "") : "it has errors.";
}

function state(panel, words) {
  panel.querySelector("[data-state]").textContent = words;
}

/* The field that is typed into stays where it is on the screen, however long the panel is. */
function replace(panel, html) {
  const field = document.activeElement;
  const before = field.getBoundingClientRect().top;
  const next = new DOMParser().parseFromString(html, "text/html").getElementById("findings");
  for (const part of [".findings-list", ".findings-dismissed"]) {
    const [old, now] = [panel, next].map((each) => each.querySelector(part));
    if (old && now) now.open = old.open;
  }
  panel.replaceWith(next);
  window.htmx.process(next);
  scrollBy(0, field.getBoundingClientRect().top - before);
  const title = next.querySelector("h2").textContent;
  if (said.textContent !== title) said.textContent = title;
}
