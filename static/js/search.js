// The search of a static site, where no server answers: the words of a query are looked for in
// the index that stands beside the page, as search/query.py looks for them.
const { entries, letters } = globalThis.searchIndex;
// As many of a kind are shown until all of it are asked for.
const RESULTS_A_KIND = 6;
const MAX_WORDS = 10;

const asked = new URLSearchParams(location.search);
const query = (asked.get("q") ?? "").trim().slice(0, 200);
const words = wordsOf(query).slice(0, MAX_WORDS);
const phrase = words.join(" ");

function fold(text) {
  const spelled = (letter) => letters[letter] ?? letter.normalize("NFD").replace(/\p{M}/gu, "");
  return Array.from(text.normalize("NFC").toLowerCase(), spelled).join("");
}

function wordsOf(text) {
  return fold(text).match(/[a-z0-9]+/g) ?? [];
}

// Each word begins one of the entry's.
function isFound([, , , title, others]) {
  return words.every((word) => ` ${title} ${others}`.includes(` ${word}`));
}

// A title that is the query comes first, then one that begins with it, then one that holds it.
function rank([, , , title]) {
  if (title === phrase) return 0;
  if (title.startsWith(phrase)) return 1;
  return words.every((word) => title.includes(word)) ? 2 : 3;
}

function found(kind) {
  return entries[kind].filter(isFound).sort((one, other) => rank(one) - rank(other));
}

function copyOf(id) {
  return document.getElementById(id).content.cloneNode(true);
}

// The words found are marked, as HTML cannot be: the text is a title as it was written.
function fillMarked(element, text) {
  for (const piece of text.split(/([\p{L}\p{M}\p{N}_]+)/u)) {
    const isMarked = wordsOf(piece).some((part) => words.some((word) => part.startsWith(word)));
    const mark = document.createElement("mark");
    mark.textContent = piece;
    element.append(isMarked ? mark : piece);
  }
}

function resultOf([url, title, context, , , spoils, isPremise, language]) {
  const isPlot = spoils !== undefined;
  const result = copyOf(isPlot ? "plot" : "result");
  const link = result.querySelector("a");
  link.href = url;
  fillMarked(link, title);
  if (isPlot) {
    const fold = result.querySelector("details");
    fold.dataset.spoils = spoils;
    if (isPremise) {
      fold.dataset.premise = "";
      fold.open = true;
    }
    const film = result.querySelector("summary span");
    film.textContent = context;
    if (language) film.lang = language;
  } else if (context) {
    result.querySelector(".meta").textContent = context;
  } else {
    result.querySelector(".meta").remove();
  }
  return result;
}

function groupOf(kind, results, isWhole) {
  const group = copyOf(`kind-${kind}`);
  const shown = isWhole ? results : results.slice(0, RESULTS_A_KIND);
  group.querySelector(".number").textContent = results.length;
  group.querySelector("ol").append(...shown.map(resultOf));
  const more = group.querySelector("p > a");
  if (shown.length < results.length) {
    more.href = `?${new URLSearchParams({ q: query, in: kind })}`;
    more.querySelector("span").textContent = results.length;
  } else {
    more.parentElement.remove();
  }
  return group;
}

function show() {
  const kinds = Object.keys(entries).map((kind) => [kind, found(kind)]);
  const only = kinds.find(([kind, results]) => kind === asked.get("in") && results.length);
  const groups = only ? [only] : kinds.filter(([, results]) => results.length);
  const count = kinds.reduce((sum, [, results]) => sum + results.length, 0);
  const status = copyOf(count === 1 ? "count-one" : "count-many");
  status.querySelector("strong").textContent = count.toLocaleString(document.documentElement.lang);
  status.querySelector("q").replaceWith(query);
  document.querySelector(".search-status").append(status);
  const shown = groups.map(([kind, results]) => groupOf(kind, results, kind === only?.[0]));
  document.querySelector(".search-results").append(...shown);
  document.querySelector(".search-failed").hidden = count > 0;
  document.querySelector(".search-nothing").hidden = count > 0;
}

document.querySelector(".search-unable").hidden = true;
if (query) {
  document.querySelector("#q").value = query;
  document.title = `${query} · ${document.title}`;
  // In the other language it is the same search.
  for (const link of document.querySelectorAll(".languages a")) link.search = location.search;
  if (words.length) show();
  else document.querySelector(".search-failed").hidden = false;
}
