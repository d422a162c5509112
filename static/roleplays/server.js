/** What the page asks the server over HTTP; all of it throws what Calls does. */

import { Calls } from "../shared/calls.js";

const PAGE = 200;
// Who practised more often than this is told of the last so many.
const MOST_SESSIONS = 1_000;

export class Server {
  #calls;

  constructor({ credentials }) {
    this.#calls = new Calls({ credentials });
  }

  /** The whole catalogue, by id. */
  async rolePlays() {
    const found = [];
    let cursor = null;
    do {
      const query = new URLSearchParams({ limit: PAGE, ...(cursor && { cursor }) });
      const { items, next_cursor: next } = await this.#calls.get(`/role_plays?${query}`);
      found.push(...items);
      cursor = next;
    } while (cursor);
    return found;
  }

  /** What a salesperson may know of one. */
  rolePlay(id) {
    return this.#calls.get(`/role_plays/${id}`);
  }

  /** Results, the newest first. */
  async sessions() {
    const found = [];
    let path = `/sessions?limit=${PAGE}`;
    while (path && found.length < MOST_SESSIONS) {
      const { items, next } = await this.#calls.list(path);
      found.push(...items);
      path = next;
    }
    return found;
  }

  session(id) {
    return this.#calls.get(`/sessions/${id}`);
  }

  /** Who can play a buyer, besides the embedded one. */
  async agents() {
    return (await this.#calls.get("/ws/voice-chat/agents")).items;
  }

  /** What a call begins with: the address of its socket, good once and for some minutes. */
  async link(rolePlayId) {
    return (await this.#calls.post(`/role_plays/${rolePlayId}/get_agent_link`)).signed_url;
  }

  /** What a call is taken up again with. */
  async ticket() {
    return (await this.#calls.post("/ws/voice-chat/ticket")).ticket;
  }
}
