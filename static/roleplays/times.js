/** Lengths and moments as the page writes them. */

import { currentLanguage } from "../shared/i18n.js";

/** 65 → "1:05". */
export function clockText(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** When a call was, as people say it. */
export function momentText(timestamp) {
  const moment = new Date(timestamp);
  const isThisYear = moment.getFullYear() === new Date().getFullYear();
  return moment.toLocaleString(currentLanguage(), {
    day: "numeric",
    month: "short",
    ...(!isThisYear && { year: "numeric" }),
    hour: "2-digit",
    minute: "2-digit",
  });
}
