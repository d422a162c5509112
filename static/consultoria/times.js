/** Lengths of time as the page writes them. Pure: the caller's clock, the caller's language. */

const MINUTE_S = 60;
const HOUR_MIN = 60;

/** What is left until `at`, in whole seconds, the begun one included; never less than none. */
export function secondsLeft(at, now) {
  return at === null || at === undefined ? null : Math.max(0, Math.ceil((at - now) / 1000));
}

/** A length nobody needs to the second: a text's key with its values. */
export function roughly(seconds) {
  if (seconds === null) return ["length.unknown"];
  if (seconds < MINUTE_S) return ["length.moment"];
  const minutes = Math.ceil(seconds / MINUTE_S);
  if (minutes === 1) return ["length.minute"];
  if (minutes < HOUR_MIN) return ["length.minutes", { minutes }];
  const [hours, rest] = [Math.floor(minutes / HOUR_MIN), minutes % HOUR_MIN];
  return rest === 0 ? ["length.hours", { hours }] : ["length.hoursMinutes", { hours, minutes: rest }];
}

/** Of `marks`, in seconds, the one that was passed on the way from `before` to `now`, or null. */
export function passed(marks, before, now) {
  if (before === null || now === null) return null;
  return marks.findLast((mark) => before > mark && now <= mark) ?? null;
}
