// What a reader has not seen stays folded. How far they are is kept in this browser and sent
// nowhere: "seen:lost-bullet" holds 2 where they have seen the first two films.
const KEY = "seen:";
const ANSWERS = ".seen [data-franchise]";
const kept = new Map();

function seen(franchise) {
  if (kept.has(franchise)) return kept.get(franchise);
  try {
    return localStorage.getItem(KEY + franchise);
  } catch {
    return null;
  }
}

function remember(franchise, number) {
  try {
    if (number) localStorage.setItem(KEY + franchise, number);
    else localStorage.removeItem(KEY + franchise);
    kept.delete(franchise);
  } catch {
    // It holds for this page.
    kept.set(franchise, number || null);
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

// Whether another answer than the page shows was given since.
function hasChanged() {
  const answers = [...document.querySelectorAll(ANSWERS)];
  return answers.some(({ value, dataset }) => value !== (seen(dataset.franchise) ?? ""));
}

function show(isChanged) {
  for (const answer of document.querySelectorAll(ANSWERS)) {
    answer.value = seen(answer.dataset.franchise) ?? "";
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
// Said on another page: of a page that comes back from the browser's memory, maybe meanwhile.
addEventListener("storage", ({ key }) => (key === null || key.startsWith(KEY)) && show(true));
addEventListener("pageshow", ({ persisted }) => persisted && show(hasChanged()));
