/**
 * The conversation as a chat: what each side said, what was understood of it, which tools ran. Told
 * of messages; a reply that was interrupted is shown cut at what was heard.
 */

import { element, icon, keepAtEnd } from "../shared/dom.js";
import { quote, say } from "../shared/i18n.js";

const MOST_TURNS = 200;

export class Transcript {
  #list;
  #scroller;
  #onChange;
  // The person's turn that facts belong to, and the one still being spoken or recognised.
  #current = null;
  #pending = null;
  #replies = new Map();

  /** `onChange(isEmpty)` after every change. */
  constructor({ list, scroller, onChange }) {
    this.#list = list;
    this.#scroller = scroller;
    this.#onChange = onChange;
  }

  clear() {
    this.#list.replaceChildren();
    this.newSession();
    this.#onChange(true);
  }

  /** Response ids count anew in every session. */
  newSession() {
    this.#dropPending();
    this.#current = null;
    this.#replies.clear();
  }

  typed(text) {
    this.#change(() => {
      this.#dropPending();
      this.#current = this.#addUser("talk.youTyped");
      quote(this.#current.bubble, text);
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
    if (this.#pending) this.#change(() => this.#leaveWordless());
  }

  // What messages do

  speechStarted() {
    this.#pending ??= this.#addUser("talk.you");
    this.#pending.item.dataset.pending = "";
    say(this.#pending.bubble, "talk.speaking");
  }

  speechStopped() {
    if (this.#pending) say(this.#pending.bubble, "talk.recognising");
  }

  transcribed({ text, final = true }) {
    const turn = this.#pending ?? (this.#pending = this.#addUser("talk.you"));
    quote(turn.bubble, text);
    if (final) this.#settle();
  }

  intended({ intent, confidence }) {
    this.#settle("talk.notUnderstood");
    const sure = say(element("span", { className: "confidence" }), "talk.confidence", {
      percent: Math.round(confidence * 100),
    });
    const name = element("code", { text: intent });
    this.#addFact({ intent }, name, sure);
  }

  toolCalled({ tool, parameters }) {
    this.#settle("talk.notUnderstood");
    const result = say(element("pre"), "talk.pending");
    const summary = element("summary", {}, icon("tool"), element("code", { text: tool }));
    const list = element("dl", {});
    list.append(say(element("dt"), "talk.parameters"), json(parameters));
    list.append(say(element("dt"), "talk.result"), element("dd", {}, result));
    const details = element("details", { className: "tool", data: { tool } }, summary, list);
    this.#current?.workings.append(details);
    if (this.#current) this.#current.calls.push({ tool, result });
  }

  toolReturned({ tool, result }) {
    const call = this.#current?.calls.find((each) => each.tool === tool && !each.done);
    if (!call) return;
    call.done = true;
    quote(call.result, JSON.stringify(result, null, 2));
  }

  measured({ speech_end_to_first_audio_ms: spoken, text_to_first_audio_ms: typed }) {
    const ms = spoken ?? typed;
    if (ms === null || ms === undefined) {
      this.#leaveWordless();
      return;
    }
    const text = say(element("span"), "talk.latency", { ms });
    this.#addFact({ latency: ms }, icon("clock"), text);
  }

  replyStarted({ response_id: id, role }) {
    this.#settle("talk.notUnderstood");
    // One that goes on after a noise has its row.
    if (!this.#replies.has(id)) this.#replies.set(id, this.#addReply(id, role));
  }

  replyText({ response_id: id, text }) {
    const reply = this.#replies.get(id);
    // What was cut stays cut, whatever may still be under way.
    if (!reply || "interrupted" in reply.item.dataset) return;
    if (reply.bubble.hasChildNodes()) reply.bubble.append(" ");
    // A piece of its own is what a screen reader reads next.
    reply.bubble.append(element("span", { text }));
  }

  interrupted({ response_id: id, played_ms: played, heard_text: heard }) {
    const reply = this.#replies.get(id);
    if (!reply) return;
    reply.heard = [reply.heard, heard].filter(Boolean).join(" ");
    reply.item.dataset.interrupted = "";
    quote(reply.bubble, `${reply.heard} …`.trim());
    const cut = reply.heard
      ? say(element("span"), "talk.cut", { seconds: Math.round(played / 100) / 10 })
      : say(element("span"), "talk.cutUnheard");
    reply.mark.replaceChildren(icon("close"), cut);
    reply.mark.className = "cut";
  }

  /** What was heard stands; the rest follows, as text of the new id. */
  dismissed({ response_id: id, new_response_id: next }) {
    const reply = this.#replies.get(id);
    this.#dropNoise();
    if (!reply) return;
    delete reply.item.dataset.interrupted;
    reply.bubble.replaceChildren();
    if (reply.heard) reply.bubble.append(element("span", { text: reply.heard }));
    reply.mark.className = "resumed";
    reply.mark.replaceChildren(say(element("span"), "talk.resumed"));
    this.#replies.set(next, reply);
  }

  // Rows

  #change(action) {
    keepAtEnd(this.#scroller, () => {
      action();
      while (this.#list.children.length > MOST_TURNS) this.#list.firstElementChild.remove();
    });
    this.#onChange(this.#list.children.length === 0);
  }

  #addUser(whoKey) {
    const bubble = element("p", { className: "bubble" });
    const workings = element("div", { className: "workings" });
    const who = say(element("span", { className: "who" }), whoKey);
    const item = element("li", { className: "turn user" }, who, bubble, workings);
    this.#list.append(item);
    return { item, bubble, workings, calls: [], wordless: false, before: this.#current };
  }

  #addReply(id, role) {
    const bubble = element("p", { className: "bubble" });
    const mark = element("span", {});
    const key = role === "human" ? "talk.person" : "talk.agent";
    const who = say(element("span", { className: "who" }), key);
    const data = { responseId: id, role };
    const item = element("li", { className: "turn agent-side", data }, who, bubble, mark);
    this.#list.append(item);
    return { item, bubble, mark, heard: "" };
  }

  #addFact(data, ...children) {
    this.#current?.workings.append(element("span", { className: "fact", data }, ...children));
  }

  /** The pending turn becomes the current one; without a transcript it says `fallbackKey`. */
  #settle(fallbackKey) {
    if (!this.#pending) return;
    if (fallbackKey) say(this.#pending.bubble, fallbackKey);
    else delete this.#pending.item.dataset.pending;
    if (!this.#pending.wordless) this.#pending.before = null;
    this.#current = this.#pending;
    this.#pending = null;
  }

  #leaveWordless() {
    if (!this.#pending) return;
    this.#pending.wordless = true;
    this.#settle("talk.unanswered");
  }

  /** The turns that noises opened are none; what comes belongs to the one before them. */
  #dropNoise() {
    this.#dropPending();
    while (this.#current?.wordless) {
      this.#current.item.remove();
      this.#current = this.#current.before;
    }
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
  intent: (transcript, data) => transcript.intended(data),
  tool_call: (transcript, data) => transcript.toolCalled(data),
  tool_result: (transcript, data) => transcript.toolReturned(data),
  turn_metrics: (transcript, data) => transcript.measured(data),
  response_start: (transcript, data) => transcript.replyStarted(data),
  response_text: (transcript, data) => transcript.replyText(data),
  interruption: (transcript, data) => transcript.interrupted(data),
  interruption_dismissed: (transcript, data) => transcript.dismissed(data),
};

function json(value) {
  return element("dd", {}, element("pre", { text: JSON.stringify(value, null, 2) }));
}
