/** The call is over: by whom, how long it was, and where its result is. */

import { clockText } from "../shared/clock.js";
import { byId } from "../shared/dom.js";
import { say } from "../shared/i18n.js";
import { resultAddress } from "./parts.js";

// It goes on, or there never was one.
const WITHOUT_RESULT = ["elsewhere", "gone"];
// Nobody here knows when.
const UNSEEN = ["left", "lost"];

export function drawEnding({ reason, sessionId }, call, { turns }) {
  const buyer = call.rolePlay.persona.name;
  const hasResult = sessionId !== null && !WITHOUT_RESULT.includes(reason);
  say(byId("ended-title"), `ended.${reason}.title`, { buyer });
  say(byId("ended-text"), `ended.${reason}.text`, { buyer });
  byId("ended-length").hidden = !hasResult || UNSEEN.includes(reason);
  const key = turns === 1 ? "ended.lengthOne" : "ended.length";
  say(byId("ended-length"), key, { length: clockText(call.seconds), turns });
  byId("to-result").hidden = !hasResult;
  byId("to-result").href = resultAddress(sessionId);
  byId("again").href = `#${call.rolePlay.id}`;
}
