/**
 * What both sides of a call say, as it is said: words still being recognised, and a buyer's words
 * cut where they were interrupted. Told of messages. What is heard isn't read out as well, but can
 * be read again.
 */

import { clockText } from "../shared/clock.js";
import { element, icon, keepAtEnd } from "../shared/dom.js";
import { quote, say } from "../shared/i18n.js";

const MOST_LINES = 300;

export class Transcript {
  #list;
  #scroller;
  #clock;
  #onLine;
  // How the buyer takes speech; see hearingOf().
  #hearing = "well";
  // The person's turn that is still being spoken or recognised.
  #pending = null;
  #replies = new Map();
  /** What was said to its end: {who, text, at} in seconds from the call's start. */
  lines = [];

  /** `clock()`: how long the call has lasted, in seconds; `onLine()`: `lines` are others. */
  constructor({ list, scroller, clock, onLine }) {
    this.#list = list;
    this.#scroller = scroller;
    this.#clock = clock;
    this.#onLine = onLine;
  }

  /** For a new call, or one that goes on with these `lines`. */
  begin({ buyer, language, hearing, lines = [] }) {
    this.#hearing = hearing;
    this.#pending = null;
    this.#replies.clear();
    this.#list.replaceChildren();
    this.#list.lang = language;
    this.#list.dataset.buyer = buyer;
    this.lines = [...lines];
    for (const { who, text, at } of lines) quote(this.#add(who, at).bubble, text);
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }

  /** How much the person said that can be read. */
  get own() {
    const texts = this.lines.filter(({ who }) => who === "you").map(({ text }) => text);
    return { turns: texts.length, words: texts.join(" ").split(/\s+/).filter(Boolean).length };
  }

  typed(text) {
    this.#change(() => {
      this.#dropPending();
      const row = this.#add("you");
      quote(row.bubble, text);
      this.#keep(row, text);
    });
    // Who writes wants to see the answer, wherever they were reading.
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }

  received({ type, data }) {
    const action = ACTIONS[type];
    if (action) this.#change(() => action(this, data));
  }

  /** The turn that ended brought nothing: say so rather than wait for ever. */
  unanswered() {
    if (this.#pending) this.#change(() => this.leaveWordless());
  }

  // What messages do

  speechStarted() {
    this.#pending ??= this.#add("you");
    this.#pending.item.dataset.pending = "";
    say(this.#pending.bubble, "said.speaking");
  }

  speechStopped() {
    if (!this.#pending) return;
    if (this.#hearing === "not") this.leaveWordless();
    else if (!this.#pending.text) say(this.#pending.bubble, "said.recognising");
  }

  transcribed({ text, final = true }) {
    const row = (this.#pending ??= this.#add("you"));
    row.text = text;
    quote(row.bubble, text);
    row.item.toggleAttribute("data-pending", !final);
    if (!final) return;
    this.#keep(row, text);
    this.#pending = null;
  }

  /** A turn without words that could be made out. */
  leaveWordless() {
    if (!this.#pending) return;
    say(this.#pending.bubble, this.#hearing === "not" ? "said.unheard" : "said.wordless");
    this.#pending = null;
  }

  replyStarted({ response_id: id, role }) {
    this.leaveWordless();
    // One that goes on after a noise has its row. Of any other an id may come again: a server that
    // was killed counts on from what it had kept.
    const goesOn = this.#replies.get(id)?.goesOnAs === id;
    if (!goesOn) this.#replies.set(id, { role, row: null, text: "", heard: "", goesOnAs: null });
  }

  replyText({ response_id: id, text }) {
    const reply = this.#replies.get(id);
    // What was cut stays cut, whatever may still be under way.
    if (!reply || reply.isCut) return;
    reply.row ??= this.#add(reply.role === "human" ? "person" : "buyer");
    reply.text = [reply.text, text].filter(Boolean).join(" ");
    quote(reply.row.bubble, reply.text);
    this.#keep(reply.row, reply.text);
  }

  interrupted({ response_id: id, heard_text: heard }) {
    const reply = this.#replies.get(id);
    if (!reply?.row) return;
    reply.heard = [reply.heard, heard].filter(Boolean).join(" ");
    reply.isCut = true;
    quote(reply.row.bubble, `${reply.heard} …`.trim());
    reply.row.mark.replaceChildren(icon("close"), say(element("span"), "said.cut"));
    this.#keep(reply.row, `${reply.heard} …`.trim());
  }

  /** What was heard stands; the rest follows, as text of the new id. */
  dismissed({ response_id: id, new_response_id: next }) {
    this.#dropPending();
    const reply = this.#replies.get(id);
    if (!reply?.row) return;
    reply.isCut = false;
    reply.goesOnAs = next;
    reply.text = reply.heard;
    reply.row.mark.replaceChildren();
    quote(reply.row.bubble, reply.text);
    this.#replies.set(next, reply);
  }

  // Rows

  #change(action) {
    keepAtEnd(this.#scroller, () => {
      action();
      while (this.#list.children.length > MOST_LINES) this.#list.firstElementChild.remove();
    });
  }

  #add(who, at = this.#clock()) {
    const name = element("span", { className: "name" });
    if (who === "buyer") quote(name, this.#list.dataset.buyer);
    else say(name, `said.${who}`);
    const time = element("span", { className: "at", text: clockText(at) });
    const head = element("span", { className: "who" }, name, " ", time);
    const bubble = element("p", { className: "bubble", dir: "auto" });
    const mark = element("span", { className: "cut" });
    const side = who === "you" ? "you" : "buyer";
    const item = element("li", { className: "line", data: { who: side } }, head, bubble, mark);
    this.#list.append(item);
    return { item, bubble, mark, who, at, line: null, text: "" };
  }

  /** The row's line is this text. */
  #keep(row, text) {
    if (row.line === null) {
      row.line = { who: row.who, text, at: row.at };
      this.lines.push(row.line);
    }
    row.line.text = text;
    this.#onLine();
  }

  #dropPending() {
    this.#pending?.item.remove();
    this.#pending = null;
  }
}

const ACTIONS = {
  speech_started: (transcript) => transcript.speechStarted(),
  speech_stopped: (transcript) => transcript.speechStopped(),
  transcription: (transcript, data) => transcript.transcribed(data),
  response_start: (transcript, data) => transcript.replyStarted(data),
  response_text: (transcript, data) => transcript.replyText(data),
  interruption: (transcript, data) => transcript.interrupted(data),
  interruption_dismissed: (transcript, data) => transcript.dismissed(data),
};
