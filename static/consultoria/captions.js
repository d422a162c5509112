/** What both say, as text: what is heard isn't read out as well, but can be read again. */

import { element, keepAtEnd } from "../shared/dom.js";
import { say } from "../shared/i18n.js";

const MOST = 200;

export class Captions {
  #list;
  #scroller;
  #empty;
  #last = null;

  constructor({ list, scroller, empty }) {
    this.#list = list;
    this.#scroller = scroller;
    this.#empty = empty;
  }

  /** `who`: `user` or `avatar`. Pieces of one turn stand together. */
  add(who, text) {
    keepAtEnd(this.#scroller, () => {
      if (this.#last?.who === who) this.#last.text.append(` ${text}`);
      else this.#begin(who, text);
      while (this.#list.childElementCount > MOST) this.#list.firstElementChild.remove();
    });
    this.#empty.hidden = true;
  }

  /** Whoever speaks next begins anew. */
  endTurn() {
    this.#last = null;
  }

  clear() {
    this.endTurn();
    this.#list.replaceChildren();
    this.#empty.hidden = false;
  }

  #begin(who, content) {
    const text = element("p", { className: "bubble", dir: "auto", text: content });
    const name = say(element("span", { className: "who" }), `said.${who}`);
    this.#list.append(element("li", { className: "caption", data: { who } }, name, text));
    this.#last = { who, text };
  }
}
