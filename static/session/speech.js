/**
 * When each side spoke, as the timeline shows it. Pure.
 *
 * From the sound where that was measured, else from the lines' times; interruptions are counted as
 * the server counts them (realtime/roleplay/scoring/delivery.py), so that marks and figure agree.
 */

// Speech of both at once for less is how people take turns.
const OVERLAP_S = 0.3;
// An agent that is broken into falls silent sooner than people do; its voice is measured by sound.
const YIELDS_WITHIN_S = 0.12;
// A sound of listening takes no turn.
const LISTENING_S = 1;

/**
 * {source: "audio" | "times" | null, salesperson, buyer: [[start, end]], typed: [{who, at}],
 * overlaps: [[start, end]], interruptions: [at], length}; `typed` is what nobody spoke, or what isn't
 * known to have lasted.
 */
export function speechOf({ turns, lines, duration_seconds: duration }) {
  const hasSound = Boolean(turns?.salesperson.length || turns?.buyer.length);
  const timed = lines.filter(({ start_s: start }) => start !== null);
  const spoken = timed.filter(({ end_s: end, is_typed: isTyped }) => end !== null && !isTyped);
  const linesOf = (side) => spoken.filter(({ who }) => who === side).map(span);
  const of = (side) => united(hasSound ? turns[side] : linesOf(side));
  const [salesperson, buyer] = [of("salesperson"), of("buyer")];
  const isShown = ({ start_s: start, end_s: end, is_typed: isTyped }) =>
    isTyped || (!hasSound && !(end > start));
  const typed = timed
    .filter(isShown)
    .map(({ who, start_s: at, end_s: end }) => ({ who, at, until: end ?? at }));
  const ends = [...salesperson, ...buyer].map(([, end]) => end);
  // Who types isn't heard: the sound doesn't tell into what. And lines without sound count only when
  // all have times: else who spoke when is a guess.
  const hasTyped = lines.some(({ who, is_typed: isTyped }) => isTyped && who === "salesperson");
  const isTimed = spoken.length > 0 && spoken.length === lines.length;
  const isMeasured = !hasTyped && (hasSound || isTimed);
  return {
    source: hasSound ? "audio" : timed.length ? "times" : null,
    salesperson,
    buyer,
    typed,
    overlaps: isMeasured ? overlapsOf(salesperson, buyer) : [],
    interruptions: isMeasured ? interruptionsOf(salesperson, buyer, hasSound) : [],
    length: Math.max(1, duration, ...ends, ...typed.map(({ until }) => until)),
  };
}

/** Seconds between marks below the timeline: round ones, and no more than `most` of them. */
export function tickStep(length, most) {
  const steps = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1800];
  return steps.find((step) => length / step <= most) ?? 3600;
}

function span({ start_s: start, end_s: end }) {
  return [start, end];
}

/** In order, those that touch made one; what ends before it starts is nothing. */
function united(intervals) {
  const found = [];
  for (const [start, end] of [...intervals].sort((one, other) => one[0] - other[0])) {
    if (end <= start) continue;
    const last = found.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else found.push([start, end]);
  }
  return found;
}

function overlapsOf(one, other) {
  const found = [];
  let at = 0;
  for (const [start, end] of one) {
    while (at < other.length && other[at][1] <= start) at += 1;
    for (let next = at; next < other.length && other[next][0] < end; next += 1) {
      const both = [Math.max(start, other[next][0]), Math.min(end, other[next][1])];
      if (both[1] - both[0] >= OVERLAP_S) found.push(both);
    }
  }
  return found;
}

/** When the salesperson began while the buyer had spoken for a while, and went on for a while. */
function interruptionsOf(salesperson, buyer, hasSound) {
  const least = hasSound ? YIELDS_WITHIN_S : OVERLAP_S;
  const begun = ([start]) =>
    buyer.some(([began, ended]) => start - began >= OVERLAP_S && ended - start >= least);
  const isListening = ([start, end]) =>
    end - start < LISTENING_S && buyer.some(([began, ended]) => began < start && ended >= end);
  return salesperson
    .filter((turn) => begun(turn) && !isListening(turn))
    .map(([start]) => start);
}
