/** Four kinds of questions: how well each was used, and what was asked. */

import { byId, element } from "../shared/dom.js";
import { say } from "../shared/i18n.js";
import { reasonOf } from "./reasons.js";
import { percent, svg } from "./svg.js";

const KINDS = [
  ["situation", "situation"],
  ["problem", "problem"],
  ["implication", "implication"],
  ["needPayoff", "need_payoff"],
];
const SHOWN_AT_FIRST = 2;

export function drawSpin(metrics, quotes) {
  const rows = KINDS.map(([name, kind]) => row(name, kind, metrics, quotes));
  byId("spin").replaceChildren(...rows);
}

function row(name, kind, metrics, quotes) {
  const value = metrics[name];
  const asked = metrics.questions.filter((question) => question.kind === kind);
  const head = element("div", { className: "kind-head" });
  head.append(say(element("h4"), `kind.${kind}`));
  if (value !== null) head.append(element("strong", { text: value }));
  const node = element("li", { data: { kind } }, head);
  if (value === null) node.append(reasonOf(metrics.basis[name]));
  else node.append(bar(value));
  if (asked.length > 0) node.append(...questions(asked, quotes));
  else if (value !== null) node.append(say(element("p", { className: "quiet" }), "kind.none"));
  return node;
}

function bar(value) {
  return svg(
    "svg",
    { className: "bar-drawing", "aria-hidden": "true" },
    svg("rect", { className: "track", width: "100%", height: "100%", rx: 5 }),
    svg("rect", { className: "fill", width: percent(value / 100), height: "100%", rx: 5 }),
  );
}

/** The first ones, and a button for the others; on paper all of them. */
function questions(asked, quotes) {
  const items = asked.map(({ line, quote }) => element("li", {}, quotes.link(line, quote)));
  const list = element("ul", { className: "quotes" }, ...items);
  const more = asked.length - SHOWN_AT_FIRST;
  if (more <= 0) return [list];
  for (const item of items.slice(SHOWN_AT_FIRST)) item.dataset.more = "";
  const button = say(element("button", { type: "button", className: "small" }), "quotes.more", { more });
  button.addEventListener("click", () => {
    list.dataset.open = "";
    items[SHOWN_AT_FIRST].querySelector("a")?.focus();
    button.remove();
  });
  return [list, button];
}
