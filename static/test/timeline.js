/**
 * What was said when, on one time axis: loudness of both sides in short buckets, turns, replies,
 * interruptions. Bounded to the last ten minutes. Times are seconds of the page's clock; no canvas.
 */

import { SAMPLE_RATE, peak } from "../shared/pcm.js";

const BUCKET_SECONDS = 0.02;
const KEPT_SECONDS = 600;
const BUCKETS = KEPT_SECONDS / BUCKET_SECONDS;

/** Peaks of one voice in a ring of buckets. */
class Lane {
  #peaks = new Float32Array(BUCKETS);
  #head = -1;

  add(samples, at) {
    const size = BUCKET_SECONDS * SAMPLE_RATE;
    const first = Math.floor(at / BUCKET_SECONDS);
    for (let from = 0; from < samples.length; from += size) {
      const level = peak(samples, from, Math.min(from + size, samples.length));
      this.#raise(first + Math.floor(from / size), level);
    }
  }

  loudest(from, to) {
    let level = 0;
    const last = Math.min(this.#head, Math.max(bucket(from), bucket(to) - 1));
    for (let index = bucket(from); index <= last; index += 1) {
      if (index > this.#head - BUCKETS) level = Math.max(level, this.#peaks[slot(index)]);
    }
    return level;
  }

  /** Takes out what begins at `at` or later and gives it to `other`. */
  moveTo(other, at) {
    for (let index = bucket(at); index <= this.#head; index += 1) {
      other.#raise(index, this.#peaks[slot(index)]);
      this.#peaks[slot(index)] = 0;
    }
  }

  #raise(index, level) {
    if (index <= this.#head - BUCKETS) return;
    while (this.#head < index) {
      // After a long pause the whole ring is stale, and once round is enough.
      this.#head = Math.max(this.#head + 1, index - BUCKETS);
      this.#peaks[slot(this.#head)] = 0;
    }
    this.#peaks[slot(index)] = Math.max(this.#peaks[slot(index)], level);
  }
}

function bucket(time) {
  return Math.floor(time / BUCKET_SECONDS);
}

function slot(index) {
  return ((index % BUCKETS) + BUCKETS) % BUCKETS;
}

export class Timeline {
  user = new Lane();
  agent = new Lane();
  /** What was cut before it was heard. */
  unheard = new Lane();
  /** {side, from, to (null while open), text, kind} */
  spans = [];
  /** {kind: "interrupted" | "dismissed" | "typed", at, text} */
  marks = [];
  counts = { turns: 0, replies: 0, interruptions: 0 };
  // Turns since speech that may be a noise broke into a reply, its own included.
  #doubtful = 0;
  #replies = new Map();
  #turn = null;
  #began = null;
  #latest = 0;

  /** Where the axis begins: the first thing that happened. Null while nothing has. */
  get began() {
    return this.#began;
  }

  /** The last moment at which anything is drawn. */
  get latest() {
    return this.#latest;
  }

  newSession() {
    this.endTurn(this.#latest);
    for (const span of this.#replies.values()) span.to ??= this.#latest;
    this.#replies.clear();
  }

  hear(samples, at) {
    this.user.add(samples, at);
    this.#touch(at, at + samples.length / SAMPLE_RATE);
  }

  speak(responseId, samples, at) {
    const end = at + samples.length / SAMPLE_RATE;
    const reply = this.#replies.get(responseId);
    if (reply) {
      reply.from ??= at;
      reply.to = end;
    }
    this.agent.add(samples, at);
    this.#touch(at, end);
  }

  beginTurn(at) {
    if (this.#turn) return;
    this.#turn = { side: "user", from: at, to: null, text: "" };
    this.#addSpan(this.#turn);
    this.counts.turns += 1;
    if (this.#doubtful) this.#doubtful += 1;
    this.#touch(at, at);
  }

  endTurn(at) {
    if (!this.#turn) return;
    this.#turn.to = Math.max(at, this.#turn.from);
    this.#turn = null;
  }

  /** What the person's latest turn said. */
  caption(text) {
    const turn = this.spans.findLast(({ side }) => side === "user");
    if (turn) turn.text = text;
  }

  typed(text, at) {
    this.counts.turns += 1;
    this.#mark("typed", at, text);
  }

  beginReply(responseId) {
    const reply = { side: "agent", from: null, to: null, text: "", cut: false };
    this.#replies.set(responseId, reply);
    this.#addSpan(reply);
    this.counts.replies += 1;
  }

  captionReply(responseId, text) {
    const reply = this.#replies.get(responseId);
    if (reply) reply.text = `${reply.text} ${text}`.trim();
  }

  /** The reply was cut at `at`; what was scheduled after it is kept as unheard. */
  interrupt(responseId, at) {
    this.counts.interruptions += 1;
    this.#doubtful = 1;
    const reply = this.#replies.get(responseId);
    if (reply) {
      reply.to = Math.max(at, reply.from ?? at);
      reply.from ??= at;
      reply.cut = true;
    }
    this.agent.moveTo(this.unheard, at);
    this.#mark("interrupted", at, "");
  }

  /** It was only a noise: the reply goes on, as the next one to begin. */
  dismiss(at) {
    this.counts.interruptions -= 1;
    this.counts.turns -= this.#doubtful;
    this.counts.replies -= 1;
    this.#doubtful = 0;
    this.#mark("dismissed", at, "");
  }

  #mark(kind, at, text) {
    this.marks.push({ kind, at, text });
    this.#touch(at, at);
  }

  #addSpan(span) {
    this.spans.push(span);
    const oldest = this.#latest - KEPT_SECONDS;
    this.spans = this.spans.filter(({ to }) => to === null || to > oldest);
    this.marks = this.marks.filter(({ at }) => at > oldest);
  }

  #touch(from, to) {
    this.#began ??= from;
    this.#latest = Math.max(this.#latest, to);
    this.#began = Math.max(this.#began, this.#latest - KEPT_SECONDS);
  }
}
