/** What the call is judged by, and the objections that came up. */

import { byId, element, icon } from "../shared/dom.js";
import { hasText, quote, say } from "../shared/i18n.js";
import { reasonOf } from "./reasons.js";

export function drawRubric(result, quotes) {
  const { rubric_results: results, success_criteria: criteria, spin_metrics: metrics } = result;
  byId("rubric-card").hidden = results.length === 0 && criteria.length === 0;
  const met = results.filter((each) => each.met).length;
  const why = whyUnjudged(metrics);
  byId("rubric-sum").hidden = results.length === 0 && why === null;
  const sum = why ?? say(element("span"), "rubric.sum", { met, of: results.length });
  byId("rubric-sum").replaceChildren(sum);
  byId("rubric").replaceChildren(...results.map((each) => criterion(each, quotes)));
  byId("criteria").hidden = criteria.length === 0 || metrics === null;
  const items = criteria.map((text) => element("li", {}, icon("goal"), quotes.text("span", text)));
  byId("criteria-list").replaceChildren(...items);
}

function criterion({ criterion: name, met, must_have: isMust, evidence, evidence_line: line }, quotes) {
  const verdict = say(element("span", { className: "verdict" }), met ? "rubric.met" : "rubric.unmet");
  const head = element("p", { className: "criterion-head" }, verdict);
  if (isMust) head.append(say(element("span", { className: "must" }), "rubric.must"));
  const body = element("div", {}, quotes.text("p", name, { className: "criterion" }), head);
  if (evidence) body.append(quotes.link(line, evidence));
  return element("li", { data: { met } }, icon(met ? "met" : "unmet"), body);
}

/** That nothing was found means nothing when the words weren't looked at. */
function whyUnjudged(metrics) {
  const basis = metrics?.basis.overallScore;
  return basis?.reason ? reasonOf(basis) : null;
}

export function drawObjections({ objections, spin_metrics: metrics }, quotes) {
  const { totalCount: total, treatedCount: treated, treatmentRate: rate, quality, details } = objections;
  const sum = [whyUnjudged(metrics) ?? say(element("span"), "objections.none")];
  if (total > 0) {
    const values = { total, treated, rate: Math.round(rate ?? (100 * treated) / total) };
    sum[0] = say(element("span"), "objections.sum", values);
    if (hasText(`quality.${quality}`)) sum.push(" ", say(element("span"), `quality.${quality}`));
  }
  byId("objections-sum").replaceChildren(...sum);
  byId("objections").replaceChildren(...details.map((each) => objection(each, quotes)));
}

function objection(detail, quotes) {
  const { treated, clientObjection, clientLine, yourResponse, responseLine } = detail;
  const head = element("div", { className: "objection-head" });
  head.append(known("h4", "objection", detail.type), verdict(treated));
  const answer = yourResponse
    ? quotes.link(responseLine, yourResponse)
    : say(element("span", { className: "quiet" }), "objections.noAnswer");
  const rows = [
    ["objections.said", quotes.link(clientLine, clientObjection)],
    ["objections.answered", answer],
  ];
  if (detail.techniqueUsed) {
    rows.push(["objections.technique", known("span", "technique", detail.techniqueUsed)]);
  }
  const list = element("dl");
  for (const [key, value] of rows) {
    list.append(element("div", {}, say(element("dt"), key), element("dd", {}, value)));
  }
  const feedback = quotes.text("p", detail.platformFeedback, { className: "coach" });
  return element("li", { data: { treated } }, head, list, feedback);
}

function verdict(treated) {
  const text = say(element("span"), treated ? "objections.treated" : "objections.untreated");
  return element("span", { className: "verdict" }, icon(treated ? "met" : "unmet"), text);
}

/** A name of the server's in the page's words; one it doesn't know yet as it is. */
function known(tag, table, name) {
  const key = `${table}.${name}`;
  return hasText(key) ? say(element(tag), key) : quote(element(tag), name);
}
