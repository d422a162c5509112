/** The foot of the page: by whom and by which rules the call was scored. */

import { byId, element } from "../shared/dom.js";
import { hasText, say } from "../shared/i18n.js";

export function drawOrigin(result) {
  const { judged_by: judge, scorer_version: version, agent_version: edition, fallback, id } = result;
  const parts = [];
  if (judge) parts.push(judge === "rules" ? ["origin.rules"] : ["origin.judge", { judge }]);
  if (fallback) {
    const [code] = fallback.split(":");
    const key = `fallback.${code}`;
    parts.push(hasText(key) ? [key] : ["fallback.other", { why: fallback }]);
  }
  if (version) parts.push(["origin.version", { version }]);
  parts.push(["origin.edition", { edition: String(edition) }], ["origin.id", { id }]);
  byId("origin").replaceChildren(...parts.map(([key, values]) => say(element("span"), key, values)));
}
