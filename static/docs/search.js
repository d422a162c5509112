/** Which entries are wanted: all words of the search in them, and of the chosen surface. Pure. */

export function wanted(entries, { text, surface }) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return entries.filter(
    (entry) =>
      (surface === null || entry.surface === surface) &&
      words.every((word) => entry.words.includes(word)),
  );
}
