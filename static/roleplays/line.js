/**
 * The socket of a call: begun with a link, taken up again with a ticket when it breaks, until the
 * call is over. Hands every message to the page; draws nothing.
 *
 * Phases: `opening`, `open` (the buyer is there), `waiting` (for the next attempt to go on),
 * `signedOut` (going on needs a token), `failed` (it didn't begin), `over`, with the reason.
 */

import { backoff } from "../shared/backoff.js";
import { Refused, ServerAway, Unauthorized } from "../shared/calls.js";
import {
  NO_CLOSE_FRAME,
  RESUMED_ELSEWHERE,
  SERVICE_RESTART,
  VoiceSocket,
  voiceAddress,
} from "../shared/voice-socket.js";

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
  #retryTimer = null;
  // Raised by every new attempt; what an older one was waiting for is ignored.
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

  /** Whether the message went out. */
  send(type, data) {
    const isOpen = this.#session?.isOpen && this.#socket !== null;
    return Boolean(isOpen && this.#socket.send({ type, ...(data && { data }) }));
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
    clearTimeout(this.#retryTimer);
    this.#socket?.close();
    this.#socket = null;
  }

  async #connect() {
    this.#abandon();
    const round = this.#round;
    this.#onStatus({ phase: "opening", attempt: this.#attempt });
    try {
      const address = await this.#address();
      if (round === this.#round) this.#openSocket(address);
    } catch (error) {
      if (round === this.#round) this.#unprepared(error);
    }
  }

  /** On the page's own host: what the server takes for its name may be a proxy's inside. */
  async #address() {
    if (!this.#session) {
      return voiceAddress(new URL(await this.#server.link(this.#rolePlayId)).searchParams);
    }
    const query = new URLSearchParams({
      ticket: await this.#server.ticket(),
      session_id: this.#session.id,
      resume_token: this.#session.resumeToken,
    });
    return voiceAddress(query);
  }

  #unprepared(error) {
    if (!this.#session) this.#fail(error);
    else if (error instanceof Unauthorized) this.#onStatus({ phase: "signedOut" });
    else this.#retry();
  }

  #openSocket(address) {
    this.#socket = new VoiceSocket(address, {
      onMessage: (message) => this.#receive(message),
      onClose: (code) => this.#closed(code),
      onSilence: () => this.#fellSilent(),
      ping: () => this.send("ping"),
    });
  }

  #receive(message) {
    if (message.type === "session_start") this.#started(message.data);
    if (message.type === "session_end") this.#endReason = message.data.reason;
    this.#onMessage(message);
  }

  #started({ session_id: id, resume_token: resumeToken, resumed }) {
    this.#session = { id, resumeToken, isOpen: true };
    this.#endReason = null;
    this.#attempt = 0;
    this.#stale?.close();
    this.#stale = null;
    this.#onStatus({ phase: "open", resumed: Boolean(resumed), sessionId: id, resumeToken });
  }

  #fellSilent() {
    this.#stale = this.#socket;
    this.#socket = null;
    this.#abandon();
    this.#lost();
  }

  #closed(code) {
    this.#socket = null;
    this.#abandon();
    if (code === null) this.#refused();
    else if (!this.#session) this.#fail(new ServerAway("closed"));
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
    this.#retryTimer = setTimeout(() => this.#connect(), delay);
  }
}
