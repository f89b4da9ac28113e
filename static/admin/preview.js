// The page that visitors would see of the form as it is, in a pane beside it. The server renders
// it and keeps nothing; the last page that could be shown stays while the form has mistakes.
import { isAlt } from "./keys.js";
import { fieldsOf, tryOut, whenAtRest } from "./typed.js";

const TICK = 700;
const NARROWEST = 280;
const PHONE = 600;

const pane = document.getElementById("preview");
const form = pane && document.getElementById(pane.dataset.form);
if (form) start();

function start() {
  const frame = pane.querySelector("iframe");
  const status = pane.querySelector("[role=status]");
  const problems = pane.querySelector(".problems");
  const handle = pane.querySelector("[role=separator]");
  const opener = document.querySelector("[data-opens=preview]");
  let shown = null;
  let running = null;

  async function refresh(sent) {
    running?.abort();
    const call = new AbortController();
    running = call;
    shown = sent.toString();
    pane.setAttribute("aria-busy", "true");
    const url = `${pane.dataset.url}?language=${chosen("language")}`;
    show(await tryOut(url, sent, call.signal));
    if (running === call) pane.removeAttribute("aria-busy");
  }

  function show({ html, headers, problems: mistakes, trouble }) {
    if (trouble) return say(trouble);
    if (mistakes) return tell(mistakes);
    if (!html) return;
    problems.replaceChildren();
    const anchor = (headers.get("Content-Location") ?? "").split("#")[1];
    const scrolled = frame.contentWindow?.scrollY ?? 0;
    const isFirst = !frame.srcdoc;
    frame.addEventListener("load", () => settle(isFirst && anchor, scrolled), { once: true });
    frame.srcdoc = html;
    say(`Updated at ${new Date().toLocaleTimeString()}`);
  }

  function settle(anchor, scrolled) {
    const page = frame.contentDocument;
    if (anchor) page.getElementById(anchor)?.scrollIntoView();
    else frame.contentWindow.scrollTo(0, scrolled);
    // A link within the page moves in it; all others open beside.
    page.addEventListener("click", (event) => {
      const link = event.target.closest("a[href]");
      if (!link) return;
      event.preventDefault();
      const url = link.getAttribute("href");
      if (url.startsWith("#")) page.getElementById(url.slice(1))?.scrollIntoView();
      else open(link.getAttribute("href"), "_blank", "noopener");
    });
  }

  function tell(page) {
    const list = page.querySelectorAll("li");
    problems.replaceChildren(...list);
    say(page.querySelector("h1").textContent + (frame.srcdoc ? ": this preview is from before they were made." : "."));
  }

  function say(words) {
    status.textContent = words;
  }

  whenAtRest(form, TICK, (fields, text) => {
    if (!pane.hidden && text !== shown) refresh(fields);
  });

  function setOpen(isOpen) {
    pane.hidden = !isOpen;
    document.documentElement.classList.toggle("has-preview", isOpen);
    opener.setAttribute("aria-expanded", isOpen);
    localStorage.setItem("preview", isOpen ? "open" : "");
    if (isOpen) fit();
  }

  function chosen(name) {
    return pane.querySelector(`[name=preview-${name}]:checked`).value;
  }

  // The page at a phone's, a tablet's or a desktop's width, made smaller where the pane is narrower.
  function fit() {
    const room = frame.parentElement;
    const width = Number(chosen("width"));
    const scale = Math.min(1, room.clientWidth / width);
    Object.assign(frame.style, {
      width: `${width}px`,
      height: `${room.clientHeight / scale}px`,
      transform: `scale(${scale})`,
    });
  }

  function resize(width) {
    const most = innerWidth - NARROWEST;
    const fitting = Math.max(NARROWEST, Math.min(most, width));
    document.documentElement.style.setProperty("--preview-width", `${fitting}px`);
    handle.setAttribute("aria-valuenow", Math.round((100 * fitting) / innerWidth));
    localStorage.setItem("preview-width", fitting);
    fit();
  }

  handle.addEventListener("pointerdown", (event) => {
    handle.setPointerCapture(event.pointerId);
    handle.onpointermove = (move) => resize(innerWidth - move.clientX);
    handle.onpointerup = () => (handle.onpointermove = null);
  });
  handle.addEventListener("keydown", ({ key }) => {
    const step = { ArrowLeft: 40, ArrowRight: -40 }[key];
    if (step) resize(pane.offsetWidth + step);
  });
  pane.addEventListener("change", ({ target }) => {
    if (target.name === "preview-width") fit();
    else refresh(fieldsOf(form));
  });
  pane.querySelector("[data-refresh]").addEventListener("click", () => refresh(fieldsOf(form)));
  pane.querySelector("[data-close]").addEventListener("click", () => {
    setOpen(false);
    opener.focus();
  });
  opener.type = "button";
  opener.addEventListener("click", () => setOpen(pane.hidden));
  addEventListener("resize", fit);
  // On the document: further out, letters that are typed into a form are not heard any more.
  document.addEventListener("keydown", (event) => {
    if (isAlt(event) && event.code === "KeyP") setOpen(pane.hidden);
  });
  // A desktop's page would be too small to read on a phone.
  if (innerWidth < PHONE) pane.querySelector("[name=preview-width]").checked = true;
  const width = Number(localStorage.getItem("preview-width"));
  if (width) resize(width);
  if (localStorage.getItem("preview") === "open") setOpen(true);
}
