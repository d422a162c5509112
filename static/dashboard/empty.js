/** What is shown while there is no conversation: how one begins, ready to be pasted. */

import { byId } from "../shared/dom.js";
import { say } from "../shared/i18n.js";

/** In development mode the command gets its own token; else whoever runs it has one. */
export function showFirstSteps({ isDevelopment }) {
  const token = isDevelopment
    ? `$(curl -s '${location.origin}/dev/token?scope=conversations' | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')`
    : "$TOKEN";
  byId("curl").textContent = [
    `curl '${location.origin}/backend/conversations/lead-1/messages' \\`,
    `  -H "Authorization: Bearer ${token}" \\`,
    "  -H 'Content-Type: application/json' \\",
    `  -d '{"role": "user", "content": "Hello!"}'`,
  ].join("\n");
}

export async function copyCommand() {
  const command = byId("curl");
  try {
    await navigator.clipboard.writeText(command.textContent);
    say(byId("copy-curl"), "empty.copied");
  } catch {
    // Without permission, or without HTTPS: ready for Ctrl+C.
    getSelection().selectAllChildren(command);
    say(byId("copy-curl"), "empty.selected");
  }
}
