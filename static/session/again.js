/** Asks again later, ever less often; not at all while nobody sees the page. */

import { backoff } from "../shared/backoff.js";

// What the server asks for while a call is scored (its Retry-After).
const SHORTEST_MS = 2_000;

export class Again {
  #ask;
  #attempt = 0;
  #timer = null;

  /** When it is to be asked, as performance.now() tells it; null: it isn't. */
  at = null;

  constructor({ ask }) {
    this.#ask = ask;
    document.addEventListener("visibilitychange", () => this.#arm());
  }

  later() {
    this.#attempt += 1;
    this.at = performance.now() + Math.max(SHORTEST_MS, backoff(this.#attempt, Math.random()));
    this.#arm();
  }

  now() {
    this.#disarm();
    this.at = null;
    this.#ask();
  }

  /** There is nothing more to ask for. */
  stop() {
    this.#disarm();
    this.at = null;
    this.#attempt = 0;
  }

  #arm() {
    this.#disarm();
    if (this.at === null || document.hidden) return;
    this.#timer = setTimeout(() => this.now(), Math.max(0, this.at - performance.now()));
  }

  #disarm() {
    clearTimeout(this.#timer);
  }
}
