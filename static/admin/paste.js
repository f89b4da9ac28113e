/* What is pasted from a web page or a word processor, as the Markdown that the site shows.

   Structure stays: paragraphs, emphasis, lists, quotes, links. Fonts, colours, pictures, footnote
   numbers and what follows readers around go. A heading becomes a bold line, as on the page. */

import Turndown from "./vendor/turndown.js";

const HEADINGS = "h1, h2, h3, h4, h5, h6";
const BLOCKS = `${HEADINGS}, p, div, ul, ol, li, blockquote, table, pre, section, article, figure`;
const MEANT = `${HEADINGS}, a[href], b, strong, i, em, ul, ol, blockquote, table, hr, p + p`;
const DROPPED = `script, style, title, meta, link, img, picture, svg, video, audio, iframe, object,
  button, input, select, textarea, sup.reference, .mw-editsection, [hidden], [aria-hidden=true]`;
const TRACKING = /^(utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|_hs\w+|yclid|wt_mc)$/i;

/* Returns the Markdown of a piece of HTML; nothing where it is no more than its plain text. */
function toMarkdown(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const body = page.body;
  for (const each of body.querySelectorAll(DROPPED)) each.remove();
  tellLists(body);
  tellStyles(body);
  tidyLinks(body);
  if (!body.querySelector(MEANT)) return "";
  for (const each of body.querySelectorAll(".Apple-converted-space, span[style*='mso-spacerun']")) {
    each.replaceWith(" ");
  }
  return tidy(converter.turndown(body));
}

/* Word writes a list as paragraphs with a bullet or a number typed in front. */
function tellLists(body) {
  const lists = [];
  for (const item of body.querySelectorAll("p[style*='mso-list']")) {
    const style = item.getAttribute("style");
    const level = Number(style.match(/level(\d)/)?.[1] ?? 1);
    const bullet = item.querySelector("span[style*='mso-list']");
    const kind = /^\s*(\d+|[a-z]{1,3})[.)]/i.test(bullet?.textContent ?? "") ? "ol" : "ul";
    bullet?.remove();
    if (!lists.length || item.previousElementSibling !== lists[0]) lists.length = 0;
    lists.length = Math.min(lists.length, level);
    if (lists.length < level) {
      const list = body.ownerDocument.createElement(kind);
      const parent = lists.at(-1);
      if (parent) (parent.lastElementChild ?? parent).append(list);
      else item.before(list);
      lists.push(list);
    }
    const line = body.ownerDocument.createElement("li");
    line.append(...item.childNodes);
    lists.at(-1).append(line);
    item.remove();
  }
}

/* Google Docs writes emphasis as a style, and wraps all that it copies in a <b> that is none. */
function tellStyles(body) {
  for (const each of body.querySelectorAll("b, strong")) {
    if (/^(normal|[1-5]00)$/.test(each.style.fontWeight)) each.replaceWith(...each.childNodes);
  }
  for (const each of body.querySelectorAll("i, em")) {
    if (each.style.fontStyle === "normal") each.replaceWith(...each.childNodes);
  }
  for (const each of body.querySelectorAll("span[style], font[style]")) {
    if (each.querySelector(BLOCKS)) continue;
    const { fontWeight, fontStyle } = each.style;
    if (fontStyle === "italic" && !each.closest("em, i")) wrap(each, "em");
    const isBold = /^(bold|[6-9]00)$/.test(fontWeight);
    if (isBold && !each.closest(`${HEADINGS}, b, strong`)) wrap(each, "strong");
  }
  // Bold twice is bold once; a heading is as it is, and an item needs no paragraph in it.
  const needless = `:is(${HEADINGS}, b, strong) :is(b, strong), li > p:only-child`;
  for (const each of body.querySelectorAll(needless)) {
    each.replaceWith(...each.childNodes);
  }
}

function wrap(element, tag) {
  const wrapper = element.ownerDocument.createElement(tag);
  wrapper.append(...element.childNodes);
  element.append(wrapper);
}

function tidyLinks(body) {
  for (const link of body.querySelectorAll("a")) {
    const url = urlOf(link.getAttribute("href"));
    if (link.closest("sup") && /^\[?[\w\s]{1,6}\]?$/.test(link.textContent.trim())) {
      link.closest("sup").remove();
    } else if (url && link.textContent.trim()) {
      link.setAttribute("href", url);
      link.removeAttribute("title");
    } else {
      link.replaceWith(...link.childNodes);
    }
  }
}

