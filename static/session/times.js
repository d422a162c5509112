/** Dates as the page writes them, in its language and the reader's time zone. */

import { element } from "../shared/dom.js";
import { currentLanguage } from "../shared/i18n.js";

const STYLES = {
  full: { dateStyle: "long", timeStyle: "short" },
  brief: { dateStyle: "short", timeStyle: "short" },
  day: { day: "numeric", month: "short" },
};

/** A <time> in one of the styles `full`, `brief` and `day`. */
export function timeElement(style, iso) {
  return refresh(element("time", { datetime: iso, data: { style } }));
}

/** In words of the page's language, for what isn't a <time>. */
function dateText(style, iso) {
  return new Intl.DateTimeFormat(currentLanguage(), STYLES[style]).format(new Date(iso));
}

/** After a change of language. */
export function refreshTimes() {
  for (const node of document.querySelectorAll("time[data-style]")) refresh(node);
}

function refresh(node) {
  node.textContent = dateText(node.dataset.style, node.dateTime);
  return node;
}
