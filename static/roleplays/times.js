/** Moments as the page writes them. */

import { currentLanguage } from "../shared/i18n.js";

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
