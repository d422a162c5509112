/** Pieces that several parts of the page draw. */

import { clockText } from "../shared/clock.js";
import { element } from "../shared/dom.js";
import { currentLanguage, quote, say } from "../shared/i18n.js";
import { momentText } from "./times.js";

/** "Hannah Whitlock" → "HW". */
export function initials(name) {
  const words = name.split(/\s+/).filter(Boolean);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return ends.map((word) => [...word][0].toUpperCase()).join("");
}

/** What kind of call it is, at a glance. */
export function tagsOf({ language, difficulty, call_type: callType }) {
  const tag = (key, data) => say(element("span", { className: "tag", data }), key);
  return [
    tag(`callType.${callType}`),
    tag(`difficulty.${difficulty}`, { difficulty }),
    tag(`language.${language}`),
  ];
}

function scoreOf({ spin_metrics: metrics }) {
  return metrics?.overallScore ?? null;
}

/** Of the same person's result. */
export function resultAddress(sessionId) {
  return `/sessions/${sessionId}/view${location.search}`;
}

/** A repair of the store may have had to drop the role play. */
function titleOf({ title, language }) {
  if (title === null) return say(element("span"), "result.untitled");
  return element("span", { text: title, lang: language });
}

/** A row of past calls; with the role play's `title` where they are of several. */
export function resultRow(session, { withTitle }) {
  const score = scoreOf(session);
  const figure = element("span", { className: "score", data: { status: session.status } });
  if (score !== null) say(figure, "result.score", { score });
  else say(figure, `result.${session.status}`);
  const when = element("time", { datetime: session.created_at });
  quote(when, momentText(session.created_at));
  const length = element("span", { text: clockText(session.duration_seconds) });
  const link = element("a", { href: resultAddress(session.id) });
  link.append(withTitle ? titleOf(session) : when);
  const more = element("span", { className: "quiet more" });
  more.append(...(withTitle ? [when, " · ", length] : [length]));
  return element("li", {}, link, more, figure);
}

/** A heading with its texts; nothing when there are none. */
export function listed(key, texts, { className, mark } = {}) {
  const shown = texts.filter(Boolean);
  if (shown.length === 0) return [];
  const items = shown.map((text) => element("li", {}, ...(mark ? [mark()] : []), text));
  const list = element("ul", { className: ["points", className].filter(Boolean).join(" ") });
  list.append(...items);
  return [element("section", {}, say(element("h3"), key), list)];
}

/** Who works where, as the role play has it. */
export function companyLine({ persona, company }) {
  return `${persona.role}, ${company.name}`;
}

/** Those in the page's own language come first. */
export function ownLanguageFirst(rolePlays) {
  const isOwn = ({ language }) => Number(language === currentLanguage());
  return [...rolePlays].sort((one, other) => isOwn(other) - isOwn(one));
}
