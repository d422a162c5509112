/**
 * The voice socket's life: connecting, resuming what was lost, backing off, giving up when told to.
 * Hands every message in and out to the page; draws nothing.
 *
 * Phases: `connecting`, `connected` (session_start has come), `waiting` (for the next attempt),
 * `token` (the server wants to know who this is), `ended` (only the person can start again).
 */

import { backoff } from "../shared/backoff.js";
import { Unauthorized } from "./server.js";

const PING_EVERY_MS = 20_000;
const PONG_WITHIN_MS = 10_000;
// Audio is worth nothing late: with more than this unsent, new chunks are left out.
const BACKLOG_BYTES = 262_144;

const NORMAL = 1000;
const NO_CLOSE_FRAME = 1006; // the browser's word for it
const SERVICE_RESTART = 1012;
const RESUMED_ELSEWHERE = 4001;

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
  #timers = new Map();
  // Raised by every new attempt; what an older one still has to say is ignored.
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

  /** Whether the message went out. Audio is left out rather than piled up. */
  send(type, data) {
    const open = this.#session?.started && this.#socket?.readyState === WebSocket.OPEN;
    if (!open) return false;
    if (type === "audio_chunk" && this.#socket.bufferedAmount > BACKLOG_BYTES) return false;
    const message = { type, session_id: this.#session.id, ...(data && { data }) };
    this.#socket.send(JSON.stringify(message));
    this.#onSent(message);
    return true;
  }

  #abandon() {
    this.#round += 1;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#socket?.close(NORMAL);
    this.#socket = null;
  }

  async #connect() {
    this.#abandon();
    const round = this.#round;
    this.#onStatus({ phase: "connecting" });
    try {
      await this.#prepare();
      const ticket = await this.#server.ticket();
      if (round === this.#round) this.#openSocket(round, ticket);
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

  #openSocket(round, ticket) {
    const socket = new WebSocket(this.#address(ticket));
    this.#socket = socket;
    let opened = false;
    socket.onopen = () => (opened = true);
    socket.onmessage = ({ data }) => {
      if (round === this.#round) this.#receive(data);
    };
    socket.onclose = (event) => {
      if (round !== this.#round) return;
      this.#socket = null;
      if (opened) this.#closed(event);
      else this.#refused(round);
    };
  }

  #address(ticket) {
    const query = new URLSearchParams({ agent: this.#agent });
    if (this.#leadId) query.set("lead_id", this.#leadId);
    if (ticket) query.set("ticket", ticket);
    if (this.#session) {
      query.set("session_id", this.#session.id);
      query.set("resume_token", this.#session.resumeToken);
    }
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    return `${scheme}//${location.host}/ws/voice-chat?${query}`;
  }

  #receive(text) {
    const message = JSON.parse(text);
    if (message.type === "session_start") this.#started(message.data);
    if (message.type === "session_end") this.#ended(message.data.reason);
    if (message.type === "pong") this.#clear("pong");
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
    this.#stale?.close(NORMAL);
    this.#stale = null;
    this.#onStatus({ phase: "connected", resumed: Boolean(resumed) });
    this.#after("ping", PING_EVERY_MS, () => this.#ping());
  }

  /** A dead network can keep a socket looking open for minutes; an unanswered ping tells. */
  #ping() {
    if (!this.send("ping")) return;
    this.#after("pong", PONG_WITHIN_MS, () => {
      // Not closed: a close frame that still got through would end the session to be resumed.
      this.#stale = this.#socket;
      this.#socket = null;
      this.#abandon();
      this.#lost("away");
    });
    this.#after("ping", PING_EVERY_MS, () => this.#ping());
  }

  #closed({ code }) {
    this.#abandon();
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
  async #refused(round) {
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
    this.#after("retry", delay, () => this.#connect());
  }

  #after(name, delay, action) {
    this.#clear(name);
    this.#timers.set(name, setTimeout(action, delay));
  }

  #clear(name) {
    clearTimeout(this.#timers.get(name));
    this.#timers.delete(name);
  }
}
