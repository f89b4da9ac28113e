// Theme as the reader chose, kept in this browser; without a choice, as the system says.
const root = document.documentElement;

function chosen() {
  try {
    return localStorage.getItem("theme") ?? "";
  } catch {
    return "";
  }
}

function show() {
  const theme = chosen();
  if (theme) root.dataset.theme = theme;
  else delete root.dataset.theme;
  for (const choice of document.querySelectorAll(".theme select")) choice.value = theme;
}

function choose(theme) {
  try {
    if (theme) localStorage.setItem("theme", theme);
    else localStorage.removeItem("theme");
  } catch {
    // Nothing can be kept here: the choice holds for this page.
    root.dataset.theme = theme;
    return;
  }
  show();
}

show();
for (const form of document.querySelectorAll(".theme")) {
  form.hidden = false;
  form.addEventListener("change", (event) => choose(event.target.value));
}
// Another tab's choice, and a page that comes back from the back/forward cache.
addEventListener("storage", show);
addEventListener("pageshow", show);
