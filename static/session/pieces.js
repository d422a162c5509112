/** A line's text, cut where quotes from it begin and end, so that each can be marked. Pure. */

/** As the transcript has it, and as quotes are cut from it: on one row. */
export function oneRow(text) {
  return text.trim().split(/\s+/).join(" ");
}

/**
 * [{text, quotes}]: all of the text in order; `quotes` are the places in the list given of those
 * that the piece is part of. A quote that isn't there is part of the whole text.
 */
export function pieces(text, quotes) {
  const spans = quotes.map((quote) => {
    const at = quote ? text.indexOf(quote) : -1;
    return at < 0 ? [0, text.length] : [at, at + quote.length];
  });
  const cuts = [...new Set([0, text.length, ...spans.flat()])].sort((one, other) => one - other);
  return cuts.slice(1).map((end, index) => {
    const start = cuts[index];
    const within = ([from, to]) => from <= start && end <= to;
    return {
      text: text.slice(start, end),
      quotes: spans.flatMap((span, place) => (within(span) ? [place] : [])),
    };
  });
}
