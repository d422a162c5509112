/** Asks before something that can't be taken back. */

import { byId } from "../shared/dom.js";
import { say } from "../shared/i18n.js";

/** Whether the person wants it; `what`: the texts' key. Escape means no. */
export function confirmed(what) {
  const dialog = byId("confirm");
  for (const part of ["title", "text", "yes", "no"]) {
    say(byId(`confirm-${part}`), `confirm.${what}.${part}`);
  }
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

/** What was asked about is over by itself. */
export function withdrawQuestion() {
  if (byId("confirm").open) byId("confirm").close("no");
}
