/**
 * The messages of the conversation that is open, oldest first, each once. Fed with pages that go
 * back in time and with events. The stream may be behind the pages: what it tells then is in them
 * already, or older than all of them.
 */

import { Refused, ServerAway } from "../shared/calls.js";

const PAGE = 50;
const MOST = 200;
// What nobody has gone back to is let go when it is more than this.
const MOST_SHOWN = 1_000;

export class Thread {
  #server;
  #view;
  #onMessages;
  #ids = new Set();
  #cursor = null;
  // The place in the stream that the latest messages were read at.
  #readAt = null;
  #isLoading = false;
  #arrived = [];
  // What is still asked for an older conversation is ignored.
  #round = 0;

  leadId = null;
  hasProblem = false;

  /** `onMessages(messages)`: these are in the conversation now. */
  constructor({ server, view, onMessages }) {
    this.#server = server;
    this.#view = view;
    this.#onMessages = onMessages;
  }

  /** Throws nothing: what goes wrong is shown. */
  async open(leadId) {
    this.close();
    this.leadId = leadId;
    this.#view.showLoading();
    await this.reload();
  }

  close() {
    this.#round += 1;
    this.leadId = null;
    this.#ids.clear();
    this.#cursor = null;
    this.#readAt = null;
    this.hasProblem = false;
    this.#isLoading = false;
    this.#arrived = [];
  }

  /** The latest messages anew. */
  async reload() {
    if (this.leadId === null) return;
    this.#round += 1;
    this.#arrived = [];
    const limit = Math.min(MOST, Math.max(PAGE, this.#ids.size));
    await this.#load({ limit }, (messages, older, readAt) => {
      this.#readAt = readAt;
      const ids = new Set(messages.map(({ id }) => id));
      const since = this.#arrived
        .filter(({ message, eventId }) => !ids.has(message.id) && !isUpTo(eventId, readAt))
        .map(({ message }) => message);
      this.#ids.clear();
      for (const { id } of [...messages, ...since]) this.#ids.add(id);
      this.#view.fill([...messages, ...since], older);
      this.#onMessages(messages);
    });
  }

  async older() {
    if (this.#cursor === null || this.#isLoading) return;
    this.#view.showOlder("loading");
    await this.#load({ cursor: this.#cursor, limit: PAGE }, (messages, older) => {
      const unseen = messages.filter(({ id }) => !this.#ids.has(id));
      for (const { id } of unseen) this.#ids.add(id);
      this.#view.prepend(unseen, older);
    });
  }

  /** A message that the stream told of. Whether it is new here. */
  said(message, eventId) {
    if (this.#isLoading) this.#arrived.push({ message, eventId });
    if (this.#ids.has(message.id)) return false;
    if (isUpTo(eventId, this.#readAt)) {
      // Its place is further back than was read.
      this.#onMessages([message]);
      return false;
    }
    if (this.hasProblem) {
      // It alone would look like all there is.
      if (!this.#isLoading) this.reload();
      return true;
    }
    this.#ids.add(message.id);
    this.#view.append(message);
    if (this.#ids.size > MOST_SHOWN && this.#view.isAtEnd && !this.#isLoading) this.reload();
    this.#onMessages([message]);
    return true;
  }

  async #load(part, take) {
    const round = this.#round;
    this.#isLoading = true;
    try {
      const page = await this.#server.messages(this.leadId, part);
      if (round !== this.#round) return;
      this.#cursor = page.next_cursor;
      this.hasProblem = false;
      take(page.items.reverse(), this.#cursor === null ? "none" : "more", page.last_event_id);
    } catch (error) {
      if (round === this.#round) this.#failed(error, part.cursor);
    } finally {
      if (round === this.#round) this.#isLoading = false;
    }
  }

  #failed(error, cursor) {
    if (cursor !== undefined) {
      this.#view.showOlder("failed");
      return;
    }
    this.hasProblem = true;
    this.#view.showProblem(problemOf(error));
  }
}

/** Both are `<epoch>-<number>`; places of different epochs say nothing of one another. */
function isUpTo(eventId, place) {
  if (!eventId || !place) return false;
  const [one, other] = [eventId, place].map((each) => each.lastIndexOf("-"));
  const isSameEpoch = eventId.slice(0, one) === place.slice(0, other);
  return isSameEpoch && Number(eventId.slice(one + 1)) <= Number(place.slice(other + 1));
}

function problemOf(error) {
  if (error instanceof Refused && error.status === 404) return "none";
  if (error instanceof Refused && error.status === 403) return "forbidden";
  return error instanceof ServerAway ? "away" : "failed";
}
