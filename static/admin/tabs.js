/* The tabs of a form: opens those around a field, and leads to what stands in it. */

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

function leadTo(field) {
  openTabsAround(field);
  whenShown(() => {
    const shown = shownFor(field);
    shown.scrollIntoView({ block: "center" });
    shown.focus({ preventScroll: true });
  });
}

export { leadTo, openTab, whenShown };
