/**
 * Who is typing. Indicators end by themselves when nothing more is heard. The stream brings one's
 * own announcements back, too, and doesn't say whose they are: as many as were made are left out.
 */

const FORGOTTEN_MS = 10_000;
const PAUSE_MS = 4_000;
const REPEAT_MS = 5_000;

/** Of others, as the stream tells. */
export class TypingOthers {
  #until = new Map();
  #expected = [];
  #onChange;

  /** `onChange(leadId)` */
  constructor({ onChange }) {
    this.#onChange = onChange;
  }

  isTyping(leadId) {
    return this.#until.has(leadId);
  }

  told({ lead_id: leadId, is_typing: isTyping }) {
    if (this.#isOwn(leadId, isTyping)) return;
    this.#set(leadId, isTyping);
  }

  /** A message ends it. */
  said(leadId) {
    this.#set(leadId, false);
  }

  /** One's own announcement: its echo is to come, unless unexpect() is called with what is returned. */
  expect(leadId, isTyping) {
    const echo = { leadId, isTyping, until: performance.now() + FORGOTTEN_MS };
    this.#expected.push(echo);
    return echo;
  }

  unexpect(echo) {
    this.#expected = this.#expected.filter((each) => each !== echo);
  }

  /** The stream broke: what it would have told isn't told again. */
  forgetAll() {
    this.#expected = [];
    for (const leadId of [...this.#until.keys()]) this.#set(leadId, false);
  }

  #isOwn(leadId, isTyping) {
    const now = performance.now();
    this.#expected = this.#expected.filter((each) => each.until > now);
    const echo = this.#expected.find(
      (each) => each.leadId === leadId && each.isTyping === isTyping,
    );
    this.unexpect(echo);
    return echo !== undefined;
  }

  #set(leadId, isTyping) {
    const before = this.#until.get(leadId);
    clearTimeout(before);
    if (isTyping) {
      this.#until.set(leadId, setTimeout(() => this.#set(leadId, false), FORGOTTEN_MS));
    } else {
      this.#until.delete(leadId);
    }
    if (isTyping !== (before !== undefined)) this.#onChange(leadId);
  }
}

/** One's own, told to the server while it goes on and once more when it ends. */
export class TypingSelf {
  #announce;
  #leadId = null;
  #announcedAt = 0;
  #pause = null;

  /** `announce(leadId, isTyping)` */
  constructor({ announce }) {
    this.#announce = announce;
  }

  typed(leadId) {
    if (this.#leadId !== leadId) this.stop();
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => this.stop(), PAUSE_MS);
    const now = performance.now();
    if (this.#leadId === leadId && now - this.#announcedAt < REPEAT_MS) return;
    this.#leadId = leadId;
    this.#announcedAt = now;
    this.#announce(leadId, true);
  }

  stop() {
    clearTimeout(this.#pause);
    if (this.#leadId === null) return;
    const leadId = this.#leadId;
    this.#leadId = null;
    this.#announce(leadId, false);
  }
}
