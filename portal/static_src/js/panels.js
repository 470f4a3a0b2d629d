// The panels of the reviewers' desk: how high the bar is, and which section is in sight.

// The panels and whatever gets the focus keep clear of the bar, however many lines it has.
function measureBar(bar) {
  const keepInSight = () => {
    const one = document.activeElement;
    const { top, bottom } = one.getBoundingClientRect();
    const isBeneath = top < bar.getBoundingClientRect().bottom && bottom > 0;
    if (isBeneath && one.closest(".gh-desk")) one.scrollIntoView({ block: "nearest" });
  };
  const say = () => document.documentElement.style.setProperty("--gh-bar", `${getComputedStyle(bar).position === "sticky" ? bar.offsetHeight : 0}px`);
  new ResizeObserver(() => { say(); keepInSight(); }).observe(bar); // it may have grown over what has the focus
  addEventListener("resize", say);
}

function followSections(nav) {
  const links = new Map([...nav.querySelectorAll("a")].map((link) => [document.getElementById(link.hash.slice(1))?.closest("section"), link]));
  links.delete(undefined);
  links.delete(null);
  const mark = (entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      for (const link of links.values()) link.removeAttribute("aria-current");
      links.get(entry.target).setAttribute("aria-current", "true");
    }
  };
  const observer = new IntersectionObserver(mark, { rootMargin: "-30% 0px -69% 0px" });
  for (const section of links.keys()) if (section.closest(".gh-desk__answers")) observer.observe(section);
}

export function startPanels() {
  const bar = document.querySelector(".gh-bar");
  const nav = document.querySelector(".gh-desk__nav");
  if (bar) measureBar(bar);
  if (nav) followSections(nav);
}
