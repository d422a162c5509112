/** What a page asks the server over HTTP, and what can become of it. */

const PATIENCE_MS = 15_000;

/** The server wants to know who this is. */
export class Unauthorized extends Error {}

/** No answer: whether the server did what was asked isn't known. */
export class ServerAway extends Error {}

/** An answer, but no. */
export class Refused extends Error {
  constructor(status, { error, message }) {
    super(message);
    this.status = status;
    this.code = error;
  }
}

export class Calls {
  #credentials;

  constructor({ credentials }) {
    this.#credentials = credentials;
  }

  get(path) {
    return this.call(path);
  }

  post(path, body, options = {}) {
    return this.call(path, { ...options, method: "POST", body });
  }

  /** A plain list, and the path of the next page of it (of the header Link), or null. */
  async list(path) {
    const { body, headers } = await this.#answer(path);
    const next = /<([^>]+)>;\s*rel="next"/.exec(headers.get("Link") ?? "");
    return { items: body, next: next && next[1] };
  }

  /** The answer's JSON, within `patienceMs`. Throws Unauthorized, ServerAway or Refused. */
  async call(path, options = {}) {
    return (await this.#answer(path, options)).body;
  }

  async #answer(path, options = {}) {
    let response = await this.#fetch(path, options);
    if (response.status === 401 && (await this.#renew(path))) {
      response = await this.#fetch(path, options);
    }
    if (response.status === 401) throw new Unauthorized(path);
    const body = await read(response);
    if (response.ok) return { body, headers: response.headers };
    throw new Refused(response.status, body);
  }

  async #fetch(path, { body, patienceMs = PATIENCE_MS, ...options }) {
    const headers = new Headers();
    if (body !== undefined) headers.set("Content-Type", "application/json");
    await this.#sign(headers, path);
    try {
      return await fetch(path, {
        ...options,
        headers,
        body: body && JSON.stringify(body),
        cache: "no-store",
        signal: AbortSignal.timeout(patienceMs),
      });
    } catch {
      throw new ServerAway(path);
    }
  }

  async #sign(headers, path) {
    const token = await this.#credentials.token().catch(() => {
      throw new ServerAway(path);
    });
    if (token === null) return;
    try {
      headers.set("Authorization", `Bearer ${token}`);
    } catch {
      // What was pasted has characters that no token has, and that can't even be sent.
      throw new Unauthorized(path);
    }
  }

  async #renew(path) {
    try {
      return await this.#credentials.renew();
    } catch {
      throw new ServerAway(path);
    }
  }
}

/** What isn't JSON came from something between here and the server. */
async function read(response) {
  try {
    return await response.json();
  } catch {
    throw new ServerAway(response.url);
  }
}
