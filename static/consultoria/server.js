/** What the page asks the server over HTTP. */

import { Calls, Refused } from "../shared/calls.js";

const HOME = "/api/consultoria";
// A provider of faces may take its time to start one.
const START_PATIENCE_MS = 60_000;

export const STREAM = `${HOME}/queue/stream/`;

export class Server {
  #calls;

  constructor({ credentials }) {
    this.#calls = new Calls({ credentials });
  }

  /** Who can be consulted; all of these throw what Calls does. */
  async agents() {
    return (await this.#calls.get(`${HOME}/agents/`)).items;
  }

  join(agentType) {
    return this.#post("queue/join/", { agent_type: agentType });
  }

  leave() {
    return this.#post("queue/leave/", {});
  }

  /** One's place in the queue. */
  async ticket() {
    try {
      return await this.#calls.get(`${HOME}/queue/status/`);
    } catch (error) {
      if (error instanceof Refused && error.status === 404) return { status: "not_queued" };
      throw error;
    }
  }

  /** What the stream is asked for with. */
  async streamTicket() {
    return (await this.#post("queue/stream/ticket/")).ticket;
  }

  /** One's session, or what came of it. */
  session() {
    return this.#calls.get(`${HOME}/session/`);
  }

  /** Starts the session of a reservation, or gives another way into the one that goes on. */
  initialize(agentType) {
    const options = { patienceMs: START_PATIENCE_MS };
    return this.#post("session/initialize/", { agent_type: agentType }, options);
  }

  connect(sessionId, { type, sdp }) {
    return this.#post("session/connect/", { session_id: sessionId, sdp: { type, sdp } });
  }

  candidate(sessionId, candidate) {
    return this.#post("session/ice/", { session_id: sessionId, candidate });
  }

  heartbeat(sessionId) {
    return this.#post("session/heartbeat/", { session_id: sessionId });
  }

  terminate(sessionId) {
    return this.#post("session/terminate/", { session_id: sessionId });
  }

  #post(path, body, options) {
    return this.#calls.post(`${HOME}/${path}`, body, options);
  }
}
