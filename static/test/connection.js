/**
 * The voice socket's life: connecting, resuming what was lost, backing off, giving up when told to.
 * Hands every message in and out to the page; draws nothing.
 *
 * Phases: `connecting`, `connected` (session_start has come), `waiting` (for the next attempt),
 * `token` (the server wants to know who this is), `ended` (only the person can start again).
 */

import { backoff } from "../shared/backoff.js";
import { Unauthorized } from "../shared/calls.js";
import {
  NORMAL,
  NO_CLOSE_FRAME,
  RESUMED_ELSEWHERE,
  SERVICE_RESTART,
  VoiceSocket,
  voiceAddress,
} from "../shared/voice-socket.js";

export class Connection {
  #server;
  #prepare;
  #onStatus;
  #onMessage;
  #onSent;
  #socket = null;
  #stale = null; // given up as dead, perhaps only slow
  #session = null;
  #endReason = null; // as the server told it
  #agent = null;
  #leadId;
  #attempt = 0;
  #retryTimer = null;
  // Raised by every new attempt; what an older one was waiting for is ignored.
  #round = 0;

  /**
   * `prepare()` is awaited before each attempt: what must be known before a socket makes sense.
   * `leadId`: whose conversation it is; null for one of its own in each session.
   */
  constructor({ server, leadId, prepare, onStatus, onMessage, onSent }) {
    this.#server = server;
    this.#leadId = leadId;
    this.#prepare = prepare;
    this.#onStatus = onStatus;
    this.#onMessage = onMessage;
    this.#onSent = onSent;
  }

  get sessionId() {
    return this.#session?.id ?? null;
  }

  get isConnected() {
    return this.#socket !== null && Boolean(this.#session?.started);
  }

  /** A fresh session; an open one is ended. */
  restart() {
    this.close();
    this.connectNow();
  }

  /** Which agent the next session is with. */
  use(agent) {
    this.#agent = agent;
  }

  connectNow() {
    if (this.#socket) return;
    this.#attempt = 0;
    this.#connect();
  }

  /** Ends the session properly: the server is told and keeps nothing to resume. */
  close() {
    this.#abandon();
    this.#session = null;
  }

  /** Whether the message went out. */
  send(type, data) {
    if (!this.isConnected) return false;
    const message = { type, session_id: this.#session.id, ...(data && { data }) };
    if (!this.#socket.send(message)) return false;
    this.#onSent(message);
    return true;
  }

  #abandon() {
    this.#round += 1;
    clearTimeout(this.#retryTimer);
    this.#socket?.close();
    this.#socket = null;
  }

  async #connect() {
    this.#abandon();
    const round = this.#round;
    this.#onStatus({ phase: "connecting" });
    try {
      await this.#prepare();
      const ticket = await this.#server.ticket();
      if (round === this.#round) this.#openSocket(ticket);
    } catch (error) {
      if (round === this.#round) this.#unprepared(error);
    }
  }

  #unprepared(error) {
    if (error instanceof Unauthorized) {
      this.#onStatus({ phase: "token", refused: this.#server.hasToken });
    } else {
      this.#retry("away");
    }
  }

  #openSocket(ticket) {
    this.#socket = new VoiceSocket(this.#address(ticket), {
      onMessage: (message) => this.#receive(message),
      onClose: (code) => this.#closed(code),
      onSilence: () => this.#fellSilent(),
      ping: () => this.send("ping"),
    });
  }

  #address(ticket) {
    const query = new URLSearchParams({ agent: this.#agent });
    if (this.#leadId) query.set("lead_id", this.#leadId);
    if (ticket) query.set("ticket", ticket);
    if (this.#session) {
      query.set("session_id", this.#session.id);
      query.set("resume_token", this.#session.resumeToken);
    }
    return voiceAddress(query);
  }

  #receive(message) {
    if (message.type === "session_start") this.#started(message.data);
    if (message.type === "session_end") this.#ended(message.data.reason);
    this.#onMessage(message);
  }

  /** A server that stops keeps its sessions for the next one. */
  #ended(reason) {
    if (reason === "shutdown") return;
    this.#session = null;
    this.#endReason = reason;
  }

  #started({ session_id: id, resume_token: resumeToken, resumed }) {
    this.#session = { id, resumeToken, started: true };
    this.#endReason = null;
    this.#attempt = 0;
    this.#stale?.close();
    this.#stale = null;
    this.#onStatus({ phase: "connected", resumed: Boolean(resumed) });
  }

  #fellSilent() {
    this.#stale = this.#socket;
    this.#socket = null;
    this.#abandon();
    this.#lost("away");
  }

  #closed(code) {
    this.#socket = null;
    this.#abandon();
    if (code === null) return this.#refused();
    if (code === NO_CLOSE_FRAME) return this.#lost("lost");
    if (code === SERVICE_RESTART) return this.#lost("closed", code);
    this.#session = null;
    if (code === NORMAL || code === RESUMED_ELSEWHERE) {
      this.#onStatus({ phase: "ended", code, reason: this.#endReason });
    } else this.#retry("closed", code);
  }

  /** The session can be taken up again. */
  #lost(reason, code) {
    if (this.#session) this.#session.started = false;
    this.#retry(reason, code);
  }

  /** The upgrade failed. With a healthy server it was a refusal: of the resume, if one was asked. */
  async #refused() {
    const round = this.#round;
    const healthy = await this.#server.isHealthy();
    if (round !== this.#round) return;
    if (healthy && this.#session) {
      this.#session = null;
      this.#connect();
      return;
    }
    this.#retry(healthy ? "refused" : "away");
  }

  #retry(reason, code) {
    this.#attempt += 1;
    const delay = backoff(this.#attempt, Math.random());
    const status = { phase: "waiting", reason, code, attempt: this.#attempt };
    this.#onStatus({ ...status, retryAt: performance.now() + delay });
    this.#retryTimer = setTimeout(() => this.#connect(), delay);
  }
}
