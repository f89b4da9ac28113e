/* What a text may name, found while it is typed: after `[[` a page, after `[^` a source.

   The text keeps the focus, and tells by aria-activedescendant which option is the current one. A
   text of many lines may not have the role of a combobox, so what was found is announced. */

import { announce } from "./announce.js";
import { literal } from "./markdown.js";
import { placeOf, write } from "./typing.js";

const REST = 150; // milliseconds
const TYPED = /\[([[^])([^[\]\n]{0,80})$/;
const KINDS = {
  "[": {
    what: "pages",
    ask: "Type part of a name or title.",
    text: ({ name, url }) => `[${literal(name)}](${url})`,
    closes: "]]",
  },
  "^": {
    what: "sources",
    ask: "No sources yet.",
    text: ({ key }) => `[^${key}]`,
    closes: "]",
  },
};

const popup = document.createElement("div");
popup.className = "suggestions";
popup.popover = "manual";
popup.innerHTML = '<ul id="suggestions" role="listbox" aria-label="Suggestions"></ul><p></p>';
const [list, note] = popup.children;
document.body.append(popup);

let area = null; // the text that the popup belongs to, while it is open
let typed = null; // what is typed: its kind, where it starts and ends, its term
let dismissed = -1; // where Escape was pressed: nothing is offered there again
let call = null;
let timer = 0;

/* Opens, changes or closes the popup by what stands before the caret. */
function follow(text, canCite) {
  const { selectionStart: caret, selectionEnd } = text;
  const found = caret === selectionEnd && text.value.slice(0, caret).match(TYPED);
  if (!found || (found[1] === "^" && !canCite)) {
    dismissed = -1;
    return close();
  }
  const start = caret - found[0].length;
  if (start === dismissed) return;
  const isSame = area === text && typed?.start === start && typed.term === found[2].trim();
  typed = { kind: KINDS[found[1]], start, end: caret, term: found[2].trim() };
  if (isSame) return;
  area = text;
  clearTimeout(timer);
  timer = setTimeout(ask, popup.matches(":popover-open") ? REST : 0);
}

async function ask() {
  const { kind, term } = typed;
  call?.abort();
  call = new AbortController();
  try {
    const url = document.getElementById("prose-bar").dataset[kind.what];
    const answer = await fetch(`${url}?q=${encodeURIComponent(term)}`, { signal: call.signal });
    if (answer.redirected || answer.status === 403) {
      show([], "You have been logged out. Log in in another tab, then continue here: nothing is lost.");
    } else if (!answer.ok) {
      show([], "Search is not available right now.");
    } else {
      const { results, add } = await answer.json();
      const isNone = term ? `No results for “${term}”.` : kind.ask;
      show([...results, ...(add ? [addition(add, term)] : [])], results.length ? "" : isNone);
    }
  } catch (error) {
    if (error.name !== "AbortError") show([], "The server cannot be reached.");
  }
}

/* A way to add what is missing, in a tab of its own: what is typed here stays. */
function addition(url, term) {
  const field = /^[a-z0-9]+([-_][a-z0-9]+)+$/.test(term) ? "key" : "title";
  const fields = term ? `?${field}=${encodeURIComponent(term)}` : "";
  return { name: "Add a source", hint: "in a new tab", opens: url + fields };
}

function show(results, words) {
  if (!area || document.activeElement !== area) return close();
  list.replaceChildren(...results.map((result) => option(result, results)));
  list.hidden = !results.length;
  note.textContent = words;
  note.hidden = !words;
  const found = results.filter((result) => !result.opens).length;
  popup.showPopover();
  position();
  area.setAttribute("aria-autocomplete", "list");
  area.setAttribute("aria-controls", list.id);
  activate(list.firstElementChild);
  announce(words || `${found} found. Press Enter to choose the first.`);
}

function option(result, results) {
  const item = document.createElement("li");
  item.role = "option";
  item.id = `suggestion-${results.indexOf(result)}`;
  item.result = result;
  const isTwin = (other) => other.name === result.name && other.hint === result.hint;
  const hint = result.url && results.filter(isTwin).length > 1 ? result.url : result.hint;
  item.append(part("name", result.name), part("hint", hint));
  if (result.is_draft) item.append(part("draft", "draft"));
  if (result.opens) item.classList.add("adds");
  return item;
}

function part(name, text) {
  const span = document.createElement("span");
  span.className = name;
  span.textContent = text;
  return span;
}

function activate(item) {
  for (const each of list.children) each.setAttribute("aria-selected", each === item);
  if (item) area.setAttribute("aria-activedescendant", item.id);
  else area.removeAttribute("aria-activedescendant");
  item?.scrollIntoView({ block: "nearest" });
}

function position() {
  const { left, top, bottom } = placeOf(area, typed.start);
  const { offsetWidth: width, offsetHeight: height } = popup;
  const hasRoom = bottom + height + 8 < innerHeight || top < height + 8;
  popup.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
  popup.style.top = `${hasRoom ? bottom + 4 : top - height - 4}px`;
}

function take(item) {
  const { start, end, kind } = typed;
  const text = area;
  close();
  if (item.result.opens) {
    dismissed = start;
    return open(item.result.opens, "_blank", "noopener");
  }
  // Brackets that were closed already go with what stood between them.
  const rest = text.value.slice(end);
  const to = end + (rest.startsWith(kind.closes) ? kind.closes.length : 0);
  write(text, { from: start, to, text: kind.text(item.result) });
}

function close() {
  clearTimeout(timer);
  call?.abort();
  if (!area) return;
  for (const name of ["aria-autocomplete", "aria-controls", "aria-activedescendant"]) {
    area.removeAttribute(name);
  }
  if (popup.matches(":popover-open")) popup.hidePopover();
  area = typed = null;
}

/* Takes the keys that are for the popup; says whether one was. */
function takesKey(event) {
  if (!area || !popup.matches(":popover-open") || event.isComposing) return false;
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return false;
  const items = [...list.children];
  const at = items.findIndex((item) => item.ariaSelected === "true");
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  if (event.key in steps && items.length) {
    activate(items.at((at + steps[event.key]) % items.length));
  } else if (event.key === "Escape") {
    dismissed = typed.start;
    close();
  } else if (["Enter", "Tab"].includes(event.key) && at >= 0) {
    take(items[at]);
  } else {
    return false;
  }
  event.preventDefault();
  return true;
}

// The text keeps the focus, and the popup its place above it.
popup.addEventListener("pointerdown", (event) => event.preventDefault());
popup.addEventListener("mousedown", (event) => event.preventDefault());
popup.addEventListener("click", ({ target }) => {
  const item = target.closest("[role=option]");
  if (item) take(item);
});
function keepPlace() {
  if (popup.matches(":popover-open")) position();
}
addEventListener("scroll", keepPlace, { capture: true, passive: true });
addEventListener("resize", keepPlace);

export { close, follow, takesKey };
