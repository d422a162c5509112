/**
 * This tab's session, as the page goes through it: what the consultation tells becomes the visit's
 * state, what the person sees, and a word to the other tabs.
 */

import { withdrawQuestion } from "../shared/confirm.js";
import { Consultation, TERMINATED } from "./consultation.js";
import { announce } from "../shared/stage.js";

export class OwnSession {
  #visit;
  #voice;
  #talk;
  #captions;
  #tabs;
  #status;
  #page;
  #consultation;

  /**
   * `page`: move(event, facts) of the visit, draw(), agentTitle(), stopping(seconds): the server is
   * about to, and leftTalk({wasCut, error}): nothing of it is shown or heard here any more, and the
   * server tells what comes next.
   */
  constructor({ server, visit, voice, talk, captions, tabs, status, page }) {
    this.#visit = visit;
    this.#voice = voice;
    this.#talk = talk;
    this.#captions = captions;
    this.#tabs = tabs;
    this.#status = status;
    this.#page = page;
    this.#consultation = new Consultation({
      server,
      told: {
        begun: (session) => this.#begun(session),
        connected: () => this.#connected(),
        broken: () => this.#showBroken(),
        lost: () => this.#lost(),
        gaveUp: () => this.#leave("gaveUp", { why: "lost" }),
        takenOver: () => this.#leave("takenOver", { why: "elsewhere" }),
        over: (reason) => this.#leave("over", {}, { wasCut: reason !== TERMINATED }),
        failed: (error) => this.#leave("failed", {}, { error }),
        stopping: (inMs) => this.#warn(inMs),
        media: (stream) => talk.use(stream),
        event: (event) => this.#hear(event),
      },
    });
  }

  /** With the microphone if it is open. */
  start() {
    this.#page.move("started", { sessionId: undefined });
    announce("starting.title");
    this.#status.show({ phase: "connecting" });
    // Marked before it has begun: a page that is reloaded meanwhile goes on with it.
    this.#tabs.keep({ microphone: this.#voice.isWanted });
    this.#consultation.start(this.#visit.facts.agentType, this.#voice.track);
  }

  rejoin(facts, withMicrophone) {
    this.#page.move("resumed", facts);
    this.#status.show({ phase: "reconnecting" });
    this.#consultation.rejoin(facts.agentType, null);
    // The face needn't wait for the person's permission.
    if (withMicrophone) this.#voice.open();
  }

  /** Throws what Calls does. */
  async end() {
    await this.#consultation.end(this.#visit.facts.sessionId);
  }

  /** To another tab that took the session; false: it isn't this one's. */
  giveWay(sessionId) {
    const isOwn = !this.#visit.isTold && this.#visit.facts.sessionId === sessionId;
    if (isOwn) this.#consultation.takeAway();
    return isOwn;
  }

  useMicrophone(track) {
    if (!this.#visit.isTold) {
      this.#consultation.useMicrophone(track);
      const { sessionId } = this.#visit.facts;
      this.#tabs.keep({ sessionId, microphone: this.#voice.isWanted });
    }
    this.#page.draw();
  }

  #begun(session) {
    const until = performance.now() + session.expires_in * 1000;
    this.#visit.learn({ sessionId: session.id, until });
    this.#tabs.take({ sessionId: session.id, microphone: this.#voice.isWanted });
  }

  #connected() {
    const isNew = this.#visit.state !== "talking";
    this.#talk.isBroken = false;
    this.#page.move("connected");
    this.#status.show({ phase: "live" });
    if (isNew) announce("talk.title", { agent: this.#page.agentTitle() });
  }

  #warn(inMs) {
    const until = Math.min(this.#visit.facts.until, performance.now() + inMs);
    this.#visit.learn({ until });
    this.#page.draw();
    this.#page.stopping(Math.round(inMs / 1000));
  }

  #showBroken() {
    this.#talk.isBroken = true;
    this.#page.draw();
  }

  #lost() {
    const isNew = this.#visit.state !== "reconnecting";
    this.#talk.isBroken = false;
    this.#captions.endTurn();
    this.#page.move("lost");
    this.#status.show({ phase: "reconnecting" });
    if (isNew) announce("video.reconnecting");
  }

  #leave(event, facts, how = {}) {
    withdrawQuestion();
    this.#tabs.drop();
    this.#talk.clear();
    this.#captions.clear();
    this.#page.move(event, facts);
    this.#voice.close();
    this.#page.leftTalk(how);
  }

  #hear({ event_type: type, text }) {
    const [who, what] = type.split(".");
    if (what === "transcription") this.#captions.add(who, text);
    if (what === "speak_ended") this.#captions.endTurn();
    this.#talk.hear(type);
    this.#page.draw();
  }
}
