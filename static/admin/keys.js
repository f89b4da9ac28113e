/* Keys as this machine has them: Ctrl is the command key on most, and ⌘ on Apple's. */

const IS_APPLE = /Mac|iP(hone|ad)/.test(navigator.platform);
const SIGNS = { Ctrl: "⌘", Alt: "⌥", Shift: "⇧", Enter: "↩" };

/* Whether a key is pressed with the command key, and with no other but those that are named. */
function isCommand(event, { shift = false } = {}) {
  const [command, other] = IS_APPLE ? ["metaKey", "ctrlKey"] : ["ctrlKey", "metaKey"];
  return event[command] && !event[other] && !event.altKey && event.shiftKey === shift;
}

function isAlt(event) {
  return event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey;
}

/* "Ctrl+B" as it is printed on the keys here. */
function keyName(keys) {
  if (!IS_APPLE) return keys;
  return keys.split("+").map((key) => SIGNS[key] ?? key).join("");
}

/* "Ctrl+B" as aria-keyshortcuts has it. */
function ariaKeys(keys) {
  return keys.replace("Ctrl", IS_APPLE ? "Meta" : "Control");
}

export { ariaKeys, isAlt, isCommand, keyName };
