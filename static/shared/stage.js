/** Shows the part of the page that belongs to a state, and says so to who doesn't see it. */

import { byId } from "./dom.js";
import { translate } from "./i18n.js";

let shown = null;
// A page that just opened begins at its beginning.
let hasOpened = false;

/** The focus goes along, unless it is on something that stays. */
export function showStage(state) {
  if (shown === state) return;
  const before = sectionOf(shown);
  const now = sectionOf(state);
  shown = state;
  document.body.dataset.state = state;
  if (before === now) return;
  const { activeElement } = document;
  const goesAlong = before?.contains(activeElement) || activeElement === document.body;
  for (const section of document.querySelectorAll("[data-shown]")) section.hidden = section !== now;
  if (goesAlong && hasOpened) now.querySelector("h2")?.focus();
  hasOpened ||= state !== "loading";
}

/** Read out once, when whoever listens has time for it. */
export function announce(key, values) {
  byId("announcer").textContent = translate(key, values);
}

/** Read out at once. */
export function alarm(key, values) {
  byId("alarm").textContent = translate(key, values);
}

/** `key` in the tab's title, before the page's own; null: nothing. */
export function showTitle(key, values) {
  const own = translate("page.title");
  const title = key === null ? own : `${translate(key, values)} · ${own}`;
  if (document.title !== title) document.title = title;
}

function sectionOf(state) {
  return state === null ? null : document.querySelector(`[data-shown~="${state}"]`);
}
