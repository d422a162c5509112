/** Times and dates as the page writes them, in its language and the reader's time zone. */

import { element } from "../shared/dom.js";
import { currentLanguage } from "../shared/i18n.js";

const MINUTE_S = 60;
const HOUR_S = 3600;

const STYLES = {
  full: { dateStyle: "long", timeStyle: "short" },
  brief: { dateStyle: "short", timeStyle: "short" },
  day: { day: "numeric", month: "short" },
};

/** 65 → "1:05", 3725 → "1:02:05". */
export function clockText(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const rest = String(whole % MINUTE_S).padStart(2, "0");
  const minutes = Math.floor((whole % HOUR_S) / MINUTE_S);
  if (whole < HOUR_S) return `${minutes}:${rest}`;
  return `${Math.floor(whole / HOUR_S)}:${String(minutes).padStart(2, "0")}:${rest}`;
}

/** A <time> in one of the styles `full`, `brief` and `day`. */
export function timeElement(style, iso) {
  return refresh(element("time", { datetime: iso, data: { style } }));
}

/** In words of the page's language, for what isn't a <time>. */
export function dateText(style, iso) {
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
