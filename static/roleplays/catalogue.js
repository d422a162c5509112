/** What there is to practise: which of it is wanted, who hears, how one did. Pure. */

export const NO_FILTER = { language: "", difficulty: "", callType: "", words: "" };

/** Those that pass every filter; `words` may be anywhere in them, in any order, accents or not. */
export function chosenBy(rolePlays, { language, difficulty, callType, words }) {
  const wanted = plain(words).split(/\s+/).filter(Boolean);
  return rolePlays.filter(
    (each) =>
      (!language || each.language === language) &&
      (!difficulty || each.difficulty === difficulty) &&
      (!callType || each.call_type === callType) &&
      wanted.every((word) => plain(textOf(each)).includes(word)),
  );
}

/**
 * How the buyer of a role play takes speech: `well`, `roughly` (the embedded one, any English), or
 * `not`: it is recorded, but only what is typed is understood.
 */
export function hearingOf({ agent, language }, agents) {
  if (!agent) return language === "en" ? "roughly" : "not";
  return agents.find(({ name }) => name === agent)?.hears === false ? "not" : "well";
}

/** Of each role play, by id: how often it was practised, and the last score there is. */
export function practised(sessions) {
  const byId = new Map();
  for (const { agent_id: id, spin_metrics: metrics } of sessions) {
    const known = byId.get(id) ?? { times: 0, score: null };
    const score = metrics?.overallScore ?? null;
    byId.set(id, { times: known.times + 1, score: known.score ?? score });
  }
  return byId;
}

function textOf({ title, objective, persona, company }) {
  return [title, objective, persona.name, persona.role, company.name, company.does].join(" ");
}

function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
