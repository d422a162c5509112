/** Asks before something that can't be taken back. */

import { byId } from "./dom.js";
import { say } from "./i18n.js";

let settle = null;

/** Whether the person wants it; `what`: the texts' key. Escape means no. */
export function confirmed(what) {
  const dialog = byId("confirm");
  settle?.(false);
  for (const part of ["title", "text", "yes", "no"]) {
    say(byId(`confirm-${part}`), `confirm.${what}.${part}`);
  }
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    const close = () => {
      // The event of a question's end comes a moment later: the next one may be open by then.
      if (!dialog.open) settle(dialog.returnValue === "yes");
    };
    settle = (answer) => {
      dialog.removeEventListener("close", close);
      settle = null;
      resolve(answer);
    };
    dialog.addEventListener("close", close);
  });
}

/** What was asked about is over by itself. */
export function withdrawQuestion() {
  if (byId("confirm").open) byId("confirm").close("no");
}
