// Keeps a form as a draft while it is written, so that a closed tab, a log-out or a dead machine
// costs a few seconds at most; tells who else is at the page; and sends nothing that would be lost.
import { fieldsOf, isLoggedOut } from "./typed.js";

const AT_REST = 1500;
const AT_MOST = 5000;
const PRESENCE = { looked: 15_000, hidden: 60_000 };
const WAITING = 4000;
// Each form of a page has its own.
const NOT_CONTENT = ["csrfmiddlewaretoken", "_draft", "_draft_read", "_publish_at"];

const key = document.querySelector("input[name=_draft]");
if (key) start(key.form, key.dataset);

function start(form, { url, presence }) {
  const status = document.getElementById("draft-status");
  let kept = content().toString();
  let seen = kept;
  let changedAt = 0;
  let safeAt = Date.now(); // when there was last nothing to keep
  let isTouched = false;
  let isOut = false;
  let running = null;

  function content() {
    const sent = fieldsOf(form);
    for (const name of NOT_CONTENT) sent.delete(name);
    return sent;
  }

  function token() {
    return form.elements.csrfmiddlewaretoken;
  }

  async function keep({ isLast = false } = {}) {
    const sent = content();
    const text = sent.toString();
    // What waited its turn behind the same text: sent beside a save, it would outlive the save.
    if (text === kept) return true;
    sent.append("csrfmiddlewaretoken", token().value);
    sent.append("_draft", key.value);
    sent.append("_draft_read", form.elements._draft_read.value);
    const answer = await fetch(url, {
      method: "POST",
      body: sent,
      headers: { Accept: "application/json" },
      keepalive: isLast,
    });
    if (isLoggedOut(answer)) return logOut();
    if (!answer.ok) {
      say("The draft could not be saved. It will be tried again as you type.");
      // What keeps no draft may take a save all the same.
      return true;
    }
    const { draft, read, url: opened } = await answer.json();
    key.value = draft;
    form.elements._draft_read.value = read;
    kept = text;
    safeAt = Date.now();
    history.replaceState(history.state, "", opened + location.hash);
    say(`Draft saved at ${new Date().toLocaleTimeString()}`);
    return true;
  }

  // One after the other: the first answer tells the number that the next one names.
  function keepNow(options) {
    const call = (running ?? Promise.resolve())
      .then(() => keep(options))
      .catch(() => say("The server cannot be reached. Saving will be tried again."))
      .finally(() => {
        if (running === call) running = null;
      });
    running = call;
    return call;
  }

  function say(words) {
    status.textContent = words;
    return false;
  }

  function logOut() {
    isOut = true;
    status.replaceChildren("You have been logged out. ");
    const link = Object.assign(document.createElement("a"), {
      href: key.dataset.login,
      target: "_blank",
      textContent: "Log in",
    });
    status.append(link, " in another tab, then continue here: what you typed is still in the form.");
    return false;
  }

  function tick() {
    const now = content().toString();
    if (now !== seen) changedAt = Date.now();
    seen = now;
    if (now === kept) safeAt = Date.now();
    if (!isTouched || isOut || running || now === kept) return;
    const rested = Date.now() - changedAt >= AT_REST;
    if (rested || Date.now() - safeAt >= AT_MOST) keepNow();
  }
  setInterval(tick, 500);

  // Scripts fill fields too: only what an editor does begins a draft.
  for (const name of ["keydown", "pointerdown", "paste", "drop"]) {
    addEventListener(name, ({ isTrusted }) => (isTouched ||= isTrusted), { capture: true });
  }

  // Saving goes by way of the draft: whatever happens to the request, what was typed is there.
  let isSafe = false;
  form.addEventListener(
    "submit",
    async (event) => {
      if (isSafe || !isTouched || content().toString() === kept) {
        isSafe = true;
        return;
      }
      const { submitter } = event;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (!(await keepNow())) return;
      isSafe = true;
      form.requestSubmit(submitter);
    },
    { capture: true },
  );
  addEventListener("beforeunload", (event) => {
    if (isTouched && !isSafe && content().toString() !== kept) event.preventDefault();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && isTouched && !isOut && content().toString() !== kept) keepNow({ isLast: true });
  });

  // Who else is here

  async function meet() {
    const base = form.elements._base?.value ?? "";
    try {
      const answer = await fetch(`${presence}?${new URLSearchParams({ base })}`, {
        headers: { Accept: "application/json" },
      });
      if (isLoggedOut(answer)) logOut();
      else if (answer.ok) tell(await answer.json());
    } catch {
      // Away for a moment: asked again soon.
    }
    setTimeout(meet, isOut ? WAITING : document.hidden ? PRESENCE.hidden : PRESENCE.looked);
  }

  function tell({ others, saved_by: savedBy, token: fresh }) {
    token().value = fresh;
    if (isOut) say("You are logged in again.");
    isOut = false;
    show("others", others, (names, many) => `${names} ${many ? "have" : "has"} this page open too.`);
    show("saved-by", savedBy, (names) => `${names} saved this page since you opened it. When you save, your changes and theirs are merged.`);
  }

  function show(name, names, sentence) {
    const place = document.querySelector(`[data-${name}]`);
    place.hidden = !names.length;
    const list = new Intl.ListFormat("en").format(names);
    const words = names.length ? sentence(list, names.length > 1) : "";
    if (place.textContent !== words) place.textContent = words;
  }

  meet();
}
