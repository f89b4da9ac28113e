/* The tools of a text in Markdown: a toolbar, keys, clean pasting, suggestions, a count of words.

   All of it works on the textarea, which stays the form's field: without this it is one as any. */

import { announce } from "./announce.js";
import { ariaKeys, isCommand, keyName } from "./keys.js";
import { ADDRESS, countWords, emphasize, link, markLines } from "./markdown.js";
import { urlOf, toMarkdown } from "./paste.js";
import { close, follow, takesKey } from "./suggest.js";
import { write } from "./typing.js";

const REST = 250; // milliseconds

const TOOLS = {
  bold: ({ value, from, to }) => emphasize(value, from, to, "**"),
  italic: ({ value, from, to }) => emphasize(value, from, to, "*"),
  link: ({ value, from, to }) => link(value, from, to),
  bullets: ({ value, from, to }) => markLines(value, from, to, "-"),
  numbers: ({ value, from, to }) => markLines(value, from, to, "1."),
  quote: ({ value, from, to }) => markLines(value, from, to, ">"),
  page: ({ value, from, to }) => ({ from, to, text: `[[${value.slice(from, to)}` }),
  cite: ({ to }) => ({ from: to, to, text: "[^" }),
};
const KEYS = { b: "bold", i: "italic", k: "link" };

class ProseField extends HTMLElement {
  // A row that is added is a copy of another: what it was given there is made anew.
  connectedCallback() {
    if (this.area) return;
    this.area = this.querySelector("textarea");
    const bar = document.getElementById("prose-bar").content.cloneNode(true).firstElementChild;
    this.querySelector(".prose-bar")?.remove();
    this.append(bar);
    this.toolbar = bar.querySelector("[role=toolbar]");
    if (!("cites" in this.dataset)) this.toolbar.querySelector("[data-tool=cite]")?.remove();
    this.nameKeys();
    this.words = document.createTextNode("");
    bar.querySelector(".prose-count").append(this.words);
    this.isLong = this.count();
    this.listen();
  }

  get selection() {
    const { value, selectionStart: from, selectionEnd: to } = this.area;
    return { value, from, to };
  }

  use(tool) {
    write(this.area, TOOLS[tool](this.selection));
  }

  nameKeys() {
    for (const button of this.toolbar.querySelectorAll("[data-keys]")) {
      const keys = button.dataset.keys;
      button.title = `${button.ariaLabel ?? button.title} (${keyName(keys)})`;
      button.setAttribute("aria-keyshortcuts", ariaKeys(keys));
    }
  }

  listen() {
    this.area.addEventListener("keydown", (event) => this.press(event));
    this.area.addEventListener("paste", (event) => this.paste(event));
    this.area.addEventListener("input", (event) => this.change(event));
    this.area.addEventListener("change", () => this.recount());
    this.area.addEventListener("click", () => this.offer());
    this.area.addEventListener("keyup", ({ key }) => {
      if (/^(Arrow(Left|Right)|Home|End|Page)/.test(key)) this.offer();
    });
    this.area.addEventListener("blur", close);
    this.toolbar.addEventListener("mousedown", (event) => event.preventDefault());
    this.toolbar.addEventListener("click", ({ target }) => {
      const tool = target.closest("[data-tool]")?.dataset.tool;
      if (tool) this.use(tool);
    });
    this.toolbar.addEventListener("keydown", (event) => this.walk(event));
  }

  press(event) {
    if (takesKey(event)) return;
    this.isPlainPaste = isCommand(event, { shift: true }) && event.key.toLowerCase() === "v";
    const tool = isCommand(event) && KEYS[event.key.toLowerCase()];
    if (!tool) return;
    event.preventDefault();
    this.use(tool);
  }

  offer() {
    follow(this.area, "cites" in this.dataset);
  }

  change(event) {
    if (!event.isComposing) this.offer();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.recount(), REST);
  }

  /* Along the toolbar, which is one stop on the way through the form. */
  walk(event) {
    const tools = [...this.toolbar.querySelectorAll("button")];
    const at = tools.indexOf(document.activeElement);
    const steps = { ArrowLeft: at - 1, ArrowRight: (at + 1) % tools.length, Home: 0, End: -1 };
    if (event.key === "Escape") this.area.focus();
    else if (event.key in steps) tools.at(steps[event.key]).focus();
    else return;
    for (const tool of tools) tool.tabIndex = tool === document.activeElement ? 0 : -1;
    event.preventDefault();
  }

  paste(event) {
    const edit = !this.isPlainPaste && this.pasted(event.clipboardData);
    this.isPlainPaste = false;
    if (!edit) return;
    event.preventDefault();
    write(this.area, edit);
  }

  /* What a paste changes, where it is not as plain as the browser would have it. */
  pasted(clipboard) {
    const { value, from, to } = this.selection;
    const plain = clipboard.getData("text/plain").trim();
    if (ADDRESS.test(plain)) {
      // Upon words a URL makes a link of them; alone it stays what it is.
      const isOnWords = from < to && !/[[\]\n]/.test(value.slice(from, to));
      const url = urlOf(plain) || plain;
      return isOnWords && !ADDRESS.test(value.slice(from, to)) && link(value, from, to, url);
    }
    const markdown = toMarkdown(clipboard.getData("text/html"));
    return markdown && { from, to, text: parted(value.slice(0, from), markdown) };
  }

  count() {
    const words = countWords(this.area.value);
    const longest = Number(this.dataset.longest ?? Infinity);
    const advice = words > longest ? ` · over ${longest}: split or shorten the section` : "";
    // The text of a node, not a new node: the interface listens anew to the whole form for each.
    this.words.data = words ? `${words} word${words === 1 ? "" : "s"}${advice}` : "";
    this.toggleAttribute("data-is-long", Boolean(advice));
    return Boolean(advice);
  }

  /* Said once, when a text grows too long: not at each word. */
  recount() {
    const wasLong = this.isLong;
    this.isLong = this.count();
    if (this.isLong && !wasLong) announce(this.words.data);
  }
}

/* A list or a quote begins a line, and a paragraph of its own. */
function parted(before, markdown) {
  const isBlock = /^([-*>]|\d+\.) /.test(markdown) || /\n\n/.test(markdown);
  if (!isBlock || !before.trim() || /\n\s*\n$/.test(before)) return markdown;
  return (before.endsWith("\n") ? "\n" : "\n\n") + markdown;
}

customElements.define("prose-field", ProseField);
