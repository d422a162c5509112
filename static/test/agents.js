/** Who can be talked to: the agent picker, its samples, and what the chosen one cannot do. */

import { byId, element } from "../shared/dom.js";
import { quote, say, translate } from "../shared/i18n.js";

const NO_LANGUAGE = "und";

export class AgentPicker {
  #notices;
  #onChoice;
  #onSample;
  #agents = [];
  #chosen = null;

  /** `onChoice()`: another agent was chosen; `onSample(index)`: a suggestion was pressed. */
  constructor({ notices, onChoice, onSample }) {
    this.#notices = notices;
    this.#onChoice = onChoice;
    this.#onSample = onSample;
    byId("agent").addEventListener("change", ({ target }) => this.choose(target.value));
  }

  get chosen() {
    return this.#chosen;
  }

  /** Whether it makes sense to send audio: the silent agent hears too, and says nothing. */
  get hears() {
    return this.#chosen?.hears ?? false;
  }

  /** The server's list; the one in the address bar is chosen, else the first. */
  fill(agents) {
    this.#agents = agents;
    const wanted = new URLSearchParams(location.search).get("agent");
    this.#take(agents.find(({ name }) => name === wanted) ?? agents[0]);
  }

  choose(name) {
    this.#take(this.#agents.find((agent) => agent.name === name));
    const address = new URL(location.href);
    address.searchParams.set("agent", name);
    // The choice survives a reload and stays this tab's own.
    history.replaceState(null, "", address);
    this.#onChoice();
  }

  /** Draws again: the language of the page has changed. */
  redraw() {
    if (!this.#chosen) return;
    const options = this.#agents.map((agent) => this.#option(agent));
    byId("agent").replaceChildren(...options);
    byId("agent").value = this.#chosen.name;
    byId("agent").disabled = false;
    this.#showSamples();
    this.#showLimits();
  }

  #take(agent) {
    this.#chosen = agent;
    this.redraw();
  }

  #option({ name, title, language, hears }) {
    const text = hears ? title : translate("agent.deaf", { title });
    return element("option", { value: name, text, lang: language });
  }

  #showSamples() {
    const { samples, language, hears } = this.#chosen;
    const choices = samples.map((text, index) => element("option", { value: index, text }));
    const none = say(element("option", { value: "" }), "sample.none");
    byId("sample").replaceChildren(...(choices.length ? choices : [none]));
    byId("sample").lang = language;
    byId("suggestions").lang = language;
    byId("suggestions").replaceChildren(...samples.map((text, index) => this.#chip(text, index)));
    const hint = samples.length === 0 ? "none" : hears ? "hears" : "reads";
    say(byId("talk-hint"), `talk.hint.${hint}`);
  }

  #chip(text, index) {
    const button = quote(element("button", { type: "button" }), text);
    button.addEventListener("click", () => this.#onSample(index));
    return element("li", {}, button);
  }

  #showLimits() {
    const { title, hears, language } = this.#chosen;
    this.#notices.clear("agent");
    if (language === NO_LANGUAGE) this.#notices.show("agent", { key: "silent", tone: "news" });
    if (hears) return;
    const hearing = this.#agents.filter((agent) => agent.hears && agent.language !== NO_LANGUAGE);
    const other = hearing.find((agent) => agent.language === language) ?? hearing[0];
    const values = { title, other: other?.title };
    const run = () => this.choose(other.name);
    const action = other && { key: "deaf.switch", values, run };
    const textKey = other ? "deaf.text" : "deaf.alone";
    this.#notices.show("agent", { key: "deaf", textKey, values, tone: "news", action });
  }
}
