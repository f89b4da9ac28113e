// Copies the address of a preview link.
document.addEventListener("click", async ({ target }) => {
  if (!target.matches("[data-copies]")) return;
  const address = target.parentElement.querySelector("input");
  address.select();
  await navigator.clipboard.writeText(address.value);
  target.textContent = "Copied";
});
