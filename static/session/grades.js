/** What scores are called: as the coach's summary does (realtime/roleplay/scoring/feedback.py). */

const BANDS = [
  [85, "excellent"],
  [65, "good"],
  [40, "fair"],
  [0, "poor"],
];

export function gradeOf(score) {
  return BANDS.find(([least]) => score >= least)?.[1] ?? "poor";
}
