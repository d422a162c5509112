/**
 * What is going on, in one word: told of every message and of what is played, it says whether the
 * page is idle, listening, hearing the person, waiting for the answer or playing it. No DOM.
 */

/** From the strongest to the weakest: the first that holds is shown. */
const STATES = [
  "offline",
  "user_speaking",
  "agent_speaking",
  "thinking",
  "listening",
  "idle",
];

export class TurnState {
  #connected = false;
  #capturing = false;
  #hearing = false;
  #awaiting = false;
  #responses = new Set();
  #playing = false;

  get name() {
    const holds = {
      offline: !this.#connected,
      user_speaking: this.#hearing,
      agent_speaking: this.#playing,
      thinking: this.#awaiting || this.#responses.size > 0,
      listening: this.#capturing,
      idle: true,
    };
    return STATES.find((state) => holds[state]);
  }

  connected(isConnected) {
    this.#connected = isConnected;
    this.#hearing = this.#awaiting = false;
    this.#responses.clear();
  }

  capturing(isCapturing) {
    this.#capturing = isCapturing;
  }

  typed() {
    this.#awaiting = true;
  }

  /** Nothing came of the turn. */
  unanswered() {
    this.#awaiting = false;
  }

  /** The player has something to say, or has fallen quiet. */
  playing(isPlaying) {
    this.#playing = isPlaying;
  }

  received({ type, data }) {
    switch (type) {
      case "speech_started":
        this.#hearing = true;
        break;
      case "speech_stopped":
        this.#hearing = false;
        this.#awaiting = true;
        break;
      case "response_start":
        this.#awaiting = false;
        this.#responses.add(data.response_id);
        break;
      case "response_end":
      case "interruption":
        this.#responses.delete(data.response_id);
        break;
      // Each says that nothing more is to be waited for: it was a noise, it failed, or (measured
      // when the first sound leaves, or when the turn ended without any) it has been answered.
      case "interruption_dismissed":
      case "error":
      case "turn_metrics":
        this.#awaiting = false;
        break;
    }
  }
}
