/** How long to wait before the next attempt to connect. */

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 20_000;

/** Half of an exponentially growing delay, plus a random part of the other half. */
export function backoff(attempt, random) {
  const ceiling = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (attempt - 1));
  return Math.round(ceiling / 2 + (random * ceiling) / 2);
}
