/** What the page asks the server over HTTP. Holds the access token, in memory only. */

import { ServerAway, Unauthorized } from "../shared/calls.js";

export class Server {
  #token = null;

  get hasToken() {
    return this.#token !== null;
  }

  useToken(token) {
    this.#token = token;
  }

  /** The agents one can talk to. Throws Unauthorized or ServerAway. */
  async agents() {
    const { items } = await (await this.#fetch("/ws/voice-chat/agents")).json();
    return items;
  }

  /** A WAV file of the sample, as an ArrayBuffer. */
  async sample(agent, index) {
    const path = `/ws/voice-chat/agents/${encodeURIComponent(agent)}/samples/${index}`;
    return (await this.#fetch(path)).arrayBuffer();
  }

  /** A single-use ticket for the socket; null where no token was asked for. */
  async ticket() {
    if (!this.hasToken) return null;
    return (await (await this.#fetch("/ws/voice-chat/ticket", { method: "POST" })).json()).ticket;
  }

  /** Whether anybody answers: tells a refusal from an absent server. */
  async isHealthy() {
    try {
      return (await (await this.#fetch("/health")).json()).status === "healthy";
    } catch {
      return false;
    }
  }

  async #fetch(path, options = {}) {
    const headers = this.hasToken ? { Authorization: `Bearer ${this.#token}` } : {};
    let response;
    try {
      response = await fetch(path, { ...options, headers, cache: "no-store" });
    } catch {
      throw new ServerAway(path);
    }
    if (response.status === 401) throw new Unauthorized(path);
    if (!response.ok) throw new ServerAway(`${path}: ${response.status}`);
    return response;
  }
}
