// The plan of a file: all of its pages taken or left at once, and no second click while it is applied.

const plan = document.querySelector("[data-plan]");
const boxes = [...plan.querySelectorAll("input[type=checkbox]")];
const all = plan.querySelector(".all");

if (all) {
  all.hidden = boxes.length < 2;
  for (const [mark, taken] of [["[data-take-all]", true], ["[data-leave-all]", false]]) {
    all.querySelector(mark).addEventListener("click", () => boxes.forEach((box) => { box.checked = taken; }));
  }
}

// What is applied is the plan that stands here, so an option changes it at once.
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

// Back in the browser's history, the page is as it was left.
addEventListener("pageshow", () => { delete plan.dataset.sent; });
