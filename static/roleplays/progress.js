/**
 * Where this tab is between choosing a role play and the end of a call. A state that isn't in a row
 * of the table can't be reached from there.
 */

const CALL = { lost: "reconnecting", over: "ended" };

export const TRANSITIONS = {
  loading: { listed: "catalogue", chosen: "briefing", resumed: "reconnecting" },
  catalogue: { listed: "catalogue", chosen: "briefing" },
  briefing: { listed: "catalogue", chosen: "briefing", dialled: "opening" },
  // The buyer hasn't picked up yet.
  opening: { failed: "briefing", answered: "calling", ...CALL },
  calling: CALL,
  reconnecting: { answered: "calling", ...CALL },
  ended: { listed: "catalogue", chosen: "briefing" },
};

export class Progress {
  state = "loading";

  /** Whether there is a call, and the page stays with it. */
  get isInCall() {
    return ["opening", "calling", "reconnecting"].includes(this.state);
  }

  /** Throws, and changes nothing, when `event` can't happen here. */
  move(event) {
    const next = TRANSITIONS[this.state][event];
    if (next === undefined) throw new Error(`${event} while ${this.state}`);
    this.state = next;
  }
}
