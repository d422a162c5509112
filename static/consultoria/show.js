/** Shows where the tab is: the right part of the page, its countdowns, and the tab's title. */

import { byId } from "../shared/dom.js";
import { drawApart, drawCalled, drawEnded, drawWaiting } from "./queue-view.js";
import { alarm, announce, showStage, showTitle } from "../shared/stage.js";
import { passed, secondsLeft } from "./times.js";

const MINUTE_S = 60;
const TITLES = { called: "title.called", asking: "title.called", talking: "title.talking" };

// Countdowns are seen; who listens to the page is told at these seconds only.
const MARKS = {
  called: { seconds: [10, 30], say: (seconds) => announce("called.left", { seconds }) },
  talking: { seconds: [30, 120], say: sayTimeLeft },
};

export class Show {
  #visit;
  #cards;
  #talk;
  #voice;
  #leftBefore = null;

  /** The start of this reservation was tried, and failed. */
  hasFailed = false;

  constructor({ visit, cards, talk, voice }) {
    this.#visit = visit;
    this.#cards = cards;
    this.#talk = talk;
    this.#voice = voice;
  }

  draw(now) {
    const { state, facts } = this.#visit;
    this.#drawState(now);
    showStage(state);
    const agent = this.#cards.titleOf(facts.agentType);
    for (const node of document.querySelectorAll(".agent-title")) {
      if (node.textContent !== agent) node.textContent = agent;
    }
    if (state === "waiting") showTitle("title.waiting", { position: facts.position });
    else showTitle(TITLES[state] ?? null);
  }

  /** What changes by itself. */
  tick(now) {
    const { state, facts } = this.#visit;
    const left = secondsLeft(facts.until, now);
    const marks = MARKS[state];
    const mark = marks ? passed(marks.seconds, this.#leftBefore, left) : null;
    if (mark !== null) marks.say(mark);
    this.#leftBefore = marks ? left : null;
    if (!document.hidden) this.#drawState(now);
  }

  #drawState(now) {
    const { state, facts } = this.#visit;
    if (state === "waiting") drawWaiting(facts, now);
    else if (state === "apart") drawApart(facts, now);
    else if (state === "ended") drawEnded(facts, now);
    else if (byId("talk").dataset.shown.includes(state)) this.#drawTalk(now);
    else if (byId("calling").dataset.shown.includes(state)) this.#drawCall(now);
  }

  #drawCall(now) {
    const { state, facts } = this.#visit;
    const micProblem = state === "called" ? this.#voice.problem : null;
    drawCalled(state, facts, { hasFailed: this.hasFailed, micProblem, now });
  }

  #drawTalk(now) {
    const { state, facts } = this.#visit;
    const agent = this.#cards.titleOf(facts.agentType);
    this.#talk.draw(state, facts, { voice: this.#voice, agent, now });
  }
}

function sayTimeLeft(seconds) {
  if (seconds > MINUTE_S) alarm("talk.soon", { minutes: seconds / MINUTE_S });
  else alarm("talk.seconds", { seconds });
}
