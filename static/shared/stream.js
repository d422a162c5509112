/**
 * The live stream's life: a new ticket and the last id seen for each connection, backing off while
 * the server is away. Hands every event to the page, in order; draws nothing. The browser's own way
 * of reconnecting isn't used: it would come back with the old ticket.
 *
 * Phases: `idle`, `connecting`, `live` (something was heard), `waiting` (for the next attempt),
 * `signedOut` (the server wants to know who this is).
 */

import { backoff } from "./backoff.js";
import { Refused, Unauthorized } from "./calls.js";

// Heartbeats come every 30 s: two were lost.
const SILENCE_MS = 75_000;

export class Stream {
  #path;
  #takeTicket;
  #prepare;
  #onEvent;
  #onStatus;
  #source = null;
  #lastEventId = null;
  #phase = "idle";
  #attempt = 0;
  #retry = null;
  #watchdog = null;
  #heardAt = 0;
  // Raised by every new attempt; what an older one still has to say is ignored.
  #round = 0;

  /**
   * `path` is the stream's; `takeTicket()` is asked for a new ticket, and
   * `prepare()` is awaited before each attempt: what events are told on top of must be there;
   * `onEvent(type, data, id)`: of the kinds that are replayed, where in the stream it is.
   */
  constructor({ path, takeTicket, prepare, onEvent, onStatus }) {
    this.#path = path;
    this.#takeTicket = takeTicket;
    this.#prepare = prepare;
    this.#onEvent = onEvent;
    this.#onStatus = onStatus;
  }

  get isLive() {
    return this.#phase === "live";
  }

  /** The next connection tells what came after this event. */
  goOnFrom(lastEventId) {
    this.#lastEventId = lastEventId;
  }

  /** At once, unless it is live or about to be. */
  connectNow() {
    if (this.#phase === "connecting" || (this.isLive && !this.#isSilent)) return;
    this.reconnect();
  }

  reconnect() {
    // One that fails is still not the first.
    this.#attempt = Math.min(this.#attempt, 1);
    this.#connect();
  }

  stop() {
    this.#abandon();
    this.#phase = "idle";
  }

  /** Timers don't run while a machine sleeps, so it is asked, too. */
  get #isSilent() {
    return performance.now() - this.#heardAt > SILENCE_MS;
  }

  #abandon() {
    this.#round += 1;
    clearTimeout(this.#retry);
    clearTimeout(this.#watchdog);
    this.#source?.close();
    this.#source = null;
  }

  async #connect() {
    this.#abandon();
    const round = this.#round;
    this.#enter("connecting", { attempt: this.#attempt });
    try {
      await this.#prepare();
      const ticket = await this.#takeTicket();
      if (round === this.#round) this.#open(round, ticket);
    } catch (error) {
      if (round === this.#round) this.#failed(error);
    }
  }

  #open(round, ticket) {
    const query = new URLSearchParams({ ticket });
    if (this.#lastEventId !== null) query.set("last_event_id", this.#lastEventId);
    this.#source = new EventSource(`${this.#path}?${query}`);
    this.#expectMore();
    this.#source.onmessage = (event) => {
      if (round === this.#round) this.#hear(event);
    };
    this.#source.onerror = () => {
      if (round === this.#round) this.#lost("lost");
    };
  }

  #hear({ data, lastEventId }) {
    this.#attempt = 0;
    this.#expectMore();
    if (!this.isLive) this.#enter("live");
    const { type, data: content } = JSON.parse(data);
    // Remembered once it was told: an event that can't be shown must not be passed over silently.
    this.#onEvent(type, content, lastEventId);
    if (lastEventId && type !== "gap") this.#lastEventId = lastEventId;
  }

  #expectMore() {
    this.#heardAt = performance.now();
    clearTimeout(this.#watchdog);
    this.#watchdog = setTimeout(() => this.#lost("lost"), SILENCE_MS);
  }

  #failed(error) {
    if (error instanceof Unauthorized) this.#signedOut("unknown");
    else if (error.code === "not_permitted") this.#signedOut("scope");
    else this.#lost(error instanceof Refused ? "refused" : "away", error.message);
  }

  #signedOut(reason) {
    this.#abandon();
    this.#enter("signedOut", { reason });
  }

  #lost(reason, detail) {
    this.#abandon();
    this.#attempt += 1;
    const delay = backoff(this.#attempt, Math.random());
    const retryAt = performance.now() + delay;
    this.#enter("waiting", { reason, detail, attempt: this.#attempt, retryAt });
    this.#retry = setTimeout(() => this.#connect(), delay);
  }

  #enter(phase, more = {}) {
    this.#phase = phase;
    this.#onStatus({ phase, ...more });
  }
}
