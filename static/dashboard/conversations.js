/**
 * All conversations the page knows of. Fed with pages of the list and with events; draws nothing.
 *
 * What was fetched never overrules what the stream said: an answer may be older than an event that
 * overtook it, but the stream tells everything in order, so its last word is always true in the end.
 */

export class Conversations {
  #byLead = new Map();
  // What the stream said of conversations that are further down the list than was read.
  #early = new Map();
  // Orders what happened within the same second: times are told by the second.
  #newest = 0;
  #oldest = 0;
  #onChange;

  /** Where the list goes on; null at its end. */
  cursor = null;

  /** `onChange()` after every change. */
  constructor({ onChange }) {
    this.#onChange = onChange;
  }

  get size() {
    return this.#byLead.size;
  }

  get unread() {
    let sum = 0;
    for (const each of this.#byLead.values()) sum += each.unread_count;
    return sum;
  }

  get(leadId) {
    return this.#byLead.get(leadId);
  }

  /** The most recently active first. */
  sorted() {
    return [...this.#byLead.values()].sort(
      (one, other) =>
        other.updated_at.localeCompare(one.updated_at) || other.rank - one.rank,
    );
  }

  /** The list anew, from its beginning. */
  replace(items, cursor) {
    this.#byLead.clear();
    this.#early.clear();
    this.append(items, cursor);
  }

  append(items, cursor) {
    for (const item of items) this.add(item);
    this.cursor = cursor;
    this.#onChange();
  }

  /** One that was fetched. */
  add(item) {
    const known = this.#byLead.get(item.lead_id);
    if (known) {
      known.channel ??= item.channel;
      if (known.tellings === 0) Object.assign(known, stateOf(item));
    } else {
      this.#oldest -= 1;
      const told = this.#early.get(item.lead_id);
      const tellings = told ? 1 : 0;
      this.#byLead.set(item.lead_id, { ...item, ...told, tellings, rank: this.#oldest });
    }
    this.#early.delete(item.lead_id);
    this.#onChange();
  }

  /** A message that the stream told of. Whether the conversation is new here. */
  said(leadId, message) {
    const isNew = !this.#byLead.has(leadId);
    const conversation = isNew ? this.#begin(leadId, message) : this.#byLead.get(leadId);
    const isOld = message.timestamp < conversation.updated_at;
    if (!isOld && conversation.last_message?.id !== message.id) {
      this.#newest += 1;
      conversation.last_message = message;
      conversation.updated_at = message.timestamp;
      conversation.rank = this.#newest;
    }
    this.#onChange();
    return isNew;
  }

  /** A state that the stream told of. Whether the conversation isn't known here. */
  told({ lead_id: leadId, ...state }) {
    const conversation = this.#byLead.get(leadId);
    if (!conversation) {
      this.#early.set(leadId, state);
      return true;
    }
    Object.assign(conversation, state);
    conversation.tellings += 1;
    this.#onChange();
    return false;
  }

  /** The answer to a change, which was asked for when the stream had told `tellings` times. */
  answered(item, tellings) {
    const conversation = this.#byLead.get(item.lead_id);
    if (conversation?.tellings !== tellings) return;
    Object.assign(conversation, stateOf(item));
    this.#onChange();
  }

  /** It turned out that there is none, or none for this token. */
  drop(leadId) {
    this.#byLead.delete(leadId);
    this.#onChange();
  }

  /** Until its overview is fetched: a conversation of which only a message is known. */
  #begin(leadId, message) {
    const conversation = {
      lead_id: leadId,
      channel: null,
      is_ai_active: true,
      unread_count: 0,
      last_message: null,
      updated_at: message.timestamp,
      tellings: this.#early.has(leadId) ? 1 : 0,
      ...this.#early.get(leadId),
    };
    this.#early.delete(leadId);
    this.#byLead.set(leadId, conversation);
    return conversation;
  }
}

function stateOf({ is_ai_active, unread_count }) {
  return { is_ai_active, unread_count };
}
