/** A line of the documents: what stands between backticks is code. */

import { element } from "../shared/dom.js";

export function prose(tag, text, attributes = {}) {
  const parts = text.split("`").map((part, at) => (at % 2 ? element("code", { text: part }) : part));
  return element(tag, { lang: "en", ...attributes }, ...parts);
}
