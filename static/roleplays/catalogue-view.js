/** What there is to practise: the filters, a card for each, and one's latest calls. */

import { byId, element } from "../shared/dom.js";
import { say, translate } from "../shared/i18n.js";
import { NO_FILTER, chosenBy, practised } from "./catalogue.js";
import { companyLine, initials, ownLanguageFirst, resultRow, tagsOf } from "./parts.js";

const MOST_RECENT = 8;
const FILTERS = [
  { id: "filter-language", field: "language", of: "language", texts: "language" },
  { id: "filter-difficulty", field: "difficulty", of: "difficulty", texts: "difficulty" },
  { id: "filter-call-type", field: "callType", of: "call_type", texts: "callType" },
];

export class CatalogueView {
  #rolePlays = [];
  #sessions = [];
  #filter = { ...NO_FILTER };

  constructor() {
    byId("words").addEventListener("input", ({ target }) => this.#narrow("words", target.value));
    for (const { id, field } of FILTERS) {
      byId(id).addEventListener("change", ({ target }) => this.#narrow(field, target.value));
    }
    byId("clear-filters").addEventListener("click", () => this.#clear());
  }

  show(rolePlays, sessions) {
    this.#rolePlays = rolePlays;
    this.#sessions = sessions;
    this.draw();
  }

  /** Also when the page's language has changed. */
  draw() {
    for (const filter of FILTERS) this.#fill(filter);
    byId("filters").hidden = this.#rolePlays.length === 0;
    this.#drawCards();
    const recent = this.#sessions.slice(0, MOST_RECENT);
    byId("recent").hidden = recent.length === 0;
    byId("recent-list").replaceChildren(...recent.map((each) => resultRow(each, { withTitle: true })));
  }

  #narrow(field, value) {
    this.#filter[field] = value;
    this.#drawCards();
  }

  #clear() {
    this.#filter = { ...NO_FILTER };
    byId("words").value = "";
    this.draw();
    byId("words").focus();
  }

  /** Only what there is. */
  #fill({ id, field, of, texts }) {
    const select = byId(id);
    const known = [...new Set(this.#rolePlays.map((each) => each[of]))];
    const inOrder = ORDER[of].filter((value) => known.includes(value));
    const options = ["", ...inOrder].map((value) => {
      const text = value ? translate(`${texts}.${value}`) : translate("filter.any");
      return element("option", { value, text });
    });
    select.replaceChildren(...options);
    select.value = this.#filter[field];
  }

  #drawCards() {
    const chosen = chosenBy(ownLanguageFirst(this.#rolePlays), this.#filter);
    const history = practised(this.#sessions);
    byId("role-plays").replaceChildren(...chosen.map((each) => card(each, history.get(each.id))));
    byId("nothing").hidden = chosen.length > 0;
    const isEmpty = this.#rolePlays.length === 0;
    const why = isEmpty ? "nothing.empty" : "nothing.filtered";
    say(byId("nothing-title"), `${why}.title`);
    say(byId("nothing-text"), `${why}.text`);
    byId("clear-filters").hidden = isEmpty;
    say(byId("found"), chosen.length === 1 ? "found.one" : "found.many", { number: chosen.length });
  }
}

const ORDER = {
  language: ["pt-BR", "en"],
  difficulty: ["easy", "medium", "hard"],
  call_type: ["discovery", "presentation", "negotiation", "renewal"],
};

function card(rolePlay, history) {
  const { id, title, objective, persona, language } = rolePlay;
  const link = element("a", { href: `#${id}`, text: title, lang: language });
  const portrait = element("span", { className: "portrait", text: initials(persona.name) });
  portrait.setAttribute("aria-hidden", "true");
  const buyer = element("p", { className: "who-line", lang: language });
  buyer.append(element("strong", { text: persona.name }), ` · ${companyLine(rolePlay)}`);
  const head = element("div", { className: "role-play-head" }, portrait);
  head.append(element("div", {}, element("h3", {}, link), buyer));
  return element(
    "li",
    { className: "card role-play", data: { id } },
    head,
    element("p", { className: "objective", text: objective, lang: language }),
    element("p", { className: "tags" }, ...tagsOf(rolePlay)),
    historyOf(history),
  );
}

function historyOf(history) {
  const line = element("p", { className: "history quiet" });
  if (!history) return say(line, "history.none");
  const { times, score } = history;
  const count = times === 1 ? "history.once" : "history.times";
  line.append(say(element("span"), count, { times }));
  if (score !== null) line.append(" ", say(element("strong"), "history.last", { score }));
  return line;
}
