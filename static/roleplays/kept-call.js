/** What a tab knows of its call, kept so that a reload or a crash isn't the end of it. */

const KEPT_AS = "vivavoz-practice-call";

/**
 * {rolePlay, hearing, sessionId, resumeToken, startedAt (wall time, ms), lines: [{who, text, at}]},
 * or null. With the role play itself: the call goes on with it even if it is gone by then.
 */
export function keptCall() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT_AS));
  } catch {
    return null;
  }
}

export function keepCall(call) {
  try {
    sessionStorage.setItem(KEPT_AS, JSON.stringify(call));
  } catch {
    // Without storage the call lasts as long as the page.
  }
}

export function forgetCall() {
  try {
    sessionStorage.removeItem(KEPT_AS);
  } catch {
    // There was none.
  }
}
