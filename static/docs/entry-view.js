/** An entry of the page, closed: what it is called, and for what. Its inside is drawn when opened. */

import { element } from "../shared/dom.js";
import { label } from "../shared/i18n.js";
import { messageView } from "./channel-view.js";
import { operationView } from "./operation-view.js";
import { prose } from "./prose.js";
import { lazily } from "./schema-view.js";

export function entryView(entry, options) {
  const draw = () => (entry.kind === "operation" ? operationView(entry, options) : messageView(entry));
  const about = prose("span", entry.summary, { className: "gist" });
  const title = element("span", { className: "title" }, ...badges(entry), about);
  const node = lazily(title, draw, { className: "entry", id: entry.id });
  node.addEventListener("toggle", () => {
    if (node.open && document.activeElement === node.firstChild) history.replaceState(null, "", `#${entry.id}`);
  });
  return node;
}

function badges(entry) {
  if (entry.kind === "operation") {
    const { method, path } = entry;
    return [
      element("span", { className: "badge", data: { method }, text: method.toUpperCase() }),
      element("code", { className: "name", text: path }),
    ];
  }
  const { action, message } = entry;
  const arrow = element("span", { className: "badge", data: { action }, role: "img", text: action === "receive" ? "→" : "←" });
  return [label(arrow, `message.${action}`), element("code", { className: "name", text: message.name })];
}

/** A line of the list of all. */
export function indexLine(entry) {
  const link = element("a", { href: `#${entry.id}` }, ...badges(entry));
  return element("li", { data: { entry: entry.id } }, link);
}
