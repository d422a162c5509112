/** How long each turn took to answer: the last, the median, and the recent turns as bars. */

import { element } from "../shared/dom.js";
import { say } from "../shared/i18n.js";

const SHOWN = 6;
const REMEMBERED = 200;
const SHORTEST_SCALE_MS = 1000;

export class Latency {
  #parts;
  #turns = [];
  #count = 0;

  /** `parts`: the elements {list, empty, figures, last, median, note}. */
  constructor(parts) {
    this.#parts = parts;
  }

  received({ type, data }) {
    if (type !== "turn_metrics") return;
    const sound = data.speech_end_to_first_audio_ms ?? data.text_to_first_audio_ms;
    const text = data.speech_end_to_transcription_ms;
    if (sound === null && text === null) return;
    this.#count += 1;
    this.#turns.push({ number: this.#count, input: data.input, text, sound });
    if (this.#turns.length > REMEMBERED) this.#turns.shift();
    this.#draw();
  }

  #draw() {
    const { list, empty, figures, last, median, note } = this.#parts;
    const sounds = this.#turns.map(({ sound }) => sound).filter((ms) => ms !== null);
    empty.hidden = true;
    note.hidden = false;
    figures.hidden = sounds.length === 0;
    if (sounds.length > 0) {
      say(last, "latency.ms", { ms: sounds.at(-1) });
      say(median, "latency.ms", { ms: middle(sounds) });
    }
    const recent = this.#turns.slice(-SHOWN).reverse();
    const longest = Math.max(...recent.map(({ text, sound }) => Math.max(text ?? 0, sound ?? 0)));
    const scale = Math.max(SHORTEST_SCALE_MS, longest);
    list.replaceChildren(...recent.map((turn) => row(turn, scale)));
  }
}

function row({ number, input, text, sound }, scale) {
  const key = input === "text" ? "latency.typed" : "latency.spoken";
  const bar = element("span", { className: "wait-bar", "aria-hidden": "true" });
  bar.append(stretch("", sound, scale), stretch("heard", text, scale));
  const figures = element("span", { className: "wait-figures" });
  if (text !== null) figures.append(...figure("latency.text", text, "heard"), " · ");
  if (sound !== null) figures.append(...figure("latency.sound", sound, ""));
  const name = say(element("span"), key, { number });
  return element("li", { className: "wait", data: { input } }, name, bar, figures);
}

function stretch(className, ms, scale) {
  const part = element("span", { className });
  part.style.width = `${((ms ?? 0) / scale) * 100}%`;
  part.hidden = ms === null;
  return part;
}

function figure(key, ms, kind) {
  const swatch = element("span", { className: `swatch ${kind}`.trim(), "aria-hidden": "true" });
  return [swatch, say(element("span"), key), " ", say(element("b"), "latency.ms", { ms })];
}

function middle(values) {
  const sorted = [...values].sort((first, second) => first - second);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : Math.round((sorted[half - 1] + sorted[half]) / 2);
}