/* A URL as a text has it: this site's without the host, any without what follows readers. */
function urlOf(href) {
  if (!/^(https?|mailto):/i.test(href ?? "")) return /^\/(?!\/)/.test(href ?? "") ? href : "";
  if (!URL.canParse(href)) return "";
  let target = new URL(href);
  // Google's products lead every link past Google.
  const isGoogle = /^www\.google\.\w+$/.test(target.host) && target.pathname === "/url";
  const behind = isGoogle && target.searchParams.get("q");
  if (behind && URL.canParse(behind)) target = new URL(behind);
  if (!/^(https?|mailto):$/.test(target.protocol)) return "";
  const followed = [...target.searchParams.keys()].filter((name) => TRACKING.test(name));
  for (const name of followed) target.searchParams.delete(name);
  // Untouched where nothing was taken: a URL writes some letters anew.
  const url = followed.length || behind ? target.href : href;
  if (target.origin !== location.origin) return url;
  return url.slice(url.indexOf(target.host) + target.host.length) || "/";
}

const converter = new Turndown({
  bulletListMarker: "-",
  codeBlockStyle: "fenced",
  emDelimiter: "*",
  hr: "---",
});

// Only what would be a mark is escaped: the library's own way puts a backslash before each
// hyphen and each underscore, in URLs too.
converter.escape = (text) =>
  text
    .split(/(https?:\/\/[^\s<>]+)/)
    .map((part, index) => (index % 2 ? part : escapeMarks(part)))
    .join("");

function escapeMarks(text) {
  return text
    .replace(/\\(?=[!-/:-@[-`{-~])/g, "\\\\")
    .replace(/[*`]/g, "\\$&")
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "\\_")
    .replace(/\[(?=\^)/g, "\\[")
    .replace(/\](?=[(:])/g, "\\]")
    .replace(/&(?=#?\w+;)/g, "\\&")
    .replace(/<(?=[a-z/!?])/gi, "\\<");
}

/* What would begin a list, a quote or a heading at the start of a line begins none. */
function escapeStart(line) {
  return line
    .replace(/^(\s*)([-+>]|#{1,6})(?=\s|$)/, "$1\\$2")
    .replace(/^(\s*\d{1,9})([.)])(?=\s|$)/, "$1\\$2")
    .replace(/^(\s*)(=+|-{2,}|~{3,})(?=\s*$)/, "$1\\$2");
}

const lines = (content) => content.trim().split("\n").map(escapeStart).join("\n");

converter.addRule("paragraph", {
  filter: (node) => /^(P|DIV)$/.test(node.nodeName) && !node.querySelector(BLOCKS),
  replacement: (content) => `\n\n${lines(content)}\n\n`,
});
converter.addRule("heading", {
  filter: ["h1", "h2", "h3", "h4", "h5", "h6"],
  replacement: (content) => `\n\n**${content.trim().replace(/\s*\n\s*/g, " ")}**\n\n`,
});
converter.addRule("listItem", {
  filter: "li",
  replacement(content, node) {
    const list = node.parentNode;
    const number = Number(list.getAttribute("start") || 1) + [...list.children].indexOf(node);
    const mark = list.nodeName === "OL" ? `${number}. ` : "- ";
    const body = content.trim().replace(/\n{2,}(?=\s*([-*]|\d+\.) )/g, "\n");
    return `${mark}${body.replace(/\n(?=.)/g, `\n${" ".repeat(mark.length)}`)}\n`;
  },
});
// No page shows a table: each row becomes a paragraph.
converter.addRule("cells", {
  filter: ["td", "th"],
  replacement: (content) => `${content.trim().replace(/\s+/g, " ")} · `,
});
converter.addRule("rows", {
  filter: "tr",
  replacement: (content) => `\n\n${content.replace(/( · )+$/, "")}\n\n`,
});
converter.addRule("links", {
  filter: (node) => node.nodeName === "A" && node.getAttribute("href"),
  replacement(content, node) {
    const hex = (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`;
    const url = node.getAttribute("href").replace(/[ \t\n()<>]/g, hex);
    const words = content.trim().replace(/\s*\n\s*/g, " ");
    if (node.textContent.trim() === url && /^https?:/.test(url)) return `<${url}>`;
    return `[${words}](${url})`;
  },
});

function tidy(markdown) {
  return markdown
    .replace(/( *\n){3,}/g, "\n\n")
    .replace(/( {2}\n)+\n/g, "\n\n")
    .replace(/ {2}\n( {2}\n)+/g, "\n\n")
    .replace(/[ \t]+$/gm, (spaces) => (spaces === "  " ? spaces : ""))
    .trim();
}

export { urlOf, toMarkdown };
