/** How it was said, in figures: each beside its target, with where it comes from. */

import { byId, element } from "../shared/dom.js";
import { say } from "../shared/i18n.js";
import { reasonOf, sourceOf } from "./reasons.js";
import { percent, svg } from "./svg.js";

// What a gauge shows, from `least` to `most` at the least; and how exact the figure is.
const FIGURES = [
  { name: "talkListenRatio", digits: 0, least: 0, most: 100, low: "talk_low", high: "talk_high" },
  { name: "talkSpeed", digits: 0, least: 60, most: 220, low: "pace_low", high: "pace_high" },
  { name: "fillerWords", digits: 1, least: 0, most: 12, high: "fillers_a_minute" },
  { name: "longestMonologue", digits: 0, least: 0, most: 90, high: "monologue_s" },
  { name: "patience", digits: 1 },
  { name: "interruptions", digits: 0 },
  { name: "questionRate", digits: 1 },
];

export function drawFigures({ spin_metrics: metrics, targets }) {
  const rows = FIGURES.map((figure) => row(figure, metrics, targets));
  byId("figures").replaceChildren(...rows);
}

function row(figure, metrics, targets) {
  const { name, digits } = figure;
  const basis = metrics.basis[name];
  const title = say(element("dt"), `figure.${name}`);
  if (metrics[name] === null || metrics[name] === undefined) {
    const none = say(element("span", { className: "no-value" }), "figure.none");
    const why = element("dd", {}, none, " ", reasonOf(basis));
    return element("div", { data: { figure: name } }, title, why);
  }
  const value = Number(metrics[name].toFixed(digits));
  const said = element("dd");
  said.append(say(element("strong"), `figure.${name}.value`, { value }));
  if (figure.high) {
    const target = { low: targets[figure.low], high: targets[figure.high] };
    said.append(verdict(value, target), gauge(value, target, figure));
  }
  said.append(sourceOf(basis));
  return element("div", { data: { figure: name } }, title, said);
}

function verdict(value, { low, high }) {
  const place = value > high ? "above" : value < (low ?? -Infinity) ? "below" : "within";
  const key = low === undefined ? `target.most.${place}` : `target.between.${place}`;
  return say(element("span", { className: "verdict", data: { place } }), key, { low, high });
}

function gauge(value, { low, high }, { least, most }) {
  const end = Math.max(most, value);
  const share = (number) => Math.min(1, Math.max(0, (number - least) / (end - least)));
  const from = share(low ?? least);
  const zone = { x: percent(from), y: 5, width: percent(share(high) - from), height: 8, rx: 4 };
  const x = percent(share(value));
  return svg(
    "svg",
    { className: "gauge", "aria-hidden": "true" },
    svg("rect", { className: "track", y: 5, width: "100%", height: 8, rx: 4 }),
    svg("rect", { className: "zone", ...zone }),
    svg("line", { className: "needle", x1: x, x2: x, y1: 1, y2: 17 }),
  );
}
