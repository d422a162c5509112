/** The top of the page: which call it was, its score, and what the coach says of all of it. */

import { clockText } from "../shared/clock.js";
import { byId, element, icon } from "../shared/dom.js";
import { quote, say } from "../shared/i18n.js";
import { gradeOf } from "./grades.js";
import { reasonOf } from "./reasons.js";
import { svg } from "./svg.js";
import { timeElement } from "./times.js";

const RADIUS = 52;
const ADVICE = [
  ["strengths", "positive"],
  ["improvements", "negative"],
  ["tips", "suggestion"],
];

export function drawHead(result, quotes) {
  drawTitle(result);
  byId("facts").replaceChildren(...facts(result));
  drawOutcome(result);
  const { spin_metrics: metrics } = result;
  byId("score").hidden = byId("feedback").hidden = metrics === null;
  if (metrics === null) return;
  byId("score").replaceChildren(...score(metrics));
  quote(byId("feedback"), metrics.feedback).lang = result.language ?? "";
  drawAdvice(metrics.detailedFeedback, quotes);
}

/** A repair of the store may have had to drop the role play. */
function drawTitle({ title, language }) {
  const heading = byId("call-title");
  if (title === null) say(heading, "call.untitled").removeAttribute("lang");
  else quote(heading, title).lang = language;
}

function facts({ user_name: who, created_at: when, duration_seconds: length, ...result }) {
  const isOver = result.ended_by !== null || result.status !== "processing";
  const rows = [["when", timeElement("full", when)]];
  if (isOver) rows.push(["length", element("span", { text: clockText(length) })]);
  if (who) rows.push(["who", element("span", { text: who })]);
  if (isOver) rows.push(["ended", say(element("span"), `endedBy.${result.ended_by ?? "unknown"}`)]);
  return rows.map(([key, value]) =>
    element("div", {}, say(element("dt"), `fact.${key}`), element("dd", {}, value)),
  );
}

function score({ overallScore: total, basis }) {
  if (total === null) {
    const title = say(element("strong"), "score.none");
    return [ring(0, "none"), element("p", {}, title, " ", reasonOf(basis.overallScore))];
  }
  const grade = gradeOf(total);
  const number = element("p", { className: "score-number" });
  number.append(element("strong", { text: total }), " ", say(element("span"), "score.of"));
  const word = say(element("p", { className: "score-word", data: { grade } }), `grade.${grade}`);
  return [element("div", { className: "ring" }, ring(total, grade), number), word];
}

function ring(total, grade) {
  const around = 2 * Math.PI * RADIUS;
  const circle = { cx: 60, cy: 60, r: RADIUS, fill: "none" };
  const filled = (around * total) / 100;
  return svg(
    "svg",
    { viewBox: "0 0 120 120", "aria-hidden": "true", "data-grade": grade },
    svg("circle", { ...circle, className: "ring-track" }),
    // Round ends would show a dot where there is nothing.
    svg("circle", {
      ...circle,
      className: "ring-fill",
      "stroke-dasharray": `${filled} ${around}`,
      "stroke-linecap": total > 0 ? "round" : "butt",
      "stroke-opacity": total > 0 ? 1 : 0,
      transform: "rotate(-90 60 60)",
    }),
  );
}

/** What became of a call that has no score. */
function drawOutcome({ status, status_reason: reason, ended_by: endedBy, language }) {
  byId("outcome").hidden = status === "ready";
  byId("progress").hidden = byId("ask-now").hidden = status !== "processing";
  if (status === "ready") return;
  const key = status === "processing" && endedBy === null ? "calling" : status;
  say(byId("outcome-title"), `${key}.title`);
  say(byId("outcome-how"), `${key}.how`);
  const text = byId("outcome-text");
  text.hidden = !reason;
  if (reason) quote(text, reason).lang = language ?? "";
}

function drawAdvice(feedback, quotes) {
  const cards = ADVICE.filter(([name]) => feedback[name].length > 0).map(([name, type]) => {
    const title = element("h3", {}, icon(type), " ", say(element("span"), `advice.${name}`));
    const list = element("ul", {}, ...feedback[name].map((text) => quotes.text("li", text)));
    return element("section", { className: "card", data: { type } }, title, list);
  });
  byId("advice").replaceChildren(...cards);
}
