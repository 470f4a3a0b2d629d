// What the scripts say, in the page's language: <template data-words data-saved="Gespeichert"> overrides the words given here.
export function words(defaults) {
  return { ...defaults, ...document.querySelector("template[data-words]")?.dataset };
}
