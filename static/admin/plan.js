// The plan of an upload: select or deselect all pages at once, and no second click while it is applied.

const plan = document.querySelector("[data-plan]");
const boxes = [...plan.querySelectorAll("input[type=checkbox]")];
const all = plan.querySelector(".all");

if (all) {
  all.hidden = boxes.length < 2;
  for (const [mark, isSelected] of [["[data-select-all]", true], ["[data-deselect-all]", false]]) {
    all.querySelector(mark).addEventListener("click", () => boxes.forEach((box) => { box.checked = isSelected; }));
  }
}

// The plan that is shown is the one that is applied, so options update it at once.
const options = document.querySelector("form.options");
options?.addEventListener("change", () => options.requestSubmit());

plan.addEventListener("submit", (event) => {
  if (plan.dataset.sent) {
    event.preventDefault();
    return;
  }
  plan.dataset.sent = "yes";
  if (event.submitter?.classList.contains("main")) {
    event.submitter.textContent = "Applying …";
    event.submitter.setAttribute("aria-busy", "true");
  }
});

// When the browser goes back, the page can be submitted again.
addEventListener("pageshow", () => { delete plan.dataset.sent; });
