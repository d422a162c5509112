/**
 * One connection to the voice socket: messages both ways, and whether anybody is still at the other
 * end. What is to be done when it breaks is for whoever opened it.
 */

const PING_EVERY_MS = 20_000;
const PONG_WITHIN_MS = 10_000;
// Audio is worth nothing late: with more than this unsent, new chunks are left out.
const BACKLOG_BYTES = 262_144;

/** What it closes with. */
export const NORMAL = 1000;
export const NO_CLOSE_FRAME = 1006; // the browser's word for it
export const SERVICE_RESTART = 1012;
export const RESUMED_ELSEWHERE = 4001;

/** Of /ws/voice-chat with this query, on the page's own host. */
export function voiceAddress(query) {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  return `${scheme}//${location.host}/ws/voice-chat?${query}`;
}

export class VoiceSocket {
  #socket;
  #owner;
  #pingTimer = null;
  #pongTimer = null;
  #isOver = false;

  /**
   * Of `owner` are called: `onMessage(message)`; `ping()`, which sends one and says whether it went
   * out; and once, unless it was closed from here, `onClose(code)`, null if it never opened, or
   * `onSilence()`, when a ping went unanswered.
   */
  constructor(address, owner) {
    this.#owner = owner;
    this.#socket = new WebSocket(address);
    let hasOpened = false;
    this.#socket.onopen = () => (hasOpened = true);
    this.#socket.onmessage = ({ data }) => {
      if (!this.#isOver) this.#receive(JSON.parse(data));
    };
    this.#socket.onclose = ({ code }) => {
      if (this.#isOver) return;
      this.#end();
      owner.onClose(hasOpened ? code : null);
    };
  }

  /** Whether the message went out. Audio is left out rather than piled up. */
  send(message) {
    if (this.#socket.readyState !== WebSocket.OPEN) return false;
    if (message.type === "audio_chunk" && this.#socket.bufferedAmount > BACKLOG_BYTES) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  /** The server is told, and keeps nothing to resume. Also after onSilence(). */
  close() {
    this.#end();
    this.#socket.close(NORMAL);
  }

  #end() {
    this.#isOver = true;
    clearTimeout(this.#pingTimer);
    clearTimeout(this.#pongTimer);
  }

  #receive(message) {
    if (message.type === "session_start") this.#pingLater();
    if (message.type === "pong") clearTimeout(this.#pongTimer);
    this.#owner.onMessage(message);
  }

  /** A dead network can keep a socket looking open for minutes; an unanswered ping tells. */
  #pingLater() {
    this.#pingTimer = setTimeout(() => {
      if (!this.#owner.ping()) return;
      this.#pongTimer = setTimeout(() => this.#fallSilent(), PONG_WITHIN_MS);
      this.#pingLater();
    }, PING_EVERY_MS);
  }

  /** Not closed: a close frame that still got through would end the session to be resumed. */
  #fallSilent() {
    this.#end();
    this.#owner.onSilence();
  }
}
