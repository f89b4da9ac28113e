/* The form as an editor meets it: its mistakes first, and its open tab in sight. */

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

/* Tabs for which there is no room are scrolled: to the open one, without moving the page. */
function showTab(name) {
  const tab = document.querySelector(`#tabs-items a[href="#${name}"]`);
  const strip = tab?.closest("nav");
  if (strip) strip.scrollLeft = tab.offsetLeft - (strip.clientWidth - tab.offsetWidth) / 2;
}

window.addEventListener("load", () => {
  const state = window.Alpine.$data(document.body);
  window.Alpine.effect(() => showTab(state.activeTab));
});

/* A letter typed at the box of a list opens it and is searched for, as in a list of the browser. */
document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (!target.matches?.(".select2-selection--single") || !/^[\p{L}\p{N}]$/u.test(key)) return;
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  // The library gives the focus to its search field at once, so that the letter is typed there.
  django.jQuery(target.closest(".select2").previousElementSibling).select2("open");
});
