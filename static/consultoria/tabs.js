/**
 * Which tab has the session: a mark in the tab's own storage, which a reload keeps, and a word to
 * the other tabs when one takes it.
 */

const REMEMBERED_AS = "vivavoz-consultation";
const CHANNEL = "vivavoz-consultation";
// Until the server has told its name.
const STARTING = "starting";

export class Tabs {
  #channel = new BroadcastChannel(CHANNEL);

  /** `onTaken(sessionId)`: another tab has it now; `onChange()`: something changed there. */
  constructor({ onTaken, onChange }) {
    this.#channel.onmessage = ({ data: { taken } }) => (taken ? onTaken(taken) : onChange());
  }

  /** `microphone`: whether it is on, as the person left it. */
  keep({ sessionId = STARTING, microphone }) {
    store(JSON.stringify({ sessionId, microphone }));
  }

  take({ sessionId, microphone }) {
    this.keep({ sessionId, microphone });
    this.#channel.postMessage({ taken: sessionId });
  }

  /** The session is another tab's, or over. */
  drop() {
    store(null);
  }

  /** The others look for what is new. */
  tell() {
    this.#channel.postMessage({});
  }

  has(sessionId) {
    const mine = recall()?.sessionId;
    return mine === sessionId || mine === STARTING;
  }

  get hadMicrophone() {
    return recall()?.microphone ?? true;
  }
}

function store(text) {
  try {
    if (text === null) sessionStorage.removeItem(REMEMBERED_AS);
    else sessionStorage.setItem(REMEMBERED_AS, text);
  } catch {
    // Without storage, a reload asks before it goes on.
  }
}

function recall() {
  try {
    return JSON.parse(sessionStorage.getItem(REMEMBERED_AS));
  } catch {
    return null;
  }
}
