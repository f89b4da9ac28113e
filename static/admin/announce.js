/* Says something to those who hear the page: once, when the reader is at leisure. */

const region = document.createElement("p");
region.className = "sr-only";
region.setAttribute("role", "status");
document.body.append(region);

function announce(words) {
  // The same words once more are no change, and would not be said.
  region.textContent = words === region.textContent ? `${words}\u00a0` : words;
}

export { announce };
