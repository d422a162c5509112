/** What was said, line by line: with times that play, marked quotes, and comments beside them. */

import { clockText } from "../shared/clock.js";
import { byId, element, icon } from "../shared/dom.js";
import { say } from "../shared/i18n.js";
import { oneRow, pieces } from "./pieces.js";

// A player that was sent somewhere may say that it is a hair before it.
const SLACK_S = 0.05;

export class TranscriptView {
  #list = byId("lines");
  #onTime;
  #rows = [];
  #starts = [];
  #current = null;

  constructor({ onTime }) {
    this.#onTime = onTime;
  }

  draw(result) {
    const { lines, spin_metrics: metrics, recording_url: recording } = result;
    const highlights = metrics?.detailedFeedback.transcript_highlights ?? [];
    const evidence = evidenceIn(result);
    this.#starts = lines.map(({ start_s: start }) => start);
    this.#rows = lines.map((line, place) => {
      const own = highlights.filter((each) => each.line === place);
      const quotes = [...own, ...evidence.filter((each) => each.line === place)];
      return this.#row(line, { place, quotes, own, recording, language: result.language });
    });
    this.#current = null;
    this.#list.replaceChildren(...this.#rows);
    byId("said-none").hidden = lines.length > 0;
  }

  startOf(place) {
    return this.#starts[place] ?? null;
  }

  /** Marks the line that is said at this time; keeps it in sight for who is reading along. */
  follow(seconds, { isPlaying }) {
    const place = this.#starts.findLastIndex((start) => start !== null && start <= seconds + SLACK_S);
    const row = this.#rows[place] ?? null;
    if (row === this.#current) return;
    const isReadAlong = isPlaying && this.#current !== null && isInSight(this.#current);
    this.#current?.removeAttribute("aria-current");
    row?.setAttribute("aria-current", "true");
    this.#current = row;
    if (isReadAlong) row?.scrollIntoView({ block: "nearest" });
  }

  /** Goes to the line of the moment. */
  reveal() {
    this.#current?.scrollIntoView({ block: "center" });
  }

  /** Marks what somebody wants to see: words of a line, or all of it. */
  seek(place, words) {
    for (const node of this.#list.querySelectorAll("[data-sought]")) delete node.dataset.sought;
    const row = this.#rows[place];
    if (!row) return null;
    row.dataset.sought = "";
    if (words === undefined) return row;
    for (const piece of row.querySelectorAll("[data-quotes]")) {
      if (JSON.parse(piece.dataset.quotes).includes(words)) piece.dataset.sought = "";
    }
    return row;
  }

  #row(line, { place, quotes, own, recording, language }) {
    const { who, text, start_s: start, is_typed: isTyped } = line;
    const head = element("div", { className: "line-head" });
    if (start !== null) head.append(this.#time(start, recording));
    head.append(say(element("span", { className: "who" }), `side.${who}`));
    if (isTyped) head.append(say(element("span", { className: "typed" }), "said.typed"));
    const words = element("p", { className: "words", lang: language });
    for (const piece of pieces(oneRow(text), quotes.map(({ quote }) => quote))) {
      words.append(pieceNode(piece, quotes));
    }
    const row = element("li", { id: `line-${place}`, tabindex: "-1", data: { who } }, head, words);
    if (own.length > 0) {
      const comments = own.map((each) => comment(each, language));
      row.append(element("ul", { className: "comments" }, ...comments));
    }
    return row;
  }

  #time(start, recording) {
    const text = clockText(start);
    if (recording === null) return element("span", { className: "time", text });
    const button = element("button", { type: "button", className: "time", text });
    button.addEventListener("click", () => this.#onTime(start));
    return button;
  }
}

function pieceNode({ text, quotes: places }, quotes) {
  if (places.length === 0) return document.createTextNode(text);
  const within = places.map((place) => quotes[place]);
  const type = within.find((each) => each.type)?.type;
  const data = { type, quotes: JSON.stringify(within.map(({ quote }) => quote)) };
  return element(type ? "mark" : "span", { text, data });
}

function comment({ type, comment: text }, language) {
  const kind = say(element("strong"), `highlight.${type}`);
  const words = element("p", {}, kind, " ", element("span", { text, lang: language }));
  return element("li", { data: { type } }, icon(type), words);
}

/** [{line, quote}]: all else that quotes the call. */
function evidenceIn({ spin_metrics: metrics, rubric_results: rubric, objections }) {
  const found = [...(metrics?.questions ?? [])];
  for (const { evidence, evidence_line: line } of rubric) found.push({ line, quote: evidence });
  for (const each of objections?.details ?? []) {
    found.push({ line: each.clientLine, quote: each.clientObjection });
    found.push({ line: each.responseLine, quote: each.yourResponse });
  }
  return found.filter(({ quote }) => quote).map(({ line, quote }) => ({ line, quote }));
}

function isInSight(node) {
  const { top, bottom } = node.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}
