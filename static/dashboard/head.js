/** What stands over the open conversation, and what is read out to who doesn't see the page. */

import { byId } from "../shared/dom.js";
import { quote, say, translate } from "../shared/i18n.js";
import { ROLES } from "./roles.js";

const READ_OUT_CHARACTERS = 200;

/** `conversation`: undefined while nothing is known of it. */
export function drawHead(leadId, conversation, isTyping) {
  const isAiActive = conversation?.is_ai_active ?? false;
  const active = conversation ? `active.${isAiActive ? "ai" : "person"}` : "active.unknown";
  quote(byId("thread-lead"), leadId ?? "");
  quote(byId("thread-channel"), conversation?.channel ?? "");
  say(byId("thread-active"), active);
  byId("ai-switch").disabled = !conversation;
  byId("ai-switch").setAttribute("aria-checked", isAiActive);
  byId("thread-typing").hidden = !isTyping;
  byId("ai-hint").hidden = !isAiActive || isTyping;
}

/** A message of the open conversation, or one of a lead elsewhere. */
export function readOut(leadId, { role, content }, isOpen) {
  if (!isOpen && role !== "user") return;
  const text = content.slice(0, READ_OUT_CHARACTERS);
  const who = translate((ROLES[role] ?? ROLES.assistant).key);
  const key = isOpen ? "readOut.here" : "readOut.elsewhere";
  byId("read-out").textContent = translate(key, { who, text, lead: leadId });
}
