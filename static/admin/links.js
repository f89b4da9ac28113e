// Copies the URL of a preview link.
document.addEventListener("click", async ({ target }) => {
  if (!target.matches("[data-copies]")) return;
  const url = target.parentElement.querySelector("input");
  url.select();
  await navigator.clipboard.writeText(url.value);
  target.textContent = "Copied";
});
