/** Shows the live connection: its phase, the countdown to the next attempt, and who has to sign in. */

import { byId } from "./dom.js";
import { say } from "./i18n.js";

export class ConnectionStatus {
  #notices;
  #countdown = null;
  #told = null;

  constructor({ notices }) {
    this.#notices = notices;
  }

  show(status) {
    clearInterval(this.#countdown);
    const { phase, attempt } = status;
    byId("connection").dataset.phase = phase;
    byId("connection-countdown").textContent = "";
    // One text through all attempts: each change of it is read out.
    say(byId("connection-text"), `connection.${attempt ? "reconnecting" : phase}`);
    this.#offer(phase, attempt);
    byId("token-form").hidden = phase !== "signedOut";
    byId("desk").hidden = phase === "signedOut";
    if (phase === "waiting") this.#waiting(status);
    if (phase === "signedOut") this.#signedOut(status);
    if (phase === "live" || phase === "signedOut") this.#clear();
  }

  #waiting({ reason, detail, retryAt, attempt }) {
    this.#count(retryAt);
    this.#countdown = setInterval(() => this.#count(retryAt), 250);
    // A stream that breaks is back in a moment, as a rule: that is no news.
    if (attempt < 2 || this.#told === reason) return;
    this.#told = reason;
    const said = reason === "refused" ? detail : undefined;
    this.#notices.show("connection", { key: `stream.${reason}`, detail: said });
  }

  #signedOut({ reason }) {
    const problem = byId("token-problem");
    problem.hidden = reason === "missing";
    if (reason !== "missing") say(problem, `token.${reason}`);
    byId("token").focus();
  }

  #clear() {
    this.#told = null;
    this.#notices.clear("connection");
  }

  /** The button stays through the attempts, so that it keeps the keyboard's focus. */
  #offer(phase, attempt) {
    const button = byId("connect-now");
    const hadFocus = document.activeElement === button;
    button.hidden = phase !== "waiting" && !(phase === "connecting" && attempt);
    if (hadFocus && button.hidden) byId("connection").focus();
  }

  #count(retryAt) {
    const seconds = Math.max(0, Math.ceil((retryAt - performance.now()) / 1000));
    say(byId("connection-countdown"), "connection.in", { seconds });
  }
}
