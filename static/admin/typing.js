/* Writing into a text as its editor would: each edit is one step for Ctrl+Z. */

function write(area, { from, to, text, select = [text.length, text.length] }) {
  area.focus();
  area.setSelectionRange(from, to);
  const isDone = text
    ? document.execCommand("insertText", false, text)
    : from === to || document.execCommand("delete");
  if (!isDone) {
    area.setRangeText(text, from, to, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
  area.setSelectionRange(from + select[0], from + select[1]);
}

const SHAPE = [
  ...["borderWidth", "boxSizing", "fontFamily", "fontFeatureSettings", "fontSize", "fontStyle"],
  ...["fontWeight", "letterSpacing", "lineHeight", "padding", "tabSize", "textIndent"],
];

/* Where in the window a place in a text is: no browser tells, so the text is laid out once more. */
function placeOf(area, at) {
  const style = getComputedStyle(area);
  const copy = document.createElement("div");
  for (const name of SHAPE) copy.style[name] = style[name];
  Object.assign(copy.style, {
    borderStyle: "solid",
    left: 0,
    overflowWrap: "break-word",
    position: "fixed",
    top: 0,
    visibility: "hidden",
    whiteSpace: "pre-wrap",
    width: `${area.offsetWidth}px`,
  });
  const mark = document.createElement("span");
  mark.textContent = area.value.slice(at, at + 1) || ".";
  copy.append(area.value.slice(0, at), mark, area.value.slice(at + 1));
  document.body.append(copy);
  const { left, top } = area.getBoundingClientRect();
  const line = parseFloat(style.lineHeight) || mark.offsetHeight;
  const place = {
    left: left + mark.offsetLeft - area.scrollLeft,
    top: top + mark.offsetTop - area.scrollTop,
    bottom: top + mark.offsetTop - area.scrollTop + line,
  };
  copy.remove();
  return place;
}

export { placeOf, write };
