/** Waiting, being called, a session elsewhere, and the pause after one. */

import { clockText } from "../shared/clock.js";
import { byId } from "../shared/dom.js";
import { quote, say } from "../shared/i18n.js";
import { roughly, secondsLeft } from "./times.js";

export function drawWaiting({ position, likelyAt, latestAt, isPresent }, now) {
  const isNext = position === 1;
  say(byId("place-text"), isNext ? "waiting.next" : "waiting.place");
  quote(byId("place"), isNext ? "" : String(position));
  byId("place").hidden = isNext;
  byId("place").dataset.position = position;
  say(byId("likely"), ...roughly(secondsLeft(likelyAt, now)));
  const [key, values] = roughly(secondsLeft(latestAt, now));
  say(byId("latest"), key.replace("length.", "longest."), values);
  byId("absent").hidden = isPresent;
  if (!isPresent) say(byId("absent"), "waiting.absent");
}

const CALLED = {
  called: ["called.title", "called.how", "start"],
  retry: ["called.title", "called.retry", "start.again"],
  asking: ["asking.title", "called.asking", "start.working"],
  starting: ["starting.title", "starting.how", "start.working"],
};

/** `hasFailed`: it was tried before. */
export function drawCalled(state, { until }, { hasFailed, micProblem, now }) {
  const [title, how, start] = CALLED[state === "called" && hasFailed ? "retry" : state];
  const isFree = state === "called";
  say(byId("called-title"), title);
  say(byId("called-how"), how);
  say(byId("start-text"), isFree && micProblem !== null ? "start.again" : start);
  // Not disabled: it keeps the keyboard's focus.
  byId("start").setAttribute("aria-disabled", !isFree);
  byId("start-listening").hidden = !isFree || micProblem === null;
  byId("decline").hidden = state === "starting";
  const left = secondsLeft(until, now);
  byId("reservation").hidden = state === "starting" || left === null;
  if (left !== null) byId("reservation").textContent = clockText(left);
  drawMicProblem(micProblem);
}

/** Said with all that can be done; null: there is none. */
function drawMicProblem(problem) {
  byId("mic-problem").hidden = problem === null;
  if (problem === null) return;
  say(byId("mic-problem-title"), `mic.${problem}.title`);
  say(byId("mic-problem-text"), `mic.${problem}.text`);
}

export function drawApart({ why, until }, now) {
  say(byId("apart-title"), `apart.${why}.title`);
  say(byId("apart-text"), `apart.${why}.text`);
  say(byId("resume"), why === "lost" ? "apart.again" : "apart.resume");
  const left = secondsLeft(until, now);
  byId("apart-left").textContent = left === null ? "" : clockText(left);
}

const REASONS = new Set([
  "terminated",
  "time_limit",
  "ended_by_agent",
  "visitor_lost",
  "provider_failed",
  "server_stopped",
]);

export function drawEnded({ because, until }, now) {
  say(byId("ended-because"), `ended.${REASONS.has(because) ? because : "because"}`);
  const left = secondsLeft(until, now);
  byId("cooldown").textContent = left === null ? "" : clockText(left);
}
