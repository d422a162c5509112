/** Why a consultation didn't start, as a notice that says what to do. */

import { Refused, ServerAway, Unauthorized } from "../shared/calls.js";
import { UnknownTransport } from "./consultation.js";

/** null: the page asks who this is instead. */
export function failureOf(error) {
  if (error instanceof Unauthorized) return null;
  if (error instanceof UnknownTransport) return { key: "start.transport" };
  if (error instanceof ServerAway) return { key: "start.away" };
  if (!(error instanceof Refused)) return { key: "start.failed" };
  if (error.status === 403) return { key: "start.lapsed" };
  if (error.code === "provider_full") return { key: "start.full" };
  // Only what the server says tells what is to be installed.
  if (error.code === "avatar_unavailable") return { key: "start.failed", detail: error.message };
  return { key: "start.failed" };
}
