/** Shows the part of the page that belongs to a state. */

import { byId } from "../shared/dom.js";
import { translate } from "../shared/i18n.js";

/** The focus goes along from what is hidden now. */
export function showStage(state) {
  const { activeElement } = document;
  const before = activeElement.closest("[data-shown]");
  document.body.dataset.state = state;
  let now = null;
  for (const section of document.querySelectorAll("[data-shown]")) {
    section.hidden = !section.dataset.shown.split(" ").includes(state);
    if (!section.hidden) now = section;
  }
  if (state === "signedOut") byId("token").focus();
  else if (before?.hidden) now?.querySelector("h2")?.focus();
}

/** Read out once, when whoever listens has time for it. */
export function announce(key, values) {
  byId("announcer").textContent = translate(key, values);
}
