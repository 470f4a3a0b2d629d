"use strict";

// Names what Swagger UI leaves without a name, and puts its headings in order.
const root = document.getElementById("swagger-ui");
const name = (element, label) => {
  if (element.getAttribute("aria-label") !== label) element.setAttribute("aria-label", label);
};
const give = (selector, attributes) => {
  for (const element of root.querySelectorAll(selector)) {
    for (const [name, value] of Object.entries(attributes)) {
      if (element.getAttribute(name) !== value) element.setAttribute(name, value);
    }
  }
};
const mend = () => {
  give(".information-container", { role: "region", "aria-label": "About this API" });
  give(".scheme-container", { role: "region", "aria-label": "Authorization" });
  give("h3.opblock-tag", { "aria-level": "2" });
  give("h4.opblock-title, .responses-wrapper h4", { "aria-level": "3" });
  give("select.examples-select-element", { "aria-label": "Example" });
  for (const row of root.querySelectorAll("tr[data-param-name]")) {
    for (const select of row.querySelectorAll("select")) name(select, row.dataset.paramName);
  }
  give(".content-type", { "aria-label": "Content type" });
  give("pre", { tabindex: "0" });
};
new MutationObserver(mend).observe(root, { childList: true, subtree: true });
mend();
