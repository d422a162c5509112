/**
 * The open conversation, drawn: messages with their days between them, the way back in time, what
 * is being sent, and a mark for what came while the reader was elsewhere.
 */

import { byId, element, icon } from "../shared/dom.js";
import { say } from "../shared/i18n.js";
import { Follower } from "./follower.js";
import { ROLES } from "./roles.js";
import { dayOf, timeElement } from "./times.js";

const NEAR_TOP_PX = 160;

export class ThreadView {
  #list = byId("messages");
  #outgoing = byId("outgoing");
  #scroller = byId("thread-scroll");
  #older = byId("older");
  #pill = byId("new-messages");
  #problem = byId("thread-problem");
  #follower;
  #missed = 0;
  // What the rows under way were drawn for.
  #drawn = "";

  /** `onOlder()` when more of the past is wanted, `onRetry()` after a problem. */
  constructor({ onOlder, onRetry }) {
    this.#follower = new Follower({
      scroller: this.#scroller,
      content: byId("thread-content"),
      onEnd: () => this.#miss(0),
    });
    this.#scroller.addEventListener("scroll", () => this.#nearTop(onOlder), { passive: true });
    this.#older.addEventListener("click", onOlder);
    this.#pill.addEventListener("click", () => {
      this.#follower.toEnd();
      byId("reply").focus();
    });
    byId("thread-retry").addEventListener("click", onRetry);
  }

  get isAtEnd() {
    return this.#follower.isFollowing;
  }

  showLoading() {
    this.#list.replaceChildren();
    this.#outgoing.replaceChildren();
    this.#drawn = "";
    this.#problem.hidden = true;
    byId("thread-loading").hidden = false;
    this.showOlder("none");
    this.#miss(0);
    this.#follower.isFollowing = true;
  }

  /** `problem`: none, forbidden, away or failed. */
  showProblem(problem) {
    byId("thread-loading").hidden = true;
    this.#problem.hidden = false;
    // What this token isn't for isn't left on the page by the one before.
    if (problem === "forbidden" || problem === "none") this.#list.replaceChildren();
    say(byId("thread-problem-text"), `thread.${problem}`);
    byId("thread-retry").hidden = problem === "forbidden";
  }

  /** All messages anew, oldest first; `older` as showOlder() has it. */
  fill(messages, older) {
    byId("thread-loading").hidden = true;
    this.#problem.hidden = true;
    const anchor = this.#follower.isFollowing ? null : this.#firstRead();
    this.#follower.anchoring(
      anchor,
      () => {
        this.showOlder(older);
        this.#list.replaceChildren(...rowsOf(messages));
      },
      () => this.#rowOf(anchor?.dataset.id),
    );
  }

  prepend(messages, older) {
    const rows = rowsOf(messages);
    const first = this.#list.firstElementChild;
    this.#follower.keeping(() => {
      const last = messages.at(-1);
      if (last && first?.dataset.day === dayOf(last.timestamp)) first.remove();
      this.#list.prepend(...rows);
      this.showOlder(older);
    });
  }

  append(message) {
    byId("thread-loading").hidden = true;
    const last = this.#list.querySelector(".message:last-child");
    this.#list.append(...rowsOf([message], last?.dataset.day));
    if (this.#follower.isFollowing) this.#follower.toEnd();
    else this.#miss(this.#missed + 1);
  }

  /** What isn't in the conversation yet. */
  showOutgoing(messages) {
    const drawn = JSON.stringify(messages);
    if (drawn === this.#drawn) return;
    const isMore = messages.length > this.#outgoing.children.length;
    this.#drawn = drawn;
    this.#outgoing.replaceChildren(...messages.map(outgoingRow));
    // Who writes wants to see it, wherever they were reading.
    if (isMore || this.#follower.isFollowing) this.#follower.toEnd();
  }

  /** `state`: none, more, loading or failed. */
  showOlder(state) {
    const hadFocus = document.activeElement === this.#older;
    this.#older.dataset.state = state;
    this.#older.hidden = state === "none";
    if (state !== "none") say(this.#older, `older.${state}`);
    this.#older.setAttribute("aria-busy", state === "loading");
    if (hadFocus && this.#older.hidden) this.#scroller.focus();
  }

  focus() {
    this.#scroller.focus();
  }

  #nearTop(onOlder) {
    const wantsMore = this.#older.dataset.state === "more";
    if (wantsMore && this.#scroller.scrollTop < NEAR_TOP_PX && !this.#follower.isFollowing) {
      onOlder();
    }
  }

  #miss(count) {
    this.#missed = count;
    this.#pill.hidden = count === 0;
    if (count) say(byId("new-messages-text"), count === 1 ? "pill.one" : "pill.many", { count });
  }

  #firstRead() {
    const top = this.#scroller.getBoundingClientRect().top;
    const rows = [...this.#list.querySelectorAll(".message")];
    return rows.find((row) => row.getBoundingClientRect().bottom > top) ?? null;
  }

  #rowOf(id) {
    return id === undefined ? null : this.#list.querySelector(`[data-id="${CSS.escape(id)}"]`);
  }
}

/** The rows of messages that follow one of the day `day`. */
function rowsOf(messages, day) {
  const rows = [];
  for (const message of messages) {
    const itsDay = dayOf(message.timestamp);
    if (itsDay !== day) rows.push(dayRow(message.timestamp, itsDay));
    day = itsDay;
    rows.push(messageRow(message, itsDay));
  }
  return rows;
}

function dayRow(timestamp, day) {
  return element("li", { className: "day", data: { day } }, timeElement("day", timestamp));
}

function messageRow({ id, content, role, timestamp }, day) {
  const foot = element("span", { className: "foot" }, timeElement("clock", timestamp));
  return row({ content, role, foot, data: { id, role, day } });
}

function outgoingRow({ id, content, isAnswered }) {
  const state = isAnswered ? "sent" : "sending";
  const foot = say(element("span", { className: "foot" }), `outgoing.${state}`);
  return row({ content, role: "human", foot, data: { id, role: "human", state } });
}

function row({ content, role, foot, data }) {
  const { key, icon: name } = ROLES[role] ?? ROLES.assistant;
  const who = element("span", { className: "who" }, icon(name), say(element("span"), key));
  const bubble = element("p", { className: "bubble", dir: "auto", text: content });
  return element("li", { className: "message", data }, who, bubble, foot);
}
