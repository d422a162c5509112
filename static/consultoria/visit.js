/**
 * Where this tab is between choosing a consultant and the end of the cooldown. Told what the server
 * says and what the tab does; knows no network, no page and no clock: `now` is an argument, in
 * milliseconds.
 *
 * What the server says of the queue and of sessions counts while the tab isn't in a session itself:
 * then the call tells. A state that isn't in a row of the table can't be reached from there.
 */

const TOLD = {
  none: "choosing",
  queued: "waiting",
  reserved: "called",
  // A session that goes on without this tab, and one that this tab goes back to.
  active: "apart",
  resumed: "reconnecting",
  cooldown: "ended",
};

const OWN = {
  connected: "talking",
  lost: "reconnecting",
  gaveUp: "apart",
  takenOver: "apart",
  // Something ended it; the server knows what.
  over: "loading",
};

export const TRANSITIONS = {
  loading: TOLD,
  choosing: TOLD,
  waiting: TOLD,
  called: { ...TOLD, asked: "asking", started: "starting" },
  // The browser asks for the microphone; the reservation runs on.
  asking: { ...TOLD, reserved: "asking", refused: "called", started: "starting" },
  starting: { ...OWN, failed: "loading" },
  talking: OWN,
  reconnecting: OWN,
  apart: TOLD,
  ended: TOLD,
};

export class Visit {
  state = "loading";
  /** What is known beside the state: what the last event brought, on top of what was known. */
  facts = {};

  /** Whether the server's word of the queue and of sessions counts. */
  get isTold() {
    return "none" in TRANSITIONS[this.state];
  }

  /** More became known; where the tab is doesn't change. */
  learn(facts) {
    this.facts = { ...this.facts, ...facts };
  }

  /** Throws, and changes nothing, when `event` can't happen here. */
  move(event, facts = {}) {
    const next = TRANSITIONS[this.state][event];
    if (next === undefined) throw new Error(`${event} while ${this.state}`);
    this.state = next;
    this.learn(facts);
  }
}

/** What the server says of the ticket, as an event with its facts; null: there is none. */
export function readTicket(ticket, now) {
  const { agent_type: agentType } = ticket;
  if (ticket.status === "reserved") {
    return ["reserved", { agentType, until: now + ticket.expires_in * 1000 }];
  }
  if (ticket.status !== "queued") return null;
  const facts = {
    agentType,
    position: ticket.position,
    likelyAt: later(now, ticket.estimated_wait_time),
    latestAt: later(now, ticket.max_wait_time),
    isPresent: ticket.is_present ?? true,
  };
  return ["queued", facts];
}

/** The same for the session. */
export function readSession({ status, session, ...more }, now) {
  if (status === "none") return ["none", {}];
  if (status === "cooldown") {
    return ["cooldown", { because: more.ended_because, until: later(now, more.cooldown_in) }];
  }
  const facts = { agentType: more.agent_type, sessionId: session.id };
  return ["active", { ...facts, until: later(now, session.expires_in) }];
}

function later(now, seconds) {
  return typeof seconds === "number" ? now + seconds * 1000 : null;
}
