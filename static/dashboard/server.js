/** What the page asks the server over HTTP. */

import { Calls } from "../shared/calls.js";

export class Server {
  #calls;

  constructor({ credentials }) {
    this.#calls = new Calls({ credentials });
  }

  /** A page of the list; all of these throw what Calls does. */
  conversations({ cursor, limit } = {}) {
    return this.#calls.get(`/backend/conversations${query({ cursor, limit })}`);
  }

  conversation(leadId) {
    return this.#calls.get(pathOf(leadId));
  }

  /** The latest messages, or those before the cursor; the newest first. */
  messages(leadId, { cursor, limit } = {}) {
    return this.#calls.get(`${pathOf(leadId)}/messages${query({ cursor, limit })}`);
  }

  /** The same id again is the same message. */
  reply(leadId, { id, content }) {
    const body = { id, content, role: "human" };
    return this.#calls.post(`${pathOf(leadId)}/messages`, body);
  }

  change(leadId, change) {
    return this.#calls.call(pathOf(leadId), { method: "PATCH", body: change });
  }

  typing(leadId, isTyping) {
    const body = { is_typing: isTyping };
    // The last one is sent while the page goes away.
    return this.#calls.post(`${pathOf(leadId)}/typing`, body, { keepalive: true });
  }

  async ticket() {
    const { ticket } = await this.#calls.post("/backend/conversations/stream/ticket");
    return ticket;
  }
}

function pathOf(leadId) {
  return `/backend/conversations/${encodeURIComponent(leadId)}`;
}

function query(values) {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  return given.length ? `?${new URLSearchParams(given)}` : "";
}
