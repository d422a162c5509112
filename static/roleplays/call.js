/**
 * A call in this tab: its line, the voices of both sides, what they say. Tells what becomes of it;
 * what is drawn of it is in call-view.js.
 */

import { fromBase64 } from "../shared/pcm.js";
import { Player } from "../shared/player.js";
import { TurnState } from "../shared/turns.js";
import { Uplink } from "../shared/uplink.js";
import { forgetCall, keepCall } from "./kept-call.js";
import { Line } from "./line.js";

// A turn that brought nothing for this long is taken for a noise.
const UNANSWERED_MS = 8_000;
const SOUND_CHECK_MS = 600;
// A call with less of the salesperson isn't scored.
export const LEAST = { turns: 3, words: 20 };

export class Call {
  #line;
  #player;
  #uplink;
  #turns = new TurnState();
  #transcript;
  #told;
  #startedAt = null; // wall time: it outlives the page
  #endedAt = null;
  #session = null;
  #unanswered = null;
  #lastWords = null;
  #isHearing = false;

  rolePlay = null;
  /** How its buyer takes speech; see hearingOf(). */
  hearing = null;
  /** What the line last told. */
  status = { phase: "opening" };

  /**
   * `told`: changed(), answered(), lost(), over(reason, sessionId), failed(error), signedOut(),
   * trouble(message): something failed and the call goes on; soundIsBlocked().
   */
  constructor({ server, transcript, told }) {
    this.#transcript = transcript;
    this.#told = told;
    this.#line = new Line({
      server,
      onStatus: (status) => this.#changed(status),
      onMessage: (message) => this.#receive(message),
    });
    this.#player = new Player({
      onFrame: () => this.#checkSound(),
      onQuiet: () => this.#fallQuiet(),
    });
    this.#uplink = new Uplink({
      send: (type, data) => this.#line.send(type, data),
      onBlock: () => {},
    });
  }

  /** Whose turn it is, in one word; see shared/turns.js. */
  get turn() {
    return this.#turns.name;
  }

  /** How long it has lasted. */
  get seconds() {
    return this.#startedAt === null ? 0 : ((this.#endedAt ?? Date.now()) - this.#startedAt) / 1000;
  }

  /** Whether the salesperson said too little for a score. */
  get isShort() {
    const { turns, words } = this.#transcript.own;
    return turns < LEAST.turns || words < LEAST.words;
  }

  /** Call it in a click or key press: browsers give sound only to pages people act on. */
  unlockSound() {
    this.#player.unlock();
  }

  begin(rolePlay, hearing) {
    this.#prepare(rolePlay, hearing, {});
    this.unlockSound();
    this.#line.begin(rolePlay.id);
  }

  /** One that this tab had before it was loaded anew. */
  takeUp(kept) {
    this.#prepare(kept.rolePlay, kept.hearing, kept);
    this.#session = kept;
    this.#line.takeUp(kept);
  }

  tryNow() {
    this.#line.tryNow();
  }

  /** What the microphone heard. */
  hear(samples) {
    if (this.#isHearing) this.#uplink.push(samples, performance.now() / 1000);
  }

  /** Whether the microphone is heard from now on. */
  set isHearing(isHearing) {
    if (this.#isHearing && !isHearing) {
      this.#uplink.flush();
      this.#line.send("stop_speaking");
    }
    this.#isHearing = isHearing;
    this.#turns.capturing(isHearing);
  }

  /** Whether it went out. */
  type(text) {
    this.unlockSound();
    if (!this.#line.send("text", { text })) return false;
    this.#player.dropAll();
    this.#transcript.typed(text);
    this.#turns.typed();
    this.#awaitAnswer();
    this.#told.changed();
    return true;
  }

  /** The call's id; null: nobody has picked up yet. */
  hangUp() {
    // Over already: only the buyer's last words are still to be heard.
    const sessionId = this.#line.sessionId ?? this.#lastWords?.sessionId ?? null;
    this.#lastWords = null;
    this.#line.hangUp();
    this.#player.forget();
    this.#over();
    return sessionId;
  }

  #prepare(rolePlay, hearing, { startedAt = null, lines = [] }) {
    this.rolePlay = rolePlay;
    this.hearing = hearing;
    this.#startedAt = startedAt;
    this.#endedAt = null;
    this.#session = null;
    this.#lastWords = null;
    this.#uplink.reset();
    this.#player.forget();
    const { persona, language } = rolePlay;
    this.#transcript.begin({ buyer: persona.name, language, hearing, lines });
  }

  // What the line tells

  #changed(status) {
    this.status = status;
    this.#turns.connected(status.phase === "open");
    const saidGoodbye = status.reason === "ended_by_agent";
    if (status.phase !== "open" && !saidGoodbye) this.#player.dropAll();
    PHASES[status.phase]?.(this, status);
    this.#told.changed();
  }

  answered({ sessionId, resumeToken }) {
    this.#startedAt ??= Date.now();
    if (sessionId !== this.#session?.sessionId) this.#uplink.reset();
    this.#session = { sessionId, resumeToken };
    // What was dropped when the line broke may go on, or come anew under its old name.
    this.#player.forget();
    this.keep();
    this.#line.send("configure", { interim_transcriptions: true });
    this.#told.answered();
  }

  lost() {
    this.#told.lost();
  }

  signedOut() {
    this.#told.signedOut();
  }

  failed({ error }) {
    this.#over();
    this.#told.failed(error);
  }

  /** The end of a goodbye is still on its way to the ear. */
  ended({ reason, sessionId }) {
    this.#over();
    this.#lastWords = { reason, sessionId };
    if (!this.#player.isPlaying || this.#player.isBlocked) this.#tellOver();
  }

  keep() {
    if (this.#session === null) return;
    const { sessionId, resumeToken } = this.#session;
    const { lines } = this.#transcript;
    const { rolePlay, hearing } = this;
    keepCall({ rolePlay, hearing, sessionId, resumeToken, startedAt: this.#startedAt, lines });
  }

  #over() {
    clearTimeout(this.#unanswered);
    this.#endedAt = Date.now();
    this.#session = null;
    forgetCall();
  }

  #fallQuiet() {
    this.#turns.playing(false);
    if (this.#lastWords) this.#tellOver();
    this.#told.changed();
  }

  #tellOver() {
    const { reason, sessionId } = this.#lastWords;
    this.#lastWords = null;
    this.#told.over(reason, sessionId);
  }

  // Messages in

  #receive(message) {
    MESSAGES[message.type]?.(this, message.data);
    this.#transcript.received(message);
    this.#turns.received(message);
    this.#turns.playing(this.#player.isPlaying);
    this.#told.changed();
  }

  play({ response_id: id, audio }) {
    this.#player.play(id, fromBase64(audio));
  }

  drop({ response_id: id }) {
    this.#player.drop(id);
  }

  fadeIn({ new_response_id: next }) {
    this.#player.fadeIn(next);
  }

  stopped() {
    this.#awaitAnswer();
  }

  measured({ speech_end_to_first_audio_ms: spoken, text_to_first_audio_ms: typed }) {
    if ((spoken ?? typed ?? null) === null) this.#transcript.unanswered();
  }

  stopping({ ends_in_ms: ms }) {
    this.#told.stopping(Math.round(ms / 1000));
  }

  troubled({ message }) {
    this.#told.trouble(message);
  }

  #awaitAnswer() {
    clearTimeout(this.#unanswered);
    this.#unanswered = setTimeout(() => {
      if (this.#turns.name !== "thinking") return;
      this.#turns.unanswered();
      this.#transcript.unanswered();
      this.#told.changed();
    }, UNANSWERED_MS);
  }

  #checkSound() {
    if (!this.#player.isBlocked) return;
    setTimeout(() => {
      if (this.#player.isBlocked && this.#player.isPlaying) this.#told.soundIsBlocked();
    }, SOUND_CHECK_MS);
  }
}

const PHASES = {
  open: (call, status) => call.answered(status),
  waiting: (call) => call.lost(),
  signedOut: (call) => call.signedOut(),
  failed: (call, status) => call.failed(status),
  over: (call, status) => call.ended(status),
};

const MESSAGES = {
  audio_response: (call, data) => call.play(data),
  interruption: (call, data) => call.drop(data),
  interruption_dismissed: (call, data) => call.fadeIn(data),
  speech_stopped: (call) => call.stopped(),
  turn_metrics: (call, data) => call.measured(data),
  server_stopping: (call, data) => call.stopping(data),
  error: (call, data) => call.troubled(data),
};
