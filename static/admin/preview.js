// The page that visitors would see of the form as it is, in a pane beside it. The server renders
// it and keeps nothing; the last page that could be shown stays while the form has mistakes.
const TICK = 700;
const NARROWEST = 280;

const pane = document.getElementById("preview");
const form = pane && document.getElementById(pane.dataset.form);
if (form) start();

function start() {
  const frame = pane.querySelector("iframe");
  const status = pane.querySelector("[role=status]");
  const problems = pane.querySelector(".problems");
  const handle = pane.querySelector("[role=separator]");
  const opener = document.querySelector("[data-opens=preview]");
  let before = "";
  let shown = null;
  let running = null;

  // Files are left out: they could not be taken back.
  function fields() {
    const sent = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string") sent.append(name, value);
    return sent;
  }

  async function refresh(sent) {
    running?.abort();
    const call = (running = new AbortController());
    shown = sent.toString();
    pane.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(pane.dataset.address + "?language=" + chosen("language"), {
        method: "POST",
        body: sent,
        signal: call.signal,
      });
      show(answer, await answer.text());
    } catch (error) {
      if (error.name !== "AbortError") say("The server cannot be reached. It is tried again as you type.");
    }
    if (running === call) pane.removeAttribute("aria-busy");
  }

  function show(answer, html) {
    if (answer.redirected || answer.status === 403) {
      return say("You are logged out. Log in in another tab, and go on here: nothing is lost.");
    }
    if (answer.status === 422) return tell(new DOMParser().parseFromString(html, "text/html"));
    if (!answer.ok) return say("This page could not be made. Save your work and tell whoever runs the site.");
    problems.replaceChildren();
    const anchor = (answer.headers.get("Content-Location") ?? "").split("#")[1];
    const scrolled = frame.contentWindow?.scrollY ?? 0;
    const isFirst = !frame.srcdoc;
    frame.addEventListener("load", () => settle(isFirst && anchor, scrolled), { once: true });
    frame.srcdoc = html;
    say("As it is at " + new Date().toLocaleTimeString());
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
      const address = link.getAttribute("href");
      if (address.startsWith("#")) page.getElementById(address.slice(1))?.scrollIntoView();
      else open(link.getAttribute("href"), "_blank", "noopener");
    });
  }

  function tell(page) {
    const list = page.querySelectorAll("li");
    problems.replaceChildren(...list);
    say(page.querySelector("h1").textContent + (frame.srcdoc ? ": this is the last page without." : "."));
  }

  function say(words) {
    status.textContent = words;
  }

  // Not on each event: widgets change fields without any. Sent when the form has come to rest.
  setInterval(() => {
    if (pane.hidden || document.hidden) return;
    const now = fields();
    const text = now.toString();
    if (text === before && text !== shown) refresh(now);
    before = text;
  }, TICK);

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

  // The page at a phone's, a tablet's or a desk's width, made smaller where the pane is narrower.
  function fit() {
    const room = frame.parentElement;
    const width = Number(chosen("width"));
    const scale = Math.min(1, room.clientWidth / width);
    Object.assign(frame.style, {
      width: width + "px",
      height: room.clientHeight / scale + "px",
      transform: `scale(${scale})`,
    });
  }

  function resize(width) {
    const most = innerWidth - NARROWEST;
    const fitting = Math.max(NARROWEST, Math.min(most, width));
    document.documentElement.style.setProperty("--preview-width", fitting + "px");
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
    else refresh(fields());
  });
  pane.querySelector("[data-refresh]").addEventListener("click", () => refresh(fields()));
  pane.querySelector("[data-close]").addEventListener("click", () => {
    setOpen(false);
    opener.focus();
  });
  opener.type = "button";
  opener.addEventListener("click", () => setOpen(pane.hidden));
  addEventListener("resize", fit);
  addEventListener("keydown", (event) => {
    if (event.altKey && event.code === "KeyP") setOpen(pane.hidden);
  });
  const width = Number(localStorage.getItem("preview-width"));
  if (width) resize(width);
  if (localStorage.getItem("preview") === "open") setOpen(true);
}
