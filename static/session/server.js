/** What the page asks the server over HTTP. */

import { Calls } from "../shared/calls.js";

/** So many earlier and later calls are shown. */
const MOST_CALLS = 30;

export class Server {
  #calls;

  constructor({ credentials }) {
    this.#calls = new Calls({ credentials });
  }

  /** A call's result as it is now, by its id as in an address. Both of these throw what Calls does. */
  result(id) {
    return this.#calls.get(`/sessions/${id}`);
  }

  /** The role play's calls, the newest first. */
  calls(rolePlayId) {
    const query = new URLSearchParams({ agent_id: rolePlayId, limit: MOST_CALLS });
    return this.#calls.get(`/sessions?${query}`);
  }
}
