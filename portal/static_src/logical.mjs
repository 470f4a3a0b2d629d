// Turns the physical directions of a compiled style sheet into logical ones, so that what comes
// from libraries follows languages that run from right to left as our own rules do.
// `margin-left` → `margin-inline-start`, `left` → `inset-inline-start`, `text-align: left` → `start`.
// What is drawn rather than laid out (transforms, gradients, clip paths) stays as it is.

import { readFileSync, writeFileSync } from "node:fs";

const SIDES = { left: "start", right: "end" };
const CORNERS = { "top-left": "start-start", "top-right": "start-end", "bottom-left": "end-start", "bottom-right": "end-end" };

function property(name) {
  return name
    .replace(/^(margin|padding)-(left|right)$/, (_, box, side) => `${box}-inline-${SIDES[side]}`)
    .replace(/^border-(left|right)(-.+)?$/, (_, side, rest) => `border-inline-${SIDES[side]}${rest ?? ""}`)
    .replace(/^border-(.+)-radius$/, (whole, corner) => (CORNERS[corner] ? `border-${CORNERS[corner]}-radius` : whole))
    .replace(/^(left|right)$/, (side) => `inset-inline-${SIDES[side]}`);
}

function value(name, text) {
  if (name === "text-align") return text.replace(/^(left|right)\b/, (side) => SIDES[side]);
  if (name === "float" || name === "clear") return text.replace(/^(left|right)\b/, (side) => `inline-${SIDES[side]}`);
  return text;
}

// Four values of which left and right differ: the one shorthand that has a direction.
function box(name, text) {
  const important = text.endsWith("!important") ? " !important" : "";
  const parts = text.replace(/\s*!important$/, "").split(/\s+(?![^(]*\))/);
  if (!/^(margin|padding)$/.test(name) || parts.length !== 4 || parts[1] === parts[3]) return null;
  const [top, right, bottom, left] = parts;
  return `${name}-block:${top} ${bottom}${important};${name}-inline:${left} ${right}${important}`;
}

// A triangle is drawn with the widths and the colour of its borders, which have to agree.
function triangle(rule) {
  if (!/border-inline-(start|end)-color:/.test(rule)) return rule;
  return rule.replace(/border-width:(\S+) (\S+) (\S+) ([^\s;}]+)/, "border-block-width:$1 $3;border-inline-width:$4 $2");
}

const [path] = process.argv.slice(2);
const sheet = readFileSync(path, "utf8");
const logical = sheet.replace(/(?<=[{;])([a-z-]+):([^;{}]*)(?=[;}])/g, (whole, name, text) =>
  box(name, text) ?? `${property(name)}:${value(name, text)}`,
);
writeFileSync(path, logical.replace(/\{[^{}]*\}/g, triangle));
