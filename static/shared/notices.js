/** Messages to the person above the page: one a subject, each replaceable, dismissible, announced. */

import { element, icon } from "./dom.js";
import { label, say } from "./i18n.js";

export class Notices {
  #home;
  #shown = new Map();

  constructor(home) {
    this.#home = home;
  }

  /**
   * Shows `${key}.title` and `${key}.text` under `subject`, in place of what it showed before.
   * `tone` is "problem" or "news"; `action` is {key, values, run}; `detail` a text of the server's.
   */
  show(subject, { key, textKey = `${key}.text`, values, tone = "problem", action, detail }) {
    this.clear(subject);
    const text = element("div", { className: "notice-text" });
    text.append(say(element("strong"), `${key}.title`, values));
    text.append(detail ? element("span", { text: detail }) : say(element("span"), textKey, values));
    const notice = element("div", {
      className: "notice",
      role: tone === "problem" ? "alert" : "status",
      data: { subject, tone },
    });
    notice.append(text);
    if (action) notice.append(this.#action(subject, action));
    notice.append(this.#dismiss(subject));
    this.#shown.set(subject, notice);
    this.#home.append(notice);
  }

  clear(subject) {
    this.#shown.get(subject)?.remove();
    this.#shown.delete(subject);
  }

  #action(subject, { key, values, run }) {
    const button = say(element("button", { type: "button" }), key, values);
    button.addEventListener("click", () => {
      this.clear(subject);
      run();
    });
    return button;
  }

  #dismiss(subject) {
    const button = element("button", { type: "button", className: "dismiss" }, icon("close"));
    button.addEventListener("click", () => this.clear(subject));
    return label(button, "dismiss");
  }
}
