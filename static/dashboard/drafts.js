/**
 * What was typed and isn't sent yet, by conversation: kept over a change of conversation and over a
 * reload. A text that was tried to send keeps its id, so that sending it again doubles nothing.
 */

const REMEMBERED_AS = "vivavoz-drafts";

export class Drafts {
  #byLead = new Map(Object.entries(recall()));

  textOf(leadId) {
    return this.#byLead.get(leadId)?.text ?? "";
  }

  /** The text that is in the box now. */
  keep(leadId, text) {
    const { tried } = this.#byLead.get(leadId) ?? {};
    if (text === "" && !tried) this.#byLead.delete(leadId);
    else this.#byLead.set(leadId, { text, tried });
    this.#remember();
  }

  /** The box was emptied: what was tried before isn't wanted any more. */
  discard(leadId) {
    this.#byLead.delete(leadId);
    this.#remember();
  }

  /** The message to send: the one that was tried before if its text is still the same. */
  messageOf(leadId, content) {
    const tried = this.#byLead.get(leadId)?.tried;
    return tried?.content === content ? tried : { id: newId(), content };
  }

  /** It is tried; whatever becomes of it, its text is known by this id. */
  try(leadId, message) {
    this.#byLead.set(leadId, { text: this.textOf(leadId), tried: message });
    this.#remember();
  }

  triedOf(leadId) {
    return this.#byLead.get(leadId)?.tried;
  }

  /** It is with the server. */
  done(leadId, id) {
    const draft = this.#byLead.get(leadId);
    if (draft?.tried?.id !== id) return;
    if (draft.text === "") this.#byLead.delete(leadId);
    else this.#byLead.set(leadId, { text: draft.text });
    this.#remember();
  }

  #remember() {
    try {
      sessionStorage.setItem(REMEMBERED_AS, JSON.stringify(Object.fromEntries(this.#byLead)));
    } catch {
      // Without storage they last as long as the page.
    }
  }
}

/** A UUID; the browser makes them by itself over HTTPS only. */
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

function recall() {
  try {
    return JSON.parse(sessionStorage.getItem(REMEMBERED_AS)) ?? {};
  } catch {
    return {};
  }
}
