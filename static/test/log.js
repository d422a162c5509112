/**
 * Every message, as it went over the wire, with audio and secrets shortened: logs get pasted into
 * bug reports. Between two other messages the audio of one direction (and one response) is one row
 * with a count: order is kept, flood is not.
 */

import { element, keepAtEnd } from "../shared/dom.js";
import { translate } from "../shared/i18n.js";

const MOST_ROWS = 400;
const ARROWS = { sent: "↑", received: "↓" };

export class Log {
  #list;
  #scroller;
  #empty;
  #paused = false;
  #audioRows = new Map();

  constructor({ list, scroller, empty }) {
    this.#list = list;
    this.#scroller = scroller;
    this.#empty = empty;
  }

  pause(isPaused) {
    this.#paused = isPaused;
  }

  showAudio(isShown) {
    this.#list.classList.toggle("hide-audio", !isShown);
  }

  clear() {
    this.#list.replaceChildren();
    this.#audioRows.clear();
    this.#empty.hidden = false;
  }

  add(direction, message) {
    if (this.#paused) return;
    this.#empty.hidden = true;
    keepAtEnd(this.#scroller, () => {
      if (message.data?.audio === undefined) this.#addPlain(direction, message);
      else this.#addAudio(direction, message);
      while (this.#list.children.length > MOST_ROWS) this.#list.firstElementChild.remove();
    });
  }

  #addPlain(direction, message) {
    this.#audioRows.clear();
    const entry = row(direction, withoutSecrets(message));
    entry.gist.textContent = gist(entry.message.data);
    this.#list.append(entry.item);
  }

  #addAudio(direction, message) {
    const { audio, response_id: responseId } = message.data;
    const kind = `${direction} ${message.type} ${responseId ?? ""}`;
    const bytes = Math.floor((audio.length * 3) / 4) - (audio.match(/=*$/)[0].length);
    const short = { ...message, data: { ...message.data, audio: `(${bytes} bytes)` } };
    const entry = this.#audioRows.get(kind) ?? this.#startAudio(kind, direction, short);
    entry.count += 1;
    entry.bytes += bytes;
    entry.message = short;
    entry.item.dataset.count = entry.count;
    entry.gist.textContent = audioGist(entry, responseId);
  }

  #startAudio(kind, direction, message) {
    const entry = row(direction, message);
    entry.item.dataset.audio = "";
    this.#list.append(entry.item);
    this.#audioRows.set(kind, entry);
    return entry;
  }
}

function row(direction, message) {
  const entry = { message, count: 0, bytes: 0, gist: element("span", { className: "gist" }) };
  const way = element("span", { className: "way", "aria-hidden": "true", text: ARROWS[direction] });
  const heading = element(
    "summary",
    {},
    element("time", { text: clock(new Date()) }),
    way,
    element("span", { className: "visually-hidden", text: translate(`log.${direction}`) }),
    element("span", { className: "type", text: message.type }),
    entry.gist,
  );
  const body = element("pre", {});
  const details = element("details", {}, heading, body);
  // Written when looked at: most rows never are.
  details.addEventListener("toggle", () => {
    if (details.open) body.textContent = JSON.stringify(entry.message, null, 2);
  });
  const data = { direction, messageType: message.type, responseId: message.data?.response_id };
  entry.item = element("li", { className: "entry", data }, details);
  return entry;
}

function withoutSecrets(message) {
  const token = message.data?.resume_token;
  if (!token) return message;
  return { ...message, data: { ...message.data, resume_token: `${token.slice(0, 4)}…` } };
}

function gist(data) {
  if (!data) return "";
  return Object.entries(data)
    .map(([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(" · ");
}

function audioGist({ count, bytes }, responseId) {
  const total = `×${count} · ${bytes.toLocaleString("en").replaceAll(",", "\u2009")} bytes`;
  return responseId ? `${responseId} · ${total}` : total;
}

function clock(time) {
  const part = (value, length = 2) => String(value).padStart(length, "0");
  const seconds = `${part(time.getSeconds())}.${part(time.getMilliseconds(), 3)}`;
  return `${part(time.getHours())}:${part(time.getMinutes())}:${seconds}`;
}
