/** Reads what the page shows; while the server is away, tries again, less and less often. */

import { backoff } from "../shared/backoff.js";
import { Refused, Unauthorized } from "../shared/calls.js";

export class Loading {
  #load;
  #onStatus;
  #attempt = 0;
  #timer = null;
  #hasToken;
  // Raised by every new attempt; what an older one brings is ignored.
  #round = 0;

  /**
   * `load()` reads, and returns what is to be done with it once it is there; `hasToken()`: whether
   * one was given; `onStatus(status)` as shared/status.js shows it.
   */
  constructor({ load, hasToken, onStatus }) {
    this.#load = load;
    this.#hasToken = hasToken;
    this.#onStatus = onStatus;
  }

  now() {
    this.#attempt = 0;
    this.#try();
  }

  /** What is under way is wanted no longer. */
  stop() {
    this.#round += 1;
    clearTimeout(this.#timer);
  }

  async #try() {
    this.stop();
    const round = this.#round;
    this.#onStatus({ phase: "connecting", attempt: this.#attempt });
    try {
      const use = await this.#load();
      if (round !== this.#round) return;
      this.#onStatus({ phase: "live" });
      use();
    } catch (error) {
      if (round === this.#round) this.#failed(error);
    }
  }

  #failed(error) {
    if (error instanceof Unauthorized) {
      this.#onStatus({ phase: "signedOut", reason: this.#hasToken() ? "unknown" : "missing" });
      return;
    }
    this.#attempt += 1;
    const delay = backoff(this.#attempt, Math.random());
    const isRefused = error instanceof Refused;
    this.#onStatus({
      phase: "waiting",
      // Nothing is on the page yet that could be looked at meanwhile: said at once.
      attempt: this.#attempt + 1,
      reason: isRefused ? "refused" : "away",
      detail: isRefused ? error.message : undefined,
      retryAt: performance.now() + delay,
    });
    this.#timer = setTimeout(() => this.#try(), delay);
  }
}
