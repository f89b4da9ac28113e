// A filter that names one of many, such as a franchise, suggests titles as one types. Without this
// script any words of the title do.
const SUGGESTED = 8;
// Milliseconds without a key: then somebody waits for suggestions.
const PAUSE = 150;

for (const input of document.querySelectorAll("input[data-suggests]")) {
  const list = document.createElement("datalist");
  list.id = `${input.id}-suggestions`;
  input.after(list);
  input.setAttribute("list", list.id);
  input.autocomplete = "off";
  let pause;
  let asked;

  const suggest = async () => {
    asked?.abort();
    asked = new AbortController();
    const query = new URLSearchParams({
      q: input.value,
      in: input.dataset.suggests,
      page_size: SUGGESTED,
    });
    try {
      const response = await fetch(`${input.dataset.asks}?${query}`, { signal: asked.signal });
      if (!response.ok) return;
      const { results } = await response.json();
      list.replaceChildren(...results.map(({ title }) => new Option(title)));
    } catch (error) {
      // Outrun by the next key, or the site is away: the words themselves still do.
      if (!["AbortError", "TypeError"].includes(error.name)) throw error;
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(pause);
    if (input.value.trim()) pause = setTimeout(suggest, PAUSE);
  });
}
