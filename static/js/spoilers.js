// What a reader has not seen stays folded. How far they are is kept in this browser and sent
// nowhere: "seen:lost-bullet" holds 2 where they have seen the first two films.
const KEY = "seen:";
const kept = new Map();

function seen(franchise) {
  try {
    return localStorage.getItem(KEY + franchise);
  } catch {
    return kept.get(franchise) ?? null;
  }
}

function remember(franchise, number) {
  kept.set(franchise, number || null);
  try {
    if (number) localStorage.setItem(KEY + franchise, number);
    else localStorage.removeItem(KEY + franchise);
  } catch {
    // It holds for this page.
  }
}

// "lost-bullet:2 cars:1": the films' numbers in their franchises.
function places(fold) {
  const places = fold.dataset.spoils.split(" ").filter(Boolean).map((place) => place.split(":"));
  return places.map(([franchise, number]) => ({ number: Number(number), seen: seen(franchise) }));
}

function isSeen({ number, seen }) {
  return seen !== null && number <= Number(seen);
}

// A premise gives nothing away to who has said nothing, and the first film's to nobody.
function isOpen(fold) {
  const all = places(fold);
  if (all.some(isSeen)) return true;
  return "premise" in fold.dataset && all.every(({ number, seen }) => seen === null || number < 2);
}

function show(isChanged) {
  for (const select of document.querySelectorAll(".seen select")) {
    select.value = seen(select.dataset.franchise) ?? "";
  }
  for (const fold of document.querySelectorAll(".spoiler")) {
    const shown = isOpen(fold);
    // What a reader opened by hand is left to them, until they say something new.
    if (shown || isChanged || "premise" in fold.dataset) fold.open = shown;
    if (!shown) fold.dataset.folded = "";
  }
}

for (const form of document.querySelectorAll(".seen")) {
  form.hidden = false;
  form.addEventListener("change", ({ target }) => {
    remember(target.dataset.franchise, target.value);
    show(true);
  });
}
show(false);
addEventListener("storage", () => show(true));
addEventListener("pageshow", (event) => event.persisted && show(true));
