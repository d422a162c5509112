/** Times as the page writes them, in its language and the reader's time zone. */

import { element } from "../shared/dom.js";
import { currentLanguage } from "../shared/i18n.js";

const DAY_MS = 86_400_000;

// To make one takes a hundred times as long as to use it, and a thread has thousands of times.
const formats = new Map();

const STYLES = {
  clock: (time) => formatted(time, { hour: "2-digit", minute: "2-digit" }),
  day: dayName,
  // As short as it can be: the list is narrow.
  brief: (time) => {
    const age = daysAgo(time);
    if (age <= 0) return STYLES.clock(time);
    if (age < 2) return dayName(time);
    const year = time.getFullYear() === new Date().getFullYear() ? undefined : "numeric";
    return formatted(time, { day: "numeric", month: "short", year });
  },
};

/** A <time> in one of the styles `clock`, `day` and `brief`. */
export function timeElement(style, iso) {
  return setTime(element("time", { data: { style } }), iso);
}

export function setTime(node, iso) {
  if (node.dateTime !== iso) node.dateTime = iso;
  refresh(node);
  return node;
}

/** After a change of language, or past midnight. */
export function refreshTimes() {
  for (const node of document.querySelectorAll("time[data-style]")) refresh(node);
}

/** Equal for all times of a day. */
export function dayOf(iso) {
  return new Date(iso).toDateString();
}

function refresh(node) {
  const time = new Date(node.dateTime);
  const text = STYLES[node.dataset.style](time);
  if (node.textContent !== text) node.textContent = text;
  const title = formatted(time, { dateStyle: "full", timeStyle: "medium" });
  if (node.title !== title) node.title = title;
}

function dayName(time) {
  const age = daysAgo(time);
  if (age === 0 || age === 1) {
    const relative = new Intl.RelativeTimeFormat(currentLanguage(), { numeric: "auto" });
    return capitalised(relative.format(-age, "day"));
  }
  const year = time.getFullYear() === new Date().getFullYear() ? undefined : "numeric";
  return capitalised(formatted(time, { weekday: "long", day: "numeric", month: "long", year }));
}

function daysAgo(time) {
  return Math.round((new Date().setHours(0, 0, 0, 0) - new Date(time).setHours(0, 0, 0, 0)) / DAY_MS);
}

function formatted(time, options) {
  const language = currentLanguage();
  const key = language + JSON.stringify(options);
  let format = formats.get(key);
  if (!format) formats.set(key, (format = new Intl.DateTimeFormat(language, options)));
  return format.format(time);
}

function capitalised(text) {
  return text.charAt(0).toLocaleUpperCase(currentLanguage()) + text.slice(1);
}
