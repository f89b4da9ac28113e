/* Markdown as text: what a tool makes of a selection, and how many words are read.

   An edit says what to put in the place of which range, and what of it to select then. */

/* Makes a selection bold with `**`, italic with `*`; takes the stars away where it is already. */
function emphasize(value, start, end, mark) {
  while (start < end && /\s/.test(value[start])) start++;
  while (end > start && /\s/.test(value[end - 1])) end--;
  // Stars count whether they were selected along or not.
  const around = Math.min(stars(value.slice(0, start), -1), stars(value.slice(end), 1));
  const [from, to] = [start - around, end + around];
  const within = Math.min(stars(value.slice(start, end), 1), stars(value.slice(start, end), -1));
  const core = value.slice(start + within, Math.max(start + within, end - within));
  const level = core ? Math.min(3, around + within) : around;
  const isOn = mark === "*" ? level % 2 === 1 : level >= 2;
  const next = "*".repeat(level + (isOn ? -mark.length : mark.length));
  // Emphasis ends with its paragraph.
  const parts = core.split(/(\n\s*\n)/);
  const text = parts.map((part) => (part.trim() ? next + part + next : part)).join("");
  if (!core) return { from, to, text: next + next, select: [next.length, next.length] };
  return { from, to, text, select: [next.length, text.length - next.length] };
}

/* How many stars a text begins or, from behind, ends with: three at most. */
function stars(text, direction) {
  const run = direction > 0 ? text.match(/^\*{0,3}/) : text.match(/\*{0,3}$/);
  return run[0].length;
}

const LINE_MARKS = {
  "-": { has: /^[-*+] +/, mark: () => "- " },
  "1.": { has: /^\d+[.)] +/, mark: (number) => `${number}. ` },
  ">": { has: /^> ?/, mark: () => "> " },
};

/* Makes a list or a quote of the lines of a selection, or plain lines of one. */
function markLines(value, start, end, kind) {
  const from = value.lastIndexOf("\n", start - 1) + 1;
  // A selection that ends where a line begins does not mean that line.
  const last = end > start && value[end - 1] === "\n" ? end - 1 : end;
  const to = value.indexOf("\n", last) < 0 ? value.length : value.indexOf("\n", last);
  const lines = value.slice(from, to).split("\n");
  const { has, mark } = LINE_MARKS[kind];
  const isOn = lines.every((line) => !line.trim() || has.test(line));
  const goes = isOn || kind === ">" ? has : /^([-*+]|\d+[.)]) +/;
  const bare = lines.map((line) => line.replace(goes, ""));
  if (isOn && lines.some((line) => line.trim())) return whole(from, to, bare.join("\n"));
  let number = 0;
  const isMarked = (line) => line.trim() || kind === ">" || lines.length === 1;
  const marked = bare.map((line) => (isMarked(line) ? mark(++number) + line : line)).join("\n");
  const before = /[^\n]\n$/.test(value.slice(0, from)) ? "\n" : "";
  const after = /^\n[^\n]/.test(value.slice(to)) ? "\n" : "";
  const edit = whole(from, to, before + marked + after);
  const ends = edit.text.length - after.length;
  return { ...edit, select: start === end ? [ends, ends] : [before.length, ends] };
}

function whole(from, to, text) {
  return { from, to, text, select: [0, text.length] };
}

const ADDRESS = /^(https?:\/\/|\/|mailto:)\S+$/;

/* Makes a link of a selection. The caret goes to what is missing: the URL, or the words. */
function link(value, from, to, url = "") {
  const selected = value.slice(from, to);
  const [words, target] = !url && ADDRESS.test(selected) ? ["", selected] : [selected, url];
  const text = `[${words}](${target})`;
  const at = !words ? 1 : !target ? text.length - 1 : text.length;
  return { from, to, text, select: [at, at] };
}

/* A name as the words of a link, with what would be a mark taken as it stands. */
function literal(name) {
  return name.replace(/[\\[\]*_`<]/g, "\\$&");
}

const NOT_READ = [
  [/^ {0,3}\[[^\]\n]+\]:.*$/gm, ""], // where a link leads that is named elsewhere
  [/\[\^[\w-]+\]/g, ""], // citations
  [/\]\([^)\s]*(\s+"[^"]*")?\)/g, "]"], // where a link leads
  [/^[ \t>]*(\d+[.)]|[-*+#]+)[ \t]/gm, ""], // the numbers of a list
];
const WORD = /[\p{L}\p{N}_]+(?:['’‑-][\p{L}\p{N}_]+)*/gu;

/* How many words are read, as content/prose.py counts them. */
function countWords(text) {
  const read = NOT_READ.reduce((rest, [what, by]) => rest.replace(what, by), text);
  return (read.replace(/[*`]/g, "").match(WORD) ?? []).length;
}

export { countWords, emphasize, link, literal, markLines, ADDRESS };
