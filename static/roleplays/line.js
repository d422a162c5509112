/**
 * The socket of a call: begun with a link, taken up again with a ticket when it breaks, until the
 * call is over. Hands every message to the page; draws nothing.
 *
 * Phases: `opening`, `open` (the buyer is there), `waiting` (for the next attempt to go on),
 * `signedOut` (going on needs a token), `failed` (it didn't begin), `over`, with the reason.
 */

import { backoff } from "../shared/backoff.js";
import { Refused, ServerAway, Unauthorized } from "../shared/calls.js";

const PING_EVERY_MS = 20_000;
const PONG_WITHIN_MS = 10_000;
// Audio is worth nothing late: with more than this unsent, new chunks are left out.
const BACKLOG_BYTES = 262_144;

const NORMAL = 1000;
const NO_CLOSE_FRAME = 1006; // the browser's word for it
const SERVICE_RESTART = 1012;
const RESUMED_ELSEWHERE = 4001;

// Of the server's reasons those that say something to the person; any other: it closed the line.
const TOLD = ["ended_by_agent", "time_limit"];
// Who ended it, as its result tells, for a page that wasn't there.
const ENDED_BY = { buyer: "ended_by_agent", time_limit: "time_limit", salesperson: "left" };

export class Line {
  #server;
  #onStatus;
  #onMessage;
  #rolePlayId = null;
  #socket = null;
  #stale = null; // given up as dead, perhaps only slow
  #session = null;
  #endReason = null; // as the server told it
  #attempt = 0;
  #hasAskedAgain = false;
  #timers = new Map();
  // Raised by every new attempt; what an older one still has to say is ignored.
  #round = 0;

  constructor({ server, onStatus, onMessage }) {
    this.#server = server;
    this.#onStatus = onStatus;
    this.#onMessage = onMessage;
  }

  get sessionId() {
    return this.#session?.id ?? null;
  }

  /** A new call. */
  begin(rolePlayId) {
    this.#prepare(rolePlayId, null);
    this.#hasAskedAgain = false;
    this.#connect();
  }

  /** One that this tab had before it was loaded anew. */
  takeUp({ sessionId: id, resumeToken }) {
    this.#prepare(null, { id, resumeToken });
    this.#connect();
  }

  /** At once, rather than when its time has come. */
  tryNow() {
    if (this.#session && this.#socket === null) this.#connect();
  }

  /** The server is told, and keeps nothing to go on with. */
  hangUp() {
    this.#abandon();
    this.#session = null;
  }

  /** Whether the message went out. Audio is left out rather than piled up. */
  send(type, data) {
    const isOpen = this.#session?.isOpen && this.#socket?.readyState === WebSocket.OPEN;
    if (!isOpen) return false;
    if (type === "audio_chunk" && this.#socket.bufferedAmount > BACKLOG_BYTES) return false;
    this.#socket.send(JSON.stringify({ type, ...(data && { data }) }));
    return true;
  }

  #prepare(rolePlayId, session) {
    this.#abandon();
    this.#rolePlayId = rolePlayId;
    this.#session = session;
    this.#endReason = null;
    this.#attempt = 0;
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
    this.#onStatus({ phase: "opening", attempt: this.#attempt });
    try {
      const address = await this.#address();
      if (round === this.#round) this.#openSocket(round, address);
    } catch (error) {
      if (round === this.#round) this.#unprepared(error);
    }
  }

  /** On the page's own host: what the server takes for its name may be a proxy's inside. */
  async #address() {
    const own = location.protocol === "https:" ? "wss:" : "ws:";
    const home = `${own}//${location.host}/ws/voice-chat`;
    if (!this.#session) return home + new URL(await this.#server.link(this.#rolePlayId)).search;
    const query = new URLSearchParams({
      ticket: await this.#server.ticket(),
      session_id: this.#session.id,
      resume_token: this.#session.resumeToken,
    });
    return `${home}?${query}`;
  }

  #unprepared(error) {
    if (!this.#session) this.#fail(error);
    else if (error instanceof Unauthorized) this.#onStatus({ phase: "signedOut" });
    else this.#retry();
  }

  #openSocket(round, address) {
    const socket = new WebSocket(address);
    this.#socket = socket;
    let opened = false;
    socket.onopen = () => (opened = true);
    socket.onmessage = ({ data }) => {
      if (round === this.#round) this.#receive(JSON.parse(data));
    };
    socket.onclose = ({ code }) => {
      if (round !== this.#round) return;
      this.#socket = null;
      this.#abandon();
      if (opened) this.#closed(code);
      else this.#refused();
    };
  }

  #receive(message) {
    if (message.type === "session_start") this.#started(message.data);
    if (message.type === "session_end") this.#endReason = message.data.reason;
    if (message.type === "pong") this.#clear("pong");
    this.#onMessage(message);
  }

  #started({ session_id: id, resume_token: resumeToken, resumed }) {
    this.#session = { id, resumeToken, isOpen: true };
    this.#endReason = null;
    this.#attempt = 0;
    this.#stale?.close(NORMAL);
    this.#stale = null;
    this.#after("ping", PING_EVERY_MS, () => this.#ping());
    this.#onStatus({ phase: "open", resumed: Boolean(resumed), sessionId: id, resumeToken });
  }

  /** A dead network can keep a socket looking open for minutes; an unanswered ping tells. */
  #ping() {
    if (!this.send("ping")) return;
    this.#after("pong", PONG_WITHIN_MS, () => {
      // Not closed: a close frame that still got through would end the call.
      this.#stale = this.#socket;
      this.#socket = null;
      this.#abandon();
      this.#lost();
    });
    this.#after("ping", PING_EVERY_MS, () => this.#ping());
  }

  #closed(code) {
    if (!this.#session) this.#fail(new ServerAway("closed"));
    else if (code === NO_CLOSE_FRAME || code === SERVICE_RESTART) this.#lost();
    else if (code === RESUMED_ELSEWHERE) this.#over("elsewhere");
    else this.#over(TOLD.find((reason) => reason === this.#endReason) ?? "closed");
  }

  #lost() {
    this.#session.isOpen = false;
    this.#retry();
  }

  /** The upgrade failed: the link was too old, the call is over, or nobody is there. */
  #refused() {
    if (this.#session) this.#askWhatBecameOfIt();
    else if (this.#hasAskedAgain) this.#fail(new ServerAway("refused"));
    else {
      this.#hasAskedAgain = true;
      this.#connect();
    }
  }

  async #askWhatBecameOfIt() {
    const round = this.#round;
    let reason = null;
    try {
      const { ended_by: endedBy } = await this.#server.session(this.#session.id);
      if (endedBy) reason = ENDED_BY[endedBy] ?? "lost";
    } catch (error) {
      if (error instanceof Refused && error.status === 404) reason = "gone";
    }
    if (round !== this.#round) return;
    if (reason === null) this.#retry();
    else this.#over(reason);
  }

  #over(reason) {
    const sessionId = this.sessionId;
    this.#session = null;
    this.#onStatus({ phase: "over", reason, sessionId });
  }

  #fail(error) {
    this.#onStatus({ phase: "failed", error });
  }

  #retry() {
    this.#attempt += 1;
    const delay = backoff(this.#attempt, Math.random());
    const isRestart = this.#endReason === "shutdown";
    const status = { phase: "waiting", attempt: this.#attempt, isRestart };
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
