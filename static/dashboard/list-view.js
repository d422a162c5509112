/**
 * The list of conversations, drawn. One tab stop: the arrow keys go through it. Rows are kept and
 * moved, so that the focus and a screen reader's place survive what arrives.
 */

import { element, icon } from "../shared/dom.js";
import { quote, say } from "../shared/i18n.js";
import { ROLES } from "./roles.js";
import { setTime, timeElement } from "./times.js";

const PREVIEW_CHARACTERS = 160;
const STEPS = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8, Home: -1e9, End: 1e9 };

export class ListView {
  #list;
  #rows = new Map();
  #reached = null;

  constructor({ list, onActivate }) {
    this.#list = list;
    list.addEventListener("keydown", (event) => this.#step(event));
    list.addEventListener("focusin", ({ target }) => this.#reach(leadOf(target)));
    list.addEventListener("click", (event) => {
      const leadId = leadOf(event.target);
      // With a key held the browser opens the link in a tab or a window of its own.
      if (leadId === null || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      onActivate(leadId);
    });
  }

  /** `conversations` in their order; `isTyping(leadId)`; the open one shows nothing unread. */
  draw(conversations, { openLead, isRead, isTyping }) {
    const focused = this.#list.contains(document.activeElement) ? document.activeElement : null;
    const shown = new Set();
    let place = this.#list.firstElementChild;
    for (const each of conversations) {
      const { lead_id: leadId } = each;
      const row = this.#rows.get(leadId) ?? this.#begin(leadId);
      shown.add(leadId);
      const isOpen = leadId === openLead;
      fill(row, each, { isOpen, isRead: isOpen && isRead, isTyping: isTyping(leadId) });
      if (row.item === place) place = place.nextElementSibling;
      else this.#list.insertBefore(row.item, place);
    }
    for (const leadId of [...this.#rows.keys()]) if (!shown.has(leadId)) this.#end(leadId);
    this.#keepReachable(openLead);
    if (focused?.isConnected && document.activeElement !== focused) {
      focused.focus({ preventScroll: true });
    }
  }

  /** The conversation's row, else the one that was reached last. */
  focus(leadId) {
    const row = this.#rows.get(leadId) ?? this.#rows.get(this.#reached);
    row?.link.focus();
  }

  #begin(leadId) {
    const row = makeRow(leadId);
    this.#rows.set(leadId, row);
    return row;
  }

  #end(leadId) {
    this.#rows.get(leadId).item.remove();
    this.#rows.delete(leadId);
  }

  #step(event) {
    const step = STEPS[event.key];
    if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const links = [...this.#list.querySelectorAll(".row")];
    const at = links.indexOf(document.activeElement);
    links[Math.min(Math.max(at + step, 0), links.length - 1)]?.focus();
  }

  #reach(leadId) {
    if (leadId === null || leadId === this.#reached) return;
    const before = this.#rows.get(this.#reached);
    if (before) before.link.tabIndex = -1;
    this.#reached = leadId;
    this.#rows.get(leadId).link.tabIndex = 0;
  }

  /** The list can always be tabbed into. */
  #keepReachable(openLead) {
    if (this.#rows.has(this.#reached)) return;
    const first = this.#list.querySelector("[data-lead-id]")?.dataset.leadId ?? null;
    this.#reach(this.#rows.has(openLead) ? openLead : first);
  }
}

function leadOf(node) {
  return node.closest("[data-lead-id]")?.dataset.leadId ?? null;
}

function makeRow(leadId) {
  const lead = element("bdi", { className: "lead", text: leadId, title: leadId });
  const time = timeElement("brief", new Date().toISOString());
  const preview = element("span", { className: "preview", dir: "auto" });
  const badge = element("span", { className: "badge", hidden: "" });
  const channel = element("span", { className: "channel" });
  const active = element("span", { className: "active" });
  const link = element(
    "a",
    { className: "row", href: `#${encodeURIComponent(leadId)}`, tabindex: "-1" },
    element("span", { className: "row-line" }, lead, time),
    element("span", { className: "row-line" }, preview, badge),
    element("span", { className: "row-line quiet" }, channel, active),
  );
  const item = element("li", { data: { leadId } }, link);
  return { item, link, time, preview, badge, channel, active, shown: "" };
}

function fill(row, conversation, { isOpen, isRead, isTyping }) {
  const unread = isRead ? 0 : conversation.unread_count;
  const { is_ai_active: isAiActive, last_message: last, channel, updated_at: at } = conversation;
  const shown = JSON.stringify([last?.id, unread, isAiActive, channel, at, isOpen, isTyping]);
  if (row.shown === shown) return;
  row.shown = shown;
  setTime(row.time, last?.timestamp ?? at);
  if (isOpen) row.link.setAttribute("aria-current", "true");
  else row.link.removeAttribute("aria-current");
  row.item.dataset.unread = unread;
  row.item.dataset.typing = isTyping;
  row.item.dataset.active = isAiActive ? "ai" : "person";
  row.badge.hidden = unread === 0;
  row.badge.replaceChildren(
    element("span", { text: unread > 99 ? "99+" : String(unread), "aria-hidden": "true" }),
    say(element("span", { className: "visually-hidden" }), "list.unread", { count: unread }),
  );
  quote(row.channel, channel ?? "…");
  row.active.replaceChildren(
    icon(isAiActive ? "ai" : "person"),
    say(element("span"), isAiActive ? "active.ai" : "active.person"),
  );
  fillPreview(row.preview, last, isTyping);
}

function fillPreview(preview, last, isTyping) {
  if (isTyping) {
    preview.replaceChildren(say(element("span"), "typing"));
    return;
  }
  if (!last) {
    preview.replaceChildren(say(element("span"), "list.noMessage"));
    return;
  }
  const who = ROLES[last.role];
  const text = last.content.slice(0, PREVIEW_CHARACTERS).replace(/\s+/g, " ");
  const said = element("span", { text });
  if (last.role === "user") preview.replaceChildren(said);
  else preview.replaceChildren(say(element("b"), `${who.key}.brief`), " ", said);
}
