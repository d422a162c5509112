/** Shows the connection: its phase, the countdown to the next attempt, and what went wrong. */

import { byId } from "../shared/dom.js";
import { hasText, say } from "../shared/i18n.js";
import { SERVICE_RESTART } from "../shared/voice-socket.js";

const TOLD = new Set([1001, 1009, 1011, 1012, 1013]);

export class ConnectionStatus {
  #notices;
  #restart;
  #wasLost = false;
  #countdown = null;

  constructor({ notices, restart }) {
    this.#notices = notices;
    this.#restart = restart;
  }

  show(status) {
    clearInterval(this.#countdown);
    const { phase, attempt } = status;
    byId("connection").dataset.phase = phase;
    say(byId("connection-text"), `connection.${phase}`, attempt && { attempt });
    byId("connection-countdown").textContent = "";
    this.#offer(phase);
    byId("token-form").hidden = phase !== "token";
    SHOWN[phase]?.(this, status);
  }

  waiting({ reason, code, retryAt }) {
    this.#wasLost ||= reason === "lost" || code === SERVICE_RESTART;
    const key = reason === "closed" ? `closed.${TOLD.has(code) ? code : "other"}` : reason;
    this.#notices.show("connection", { key, values: { code } });
    this.#count(retryAt);
    this.#countdown = setInterval(() => this.#count(retryAt), 250);
  }

  connected({ resumed }) {
    this.#notices.clear("connection");
    if (this.#wasLost) {
      this.#notices.show("connection", { key: resumed ? "resumed" : "expired", tone: "news" });
    }
    this.#wasLost = false;
  }

  ended({ code, reason }) {
    const told = [`ended.${reason}`, `ended.${code}`].find((key) => hasText(`${key}.title`));
    const key = told ?? "ended.1000";
    const action = { key: "connection.startAgain", run: this.#restart };
    this.#notices.show("connection", { key, tone: "news", action });
  }

  token({ refused }) {
    if (refused) this.#notices.show("connection", { key: "token.refused" });
    else this.#notices.clear("connection");
    byId("token").focus();
  }

  /** The button stays through the attempts, so that it keeps the keyboard's focus. */
  #offer(phase) {
    const button = byId("connect-now");
    const wasFocused = document.activeElement === button;
    if (phase !== "connecting") button.hidden = phase !== "waiting" && phase !== "ended";
    say(button, phase === "ended" ? "connection.startAgain" : "connection.now");
    if (wasFocused && button.hidden) byId("message").focus();
  }

  #count(retryAt) {
    const seconds = Math.max(0, Math.ceil((retryAt - performance.now()) / 1000));
    say(byId("connection-countdown"), "connection.in", { seconds });
  }
}

const SHOWN = {
  waiting: (shown, status) => shown.waiting(status),
  connected: (shown, status) => shown.connected(status),
  ended: (shown, status) => shown.ended(status),
  token: (shown, status) => shown.token(status),
};
