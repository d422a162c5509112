/**
 * Hears of one's place in the queue: by the live stream, and by asking while that is cut. Being
 * heard is also what keeps the place callable.
 */

import { Stream } from "../shared/stream.js";
import { STREAM } from "./server.js";

const POLL_MS = 3_000;
const LONGEST_POLL_MS = 20_000;

export class QueueWatch {
  #server;
  #onTicket;
  #onStatus;
  #stream;
  #poll = null;
  #pollMs = POLL_MS;
  // Raised when asking stops; an answer that comes after that is ignored.
  #round = 0;

  /** `prepare()`: before each connection; `onTicket(ticket)`; `onStatus`: see Stream. */
  constructor({ server, prepare, onTicket, onStatus }) {
    this.#server = server;
    this.#onTicket = onTicket;
    this.#onStatus = onStatus;
    this.#stream = new Stream({
      path: STREAM,
      takeTicket: () => server.streamTicket(),
      prepare,
      onEvent: (type, data) => type === "queue_status" && onTicket(data),
      onStatus: (status) => this.#changed(status),
    });
  }

  start() {
    this.#stream.reconnect();
  }

  /** At once, unless it is live or about to be. */
  wake() {
    this.#stream.connectNow();
  }

  stop() {
    this.#stream.stop();
    this.#stopAsking();
  }

  #changed(status) {
    const { phase, attempt } = status;
    const isCut = phase === "waiting" || (phase === "connecting" && attempt > 0);
    if (!isCut) this.#stopAsking();
    else if (this.#poll === null) this.#askLater();
    this.#onStatus(status);
  }

  #stopAsking() {
    clearTimeout(this.#poll);
    this.#poll = null;
    this.#pollMs = POLL_MS;
    this.#round += 1;
  }

  #askLater() {
    this.#poll = setTimeout(() => this.#ask(), this.#pollMs);
  }

  async #ask() {
    const round = this.#round;
    const ticket = await this.#server.ticket().catch(() => null);
    if (round !== this.#round) return;
    // A server that doesn't answer is asked less and less often.
    this.#pollMs = ticket?.poll_after_ms ?? Math.min(LONGEST_POLL_MS, this.#pollMs * 2);
    if (ticket !== null) this.#onTicket(ticket);
    // Telling may have stopped it.
    if (round === this.#round) this.#askLater();
  }
}
