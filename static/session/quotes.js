/** Words of the call, elsewhere on the page: each leads to its line. */

import { element } from "../shared/dom.js";
import { say } from "../shared/i18n.js";

export class Quotes {
  #language;
  #onJump;

  /** `onJump` is told the line and the words, before the browser goes there. */
  constructor({ language, onJump }) {
    this.#language = language;
    this.#onJump = onJump;
  }

  /** A quote of line number `line`; without one it leads nowhere. */
  link(line, words) {
    const said = element("q", { text: words, lang: this.#language });
    if (line === null || line === undefined) return element("span", { className: "quote" }, said);
    const link = element("a", { className: "quote", href: `#line-${line}` }, said);
    link.append(" ", say(element("span", { className: "where" }), "quote.line", { line: line + 1 }));
    link.addEventListener("click", () => this.#onJump(line, words));
    return link;
  }

  /** What the server wrote, in the call's language. */
  text(tag, words, attributes = {}) {
    return element(tag, { ...attributes, text: words, lang: this.#language });
  }
}
