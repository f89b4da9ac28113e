// Where two editors changed one field: puts what the other wrote into it.
document.addEventListener("click", ({ target }) => {
  const name = target.dataset?.takes;
  if (!name) return;
  const values = target.dataset.values.split("\n");
  const [field] = document.getElementsByName(name);
  if (field.type === "checkbox") field.checked = values[0] === "on";
  else if (field.localName === "select") choose(field, values, target);
  else field.value = target.dataset.values;
  field.dispatchEvent(new Event("change", { bubbles: true }));
  field.focus();
});

// A row that the list has not loaded is named by what stands beside the button.
function choose(select, values, button) {
  for (const option of select.options) option.selected = values.includes(option.value);
  const missing = values.filter((value) => value && ![...select.options].some((o) => o.value === value));
  const name = button.closest(".conflict").querySelector(".sides span").lastChild.textContent.trim();
  for (const value of missing) select.add(new Option(name, value, true, true));
}
