/** Builds drawings. Places along a line are percentages, so that they fit any width. */

const SVG = "http://www.w3.org/2000/svg";

export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) node.setAttribute(name === "className" ? "class" : name, value);
  }
  node.append(...children);
  return node;
}

export function percent(share) {
  return `${(100 * share).toFixed(3)}%`;
}
