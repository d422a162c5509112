/** Where a figure comes from, or why there is none, in words. */

import { element } from "../shared/dom.js";
import { hasText, say } from "../shared/i18n.js";

export function reasonOf(basis) {
  const key = `reason.${basis?.reason}`;
  return say(element("span", { className: "reason" }), hasText(key) ? key : "reason.unknown");
}

export function sourceOf(basis) {
  const key = `source.${basis?.source}`;
  return hasText(key) ? say(element("span", { className: "source" }), key) : "";
}
