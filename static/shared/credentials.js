/**
 * Who the page is to the server: a token that was pasted (kept while the tab lives), in development
 * mode one that the server hands out, else none: a cookie may do.
 */

const REMEMBERED_AS = "vivavoz-token";
// A token isn't used up to its last second: the call it goes with takes a while.
const MARGIN_MS = 60_000;
const PATIENCE_MS = 15_000;

export class Credentials {
  #path;
  #pasted = recall();
  #handedOut = null;
  #asking = null;

  /** What is asked for in development mode: somebody's token, with a scope or a plain one. */
  constructor({ user = "1", scope = "" } = {}) {
    this.#path = `/dev/token?${new URLSearchParams({ user, scope })}`;
  }

  /** Whether the person can take the token away again. */
  get isPasted() {
    return this.#pasted !== null;
  }

  get isDevelopment() {
    return this.#pasted === null && Boolean(this.#handedOut?.token);
  }

  paste(token) {
    this.#pasted = token;
    remember(token);
  }

  forget() {
    this.#pasted = null;
    remember(null);
  }

  /** The token to call with; null: none. Throws what fetch does. */
  async token() {
    if (this.isPasted) return this.#pasted;
    if (this.#handedOut === null || performance.now() > this.#handedOut.until) await this.#ask();
    return this.#handedOut.token;
  }

  /** After a refusal: whether there is another token to try. */
  async renew() {
    if (this.isPasted) return false;
    await this.#ask();
    return this.#handedOut.token !== null;
  }

  /** Calls that come at once ask once. */
  async #ask() {
    this.#asking ??= askForToken(this.#path).finally(() => (this.#asking = null));
    this.#handedOut = await this.#asking;
  }
}

/** Only a server in development mode has any to give. */
async function askForToken(path) {
  const response = await fetch(path, {
    cache: "no-store",
    // All calls wait for this one.
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  if (!response.ok) return { token: null, until: Infinity };
  const { access_token: token, expires_in: seconds } = await response.json();
  return { token, until: performance.now() + seconds * 1000 - MARGIN_MS };
}

function recall() {
  try {
    return sessionStorage.getItem(REMEMBERED_AS);
  } catch {
    return null;
  }
}

function remember(token) {
  try {
    if (token === null) sessionStorage.removeItem(REMEMBERED_AS);
    else sessionStorage.setItem(REMEMBERED_AS, token);
  } catch {
    // Without storage it lasts as long as the page.
  }
}
