/** The call: who is there, whose turn it is, how long it lasts, the microphone. */

import { clockText } from "../shared/clock.js";
import { byId } from "../shared/dom.js";
import { say } from "../shared/i18n.js";
import { drawNotes } from "./briefing-view.js";
import { companyLine, initials } from "./parts.js";
import { QUIETEST_DB } from "./voice.js";

// Where they stand beside the call rather than before it.
const HAS_ROOM = matchMedia("(min-width: 861px)");
const MIC_ICONS = { off: "mic-off", opening: "mic", on: "mic", muted: "mic-off" };

/** The notes are opened where they don't push the rest away. */
export function openNotes() {
  byId("notes").open = HAS_ROOM.matches;
}

export function drawParties(rolePlay, hearing) {
  const { persona, language } = rolePlay;
  say(byId("call-title"), "call.title", { buyer: persona.name });
  byId("call-portrait").textContent = initials(persona.name);
  byId("call-buyer").textContent = persona.name;
  byId("call-company").textContent = companyLine(rolePlay);
  byId("call-company").lang = language;
  say(byId("call-hearing"), `hearing.${hearing}`);
  byId("call-hearing").hidden = hearing === "well";
  drawNotes(rolePlay);
}

export function drawCall(state, call, voice) {
  const buyer = call.rolePlay.persona.name;
  const { phase, isRestart } = call.status;
  const isThere = state === "calling" && phase === "open";
  byId("phone").dataset.turn = isThere ? call.turn : "offline";
  byId("phone").dataset.state = state;
  say(byId("turn-text"), turnText(state, call, { isThere, isRestart }), { buyer });
  byId("try-now").hidden = phase !== "waiting";
  say(byId("hang-up-text"), state === "opening" ? "hangUp.opening" : "hangUp");
  byId("said-empty").hidden = byId("lines").childElementCount > 0;
  say(byId("said-empty"), state === "opening" ? "said.opening" : "said.empty", { buyer });
  byId("send").disabled = !isThere;
  drawMicrophone(voice);
  drawClock(call);
}

/** What changes by itself. */
export function drawClock(call) {
  byId("clock").textContent = clockText(call.seconds);
  const { phase, retryAt } = call.status;
  const countdown = byId("turn-countdown");
  if (phase !== "waiting") {
    countdown.textContent = "";
    return;
  }
  const seconds = Math.max(0, Math.ceil((retryAt - performance.now()) / 1000));
  say(countdown, "connection.in", { seconds });
}

/** `which`: the meter of the call, or that of the test before it. */
export function drawLevel(which, decibels) {
  const share = (decibels - QUIETEST_DB) / -QUIETEST_DB;
  byId(`${which}-fill`).style.transform = `scaleX(${share})`;
  byId(which).setAttribute("aria-valuenow", Math.round(decibels));
}

function turnText(state, call, { isThere, isRestart }) {
  if (state === "opening") return "turn.opening";
  if (!isThere && call.status.phase === "over") return "turn.over";
  if (!isThere) return isRestart ? "turn.restarting" : "turn.reconnecting";
  return `turn.${call.turn}`;
}

function drawMicrophone({ state, problem }) {
  const button = byId("mic");
  button.dataset.state = state;
  button.setAttribute("aria-disabled", state === "opening");
  byId("mic-icon").setAttribute("href", `#icon-${MIC_ICONS[state]}`);
  say(byId("mic-text"), `mic.${state}`);
  byId("call-mic-problem").hidden = problem === null;
  if (problem !== null) say(byId("call-mic-problem"), `mic.${problem}.title`);
}
