// The table of contents follows the reading: the section at the top of the window is marked.
const links = new Map();
for (const link of document.querySelectorAll(".contents a")) {
  const heading = document.getElementById(link.hash.slice(1));
  if (heading) links.set(heading.closest("section"), link);
}

const visible = new Set();
const observer = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) visible.add(target);
      else visible.delete(target);
    }
    const current = [...links.keys()].find((section) => visible.has(section));
    for (const [section, link] of links) {
      if (section === current) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  },
  // A band in the upper part of the window: where the eyes are.
  { rootMargin: "-15% 0px -70% 0px" },
);
for (const section of links.keys()) observer.observe(section);
