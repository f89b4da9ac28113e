/* Leads to the field that a finding names, whichever tab of the form it is in.

   The address ends in #id_poster, a field of the page; in #plot_sections, an inline; or in
   #credits/42/character, a field of the row of an inline that has this key. */

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

function openTab(name) {
  window.Alpine.$data(document.body).activeTab = name;
}

function openTabsAround(field) {
  const group = field.closest("[data-inline-type]");
  openTab(group ? group.id.replace(/-group$/, "") : "general");
  const tab = field.closest(".tab-wrapper");
  if (!tab) return;
  const name = [...tab.classList].find((each) => each.startsWith("fieldset-"));
  window.Alpine.$data(tab).activeFieldsetTab = name.replace("fieldset-", "");
}

/* Does something once the tabs have changed: what is hidden takes no focus. */
function whenShown(act) {
  window.Alpine.nextTick(() => requestAnimationFrame(act));
}

/* What the editor sees and types into: the library hides some of the fields behind others. */
function shownFor(field) {
  const select = field.nextElementSibling;
  return select?.matches(".select2") ? select.querySelector("[tabindex]") : field;
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
  if (!field) return;
  openTabsAround(field);
  whenShown(() => {
    const shown = shownFor(field);
    shown.scrollIntoView({ block: "center" });
    shown.focus({ preventScroll: true });
  });
}

window.addEventListener("hashchange", showPlace);
window.addEventListener("load", showPlace);

/* A link to the place where one is already changes no address, and leads there all the same. */
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
});
