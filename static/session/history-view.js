/** How the salesperson's scores in this role play went, with a way to each of the results. */

import { byId, element } from "../shared/dom.js";
import { label, say } from "../shared/i18n.js";
import { gradeOf } from "./grades.js";
import { percent, svg } from "./svg.js";
import { timeElement } from "./times.js";

const HEIGHT = 130;
const FLOOR = 112;
const CEILING = 22;
// The line keeps off both edges, where its numbers would be cut off.
const EDGE = 0.05;
const MOST_IN_TABLE = 12;
const MOST_NUMBERS = 8;

/**
 * The calls to show, the oldest first: [{id, date, score, status}]. Those before this one are told
 * with its score even when their results are gone; `id` is null then. Pure.
 */
function callsOf(result, others) {
  // Who may read everybody's results gets everybody's.
  const own = others.filter((each) => each.id !== result.id && each.user_name === result.user_name);
  const calls = [...own, result].map(({ id, created_at: date, status, spin_metrics: metrics }) => {
    return { id, date, status, score: metrics?.overallScore ?? null };
  });
  const listed = new Set(calls.map(({ date }) => date));
  for (const { date, score } of result.spin_metrics?.callHistory ?? []) {
    if (!listed.has(date)) calls.push({ id: null, date, score, status: "ready" });
  }
  return calls.sort((one, other) => new Date(one.date) - new Date(other.date));
}

export function drawHistory(result, others, { query, hasFailed }) {
  const calls = callsOf(result, others);
  const scored = calls.filter(({ score }) => score !== null);
  const parts = [];
  if (scored.length > 1) parts.push(chart(scored, result.id));
  else parts.push(say(element("p", { className: "quiet" }), "history.first"));
  if (hasFailed) parts.push(say(element("p", { className: "quiet" }), "history.failed"));
  parts.push(table(calls, result.id, query));
  byId("history-body").replaceChildren(...parts);
}

function chart(scored, id) {
  const x = (index) => EDGE + ((1 - 2 * EDGE) * index) / (scored.length - 1);
  const y = (score) => FLOOR - ((FLOOR - CEILING) * score) / 100;
  const drawing = svg("svg", { className: "history-drawing", height: HEIGHT, role: "img" });
  label(drawing, "history.chart");
  for (const height of [0, 50, 100].map(y)) {
    drawing.append(svg("line", { className: "grid", x1: 0, x2: "100%", y1: height, y2: height }));
  }
  scored.slice(1).forEach(({ score }, index) => {
    const from = { x1: percent(x(index)), y1: y(scored[index].score) };
    const to = { x2: percent(x(index + 1)), y2: y(score) };
    drawing.append(svg("line", { className: "trend", ...from, ...to }));
  });
  const isFew = scored.length <= MOST_NUMBERS;
  scored.forEach(({ id: each, score }, index) => {
    const isThis = each === id;
    drawing.append(dot(x(index), y(score), isThis));
    if (isThis || isFew) drawing.append(number(score, x(index), y(score), isThis));
  });
  const ends = [scored[0], scored.at(-1)].map(({ date }) => timeElement("day", date));
  return element("figure", {}, drawing, element("figcaption", {}, ...ends));
}

function dot(x, y, isThis) {
  const radius = isThis ? 6 : 4;
  return svg("circle", { cx: percent(x), cy: y, r: radius, "data-this": isThis || undefined });
}

function number(score, x, y, isThis) {
  const place = { x: percent(x), y: y - 10, "text-anchor": "middle" };
  const node = svg("text", { ...place, "data-this": isThis || undefined });
  node.textContent = score;
  return node;
}

/** The latest calls, and this one wherever it is. */
function table(calls, own, query) {
  const latest = calls.slice(-MOST_IN_TABLE);
  const isOwn = ({ id }) => id === own;
  const shown = latest.some(isOwn) ? latest : [calls.find(isOwn), ...latest.slice(1)];
  const names = ["date", "score", "result"];
  const heads = names.map((key) => say(element("th", { scope: "col" }), `history.${key}`));
  const rows = [...shown].reverse().map((call) => row(call, own, query));
  return element(
    "table",
    {},
    element("thead", {}, element("tr", {}, ...heads)),
    element("tbody", {}, ...rows),
  );
}

function row({ id, date, score, status }, own, query) {
  const isThis = id === own;
  const when = element("td", {}, timeElement("brief", date));
  const current = isThis ? "page" : undefined;
  const cells = [when, scoreCell(score, status), wayTo(id, { isThis, query })];
  return element("tr", { "aria-current": current }, ...cells);
}

function scoreCell(score, status) {
  const words = element("span", { className: "quiet" });
  if (score === null) {
    const state = status === "ready" ? "unscored" : status;
    return element("td", {}, say(words, `status.${state}`));
  }
  say(words, `grade.${gradeOf(score)}`);
  return element("td", {}, element("strong", { text: score }), " ", words);
}

function wayTo(id, { isThis, query }) {
  if (isThis) return element("td", {}, say(element("span"), "history.this"));
  if (id === null) return element("td", {}, say(element("span"), "history.gone"));
  const href = `/sessions/${encodeURIComponent(id)}/view${query}`;
  return element("td", {}, say(element("a", { href }), "history.open"));
}
