/**
 * This tab's session: starts it, keeps it alive by heartbeats, comes back by initializing again when
 * the call is lost, for two minutes at most. Tells what happens; draws nothing.
 */

import { backoff } from "../shared/backoff.js";
import { Refused, Unauthorized } from "../shared/calls.js";
import { Call } from "./call.js";

const HEARTBEAT_MS = 10_000;
const RECONNECT_MS = 120_000;
// What the embedded avatar tells a page when another one has taken its place.
const REPLACED = "replaced";

/** Why it is over, when the person ended it here. */
export const TERMINATED = "terminated";

/** The server's faces come through a room of their vendor's, which this page can't enter. */
export class UnknownTransport extends Error {}

export class Consultation {
  #server;
  #told;
  #agentType = null;
  #sessionId = null;
  #call = null;
  #track = null;
  #heartbeat = null;
  #retry = null;
  #attempt = 0;
  #givesUpAt = null;
  #isEnding = false;
  // Raised by every new attempt; what an older one still has to say is ignored.
  #round = 0;

  /**
   * `told`: begun(session), connected(), broken(), lost(), gaveUp(), over(reason?), takenOver(),
   * failed(error): not even begun; stopping(inMs): the server cuts it then; media(stream),
   * event(event) of the avatar's.
   */
  constructor({ server, told }) {
    this.#server = server;
    this.#told = told;
  }

  /** The session of a reservation. */
  async start(agentType, track) {
    this.#prepare(agentType, track);
    const round = this.#round;
    try {
      await this.#open(round);
    } catch (error) {
      if (round === this.#round) this.#startFailed(error);
    }
  }

  /** The session that goes on: in this tab before it was reloaded, or elsewhere. */
  async rejoin(agentType, track) {
    this.#prepare(agentType, track);
    await this.#again();
  }

  /** null: none any more. */
  async useMicrophone(track) {
    this.#track = track;
    await this.#call?.useMicrophone(track);
  }

  /** Nothing is ended by that: another tab, or this one later, may go on with it. */
  letGo() {
    this.#round += 1;
    clearInterval(this.#heartbeat);
    clearTimeout(this.#retry);
    this.#call?.close();
    this.#call = this.#heartbeat = this.#retry = this.#givesUpAt = this.#sessionId = null;
    this.#attempt = 0;
  }

  /** Throws what Calls does; one that is gone is ended. */
  async end(sessionId) {
    this.#isEnding = true;
    try {
      await this.#server.terminate(sessionId);
    } catch (error) {
      if (!(error instanceof Refused && error.status === 404)) throw error;
    } finally {
      this.#isEnding = false;
    }
    this.#over(TERMINATED);
  }

  #prepare(agentType, track) {
    this.letGo();
    this.#agentType = agentType;
    this.#track = track;
  }

  async #open(round) {
    const { session, heygen_data: opening } = await this.#server.initialize(this.#agentType);
    if (round !== this.#round) return;
    this.#sessionId = opening.session_id;
    if (!opening.sdp) throw new UnknownTransport();
    this.#told.begun(session);
    this.#keepAlive(session.heartbeat_after_ms ?? HEARTBEAT_MS);
    await this.#connect(round, opening);
  }

  async #connect(round, { session_id: sessionId, sdp, ice_servers: iceServers = [] }) {
    const ifCurrent = (tell) => (value) => round === this.#round && tell(value);
    this.#call = new Call({
      iceServers,
      track: this.#track,
      onMedia: ifCurrent((stream) => this.#told.media(stream)),
      onEvent: ifCurrent((event) => this.#hear(event)),
      // One that is lost on the way is one address fewer; the call tells whether that matters.
      onCandidate: (candidate) => this.#server.candidate(sessionId, candidate).catch(() => {}),
      onConnected: ifCurrent(() => this.#connected()),
      onBreak: ifCurrent(() => this.#told.broken()),
      onLost: ifCurrent(() => this.#lost()),
    });
    const answer = await this.#call.answer(sdp);
    if (round === this.#round) await this.#server.connect(sessionId, answer);
  }

  #connected() {
    this.#attempt = 0;
    this.#givesUpAt = null;
    this.#told.connected();
  }

  #hear(event) {
    if (event.event_type !== "session.stopped") this.#told.event(event);
    else if (event.end_reason === REPLACED) this.takeAway();
    // One's own ending is told by its answer.
    else if (!this.#isEnding) this.#over(event.end_reason);
  }

  #startFailed(error) {
    if (error instanceof UnknownTransport) this.#refuseTransport(error);
    else if (this.#sessionId === null) this.#fail(error);
    else this.#missed(error);
  }

  /** A session that can't be shown here must not go on costing. */
  async #refuseTransport(error) {
    await this.#server.terminate(this.#sessionId).catch(() => {});
    this.#fail(error);
  }

  #fail(error) {
    this.letGo();
    this.#told.failed(error);
  }

  async #again() {
    this.#round += 1;
    const round = this.#round;
    try {
      await this.#open(round);
    } catch (error) {
      if (round === this.#round) this.#missed(error);
    }
  }

  #missed(error) {
    const isRefused = error instanceof Refused;
    if (isRefused && error.status === 409) this.takeAway();
    else if (error instanceof Unauthorized || error instanceof UnknownTransport) this.#over();
    else if (isRefused && (error.status === 403 || error.status === 404)) this.#over();
    else this.#lost();
  }

  /** Another tab has it now. */
  takeAway() {
    this.letGo();
    this.#told.takenOver();
  }

  #over(reason) {
    this.letGo();
    this.#told.over(reason);
  }

  #lost() {
    this.#call?.close();
    this.#call = null;
    this.#givesUpAt ??= performance.now() + RECONNECT_MS;
    if (performance.now() >= this.#givesUpAt) {
      this.letGo();
      this.#told.gaveUp();
      return;
    }
    this.#attempt += 1;
    this.#retry = setTimeout(() => this.#again(), backoff(this.#attempt, Math.random()));
    this.#told.lost();
  }

  #keepAlive(everyMs) {
    clearInterval(this.#heartbeat);
    this.#heartbeat = setInterval(() => this.#beat(), everyMs);
  }

  async #beat() {
    const sessionId = this.#sessionId;
    try {
      const { ends_in_ms: inMs } = await this.#server.heartbeat(sessionId);
      if (inMs !== undefined && sessionId === this.#sessionId) this.#told.stopping(inMs);
    } catch (error) {
      const isGone = error instanceof Refused && (error.status === 403 || error.status === 404);
      const isOver = isGone || error instanceof Unauthorized;
      // An absent server is noticed by the call; and while that is taken up again, initializing
      // tells what has become of the session.
      const isAsked = this.#isEnding || this.#givesUpAt !== null;
      if (isOver && sessionId === this.#sessionId && !isAsked) this.#over();
    }
  }
}
