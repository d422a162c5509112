/**
 * The reply box: Enter sends, Shift+Enter breaks the line. What could not be sent goes back into
 * the box under the id it was tried with; what was sent is shown as such until the stream brings it.
 */

import { say } from "../shared/i18n.js";
import { Refused, ServerAway } from "../shared/calls.js";

// What the server takes; counted as it counts.
const MOST_CHARACTERS = 10_000;

export class Composer {
  #parts;
  #drafts;
  #server;
  #typing;
  #showOutgoing;
  #onUnauthorized;
  #leadId = null;
  // By lead: {id, content, isAnswered, isShown}, until both the server and the stream had it.
  #outgoing = new Map();

  /** `parts`: form, box, send and note; `showOutgoing(messages)` of the open conversation. */
  constructor({ parts, drafts, server, typing, showOutgoing, onUnauthorized }) {
    this.#parts = parts;
    this.#drafts = drafts;
    this.#server = server;
    this.#typing = typing;
    this.#showOutgoing = showOutgoing;
    this.#onUnauthorized = onUnauthorized;
    this.#listen();
  }

  open(leadId) {
    this.close();
    this.#leadId = leadId;
    const isUnderWay = this.#outgoingOf(leadId).length > 0;
    const tried = isUnderWay ? undefined : this.#drafts.triedOf(leadId);
    // After a reload nobody knows what became of it.
    this.#parts.box.value = this.#drafts.textOf(leadId) || (tried?.content ?? "");
    this.#showNote(null);
    this.#update();
  }

  close() {
    this.#typing.stop();
    this.#leadId = null;
  }

  focus() {
    this.#parts.box.focus();
  }

  /** These messages are in the conversation. */
  confirm(leadId, messages) {
    for (const { id } of messages) this.#confirmOne(leadId, id);
  }

  #confirmOne(leadId, id) {
    const tried = this.#drafts.triedOf(leadId);
    const entry = this.#outgoingOf(leadId).find((each) => each.id === id);
    if (entry) {
      entry.isShown = true;
      this.#settle(leadId);
    } else if (tried?.id === id) {
      this.#takeBack(leadId, tried);
    }
  }

  /** It seemed to have failed, and its text is in the box again: it needn't be. */
  #takeBack(leadId, { id, content }) {
    const isOpen = leadId === this.#leadId;
    const text = isOpen ? this.#parts.box.value : this.#drafts.textOf(leadId);
    const rest = text.startsWith(content) ? text.slice(content.length).trimStart() : text;
    this.#drafts.keep(leadId, rest);
    this.#drafts.done(leadId, id);
    if (!isOpen) return;
    this.#parts.box.value = rest;
    this.#showNote(null);
    this.#update();
  }

  #listen() {
    const { form, box } = this.#parts;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#submit();
    });
    box.addEventListener("input", () => this.#typed());
    box.addEventListener("blur", () => this.#typing.stop());
  }

  #typed() {
    if (this.#parts.box.value === "" && !this.#isSending(this.#leadId)) {
      this.#drafts.discard(this.#leadId);
    } else {
      this.#drafts.keep(this.#leadId, this.#parts.box.value);
    }
    if (this.#parts.box.value.trim()) this.#typing.typed(this.#leadId);
    else this.#typing.stop();
    if (isTooLong(this.#parts.box.value)) this.#showNote("tooLong", { most: MOST_CHARACTERS });
    else if (this.#parts.note.dataset.i18n === "send.tooLong") this.#showNote(null);
    this.#update();
  }

  async #submit() {
    const leadId = this.#leadId;
    const content = this.#parts.box.value.trim();
    if (this.#parts.send.disabled || leadId === null) return;
    const message = this.#drafts.messageOf(leadId, content);
    this.#parts.box.value = "";
    this.#drafts.keep(leadId, "");
    this.#drafts.try(leadId, message);
    this.#typing.stop();
    this.#showNote(null);
    const entry = { ...message, isAnswered: false, isShown: false };
    this.#outgoing.set(leadId, [...this.#outgoingOf(leadId), entry]);
    this.#settle(leadId);
    await this.#send(leadId, entry);
  }

  async #send(leadId, entry) {
    try {
      await this.#server.reply(leadId, entry);
    } catch (error) {
      // What the conversation shows is with the server, whatever became of the answer.
      if (!entry.isShown) {
        this.#failed(leadId, entry, error);
        return;
      }
    }
    entry.isAnswered = true;
    this.#drafts.done(leadId, entry.id);
    this.#settle(leadId);
  }

  #failed(leadId, entry, error) {
    const text = this.#drafts.textOf(leadId);
    this.#drafts.keep(leadId, text ? `${entry.content}\n${text}` : entry.content);
    this.#outgoing.set(leadId, this.#outgoingOf(leadId).filter((each) => each !== entry));
    if (leadId === this.#leadId) {
      this.#parts.box.value = this.#drafts.textOf(leadId);
      this.#showNote(reasonOf(error), { message: error.message });
    }
    this.#settle(leadId);
    this.#onUnauthorized(error);
  }

  #settle(leadId) {
    const underWay = this.#outgoingOf(leadId).filter((each) => !each.isAnswered || !each.isShown);
    if (underWay.length) this.#outgoing.set(leadId, underWay);
    else this.#outgoing.delete(leadId);
    if (leadId === this.#leadId) this.#update();
  }

  #isSending(leadId) {
    return this.#outgoingOf(leadId).some(({ isAnswered }) => !isAnswered);
  }

  #outgoingOf(leadId) {
    return this.#outgoing.get(leadId) ?? [];
  }

  #update() {
    if (this.#leadId === null) return;
    this.#showOutgoing(this.#outgoingOf(this.#leadId).filter(({ isShown }) => !isShown));
    const text = this.#parts.box.value.trim();
    const isUnfit = text === "" || isTooLong(text);
    this.#parts.send.disabled = isUnfit || this.#isSending(this.#leadId);
  }

  #showNote(key, values) {
    this.#parts.note.hidden = key === null;
    if (key !== null) say(this.#parts.note, `send.${key}`, values);
  }
}

function isTooLong(text) {
  // A character may be two of the string's units, so most texts needn't be counted.
  return text.length > MOST_CHARACTERS && [...text.trim()].length > MOST_CHARACTERS;
}

function reasonOf(error) {
  if (error instanceof ServerAway) return "away";
  if (!(error instanceof Refused)) return "unknown";
  return error.code === "store_failed" ? "notSaved" : "refused";
}
