/** A length of time as a clock shows it. Pure. */

const MINUTE_S = 60;
const HOUR_S = 3600;

/** 65 → "1:05", 3725 → "1:02:05". */
export function clockText(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const rest = String(whole % MINUTE_S).padStart(2, "0");
  const minutes = Math.floor((whole % HOUR_S) / MINUTE_S);
  if (whole < HOUR_S) return `${minutes}:${rest}`;
  return `${Math.floor(whole / HOUR_S)}:${String(minutes).padStart(2, "0")}:${rest}`;
}
