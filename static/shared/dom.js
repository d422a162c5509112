/**
 * Builds and finds nodes. Text always enters as text, never as markup, so nothing a server or a
 * person says can become part of the page's code.
 */

const SVG = "http://www.w3.org/2000/svg";

export function byId(id) {
  return document.getElementById(id);
}

/** A new element; `data` becomes data-* attributes, `text` its text, the rest plain attributes. */
export function element(tag, { text, data, ...attributes } = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null) continue;
    node.setAttribute(name === "className" ? "class" : name, value);
  }
  for (const [name, value] of Object.entries(data ?? {})) {
    if (value !== undefined) node.dataset[name] = value;
  }
  if (text !== undefined) node.textContent = text;
  node.append(...children);
  return node;
}

/** An icon of the page's sprite; decoration only, so hidden from assistive technology. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
}

/** Runs `change`, then keeps `scroller` at its end if the reader was there before. */
export function keepAtEnd(scroller, change) {
  const atEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 48;
  change();
  if (atEnd) scroller.scrollTop = scroller.scrollHeight;
}
