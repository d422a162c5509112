/** Who can be consulted: a card each, with what it hears, how long the wait is, or why it isn't there. */

import { element, icon } from "../shared/dom.js";
import { currentLanguage, quote, say } from "../shared/i18n.js";
import { roughly } from "./times.js";

const SAMPLES = 3;
// Who would be called within so many seconds isn't told of a wait.
const AT_ONCE_S = 5;

export class AgentCards {
  #list;
  #onJoin;
  #agents = [];
  #cards = new Map();
  #isBusy = false;

  /** `onJoin(slug)` when somebody wants to talk to it. */
  constructor({ list, onJoin }) {
    this.#list = list;
    this.#onJoin = onJoin;
  }

  fill(agents) {
    this.#agents = agents;
    const slugs = new Set(agents.map(({ slug }) => slug));
    for (const [slug, { node }] of this.#cards) {
      if (slugs.has(slug)) continue;
      node.remove();
      this.#cards.delete(slug);
    }
    this.redraw();
  }

  /** While one is being asked for, no other can be. */
  set isBusy(isBusy) {
    this.#isBusy = isBusy;
    this.redraw();
  }

  /** What people call it, in the page's language. */
  titleOf(slug) {
    const titles = this.#agents.find((agent) => agent.slug === slug)?.titles ?? {};
    return titles[currentLanguage()] ?? titles.en ?? Object.values(titles)[0] ?? slug ?? "";
  }

  /** What one could say to it, also where it is talked to. */
  suggest(slug, node) {
    const agent = this.#agents.find((each) => each.slug === slug);
    if (agent) drawSamples(node, agent);
  }

  /** Cards stay where they are, so that they keep the keyboard's focus. */
  redraw() {
    for (const agent of this.#agents) {
      if (!this.#cards.has(agent.slug)) this.#add(agent.slug);
      this.#draw(this.#cards.get(agent.slug), agent);
    }
  }

  #add(slug) {
    const card = {
      title: element("h3", { id: `agent-${slug}` }),
      language: element("p", { className: "quiet" }),
      samples: element("div", { className: "samples" }),
      waiting: element("dd"),
      likely: element("dd"),
      problem: element("div", { className: "unavailable", id: `problem-${slug}` }),
      join: element("button", { type: "button", className: "primary" }),
    };
    card.join.setAttribute("aria-describedby", `agent-${slug}`);
    card.join.addEventListener("click", () => this.#onJoin(slug));
    card.lengths = element(
      "dl",
      { className: "lengths" },
      element("div", {}, say(element("dt"), "agent.waiting"), card.waiting),
      element("div", {}, say(element("dt"), "agent.likely"), card.likely),
    );
    const names = element("div", {}, card.title, card.language);
    const picture = element("span", { className: "portrait" }, icon("consultant"));
    card.node = element(
      "li",
      { className: "card agent", data: { slug } },
      element("div", { className: "agent-head" }, picture, names),
      card.samples,
      card.lengths,
      card.problem,
      card.join,
    );
    this.#cards.set(slug, card);
    this.#list.append(card.node);
  }

  #draw(card, agent) {
    const { hears, waiting, is_available: isAvailable, estimated_wait_time: likely } = agent;
    quote(card.title, this.titleOf(agent.slug));
    say(card.language, hears ? "agent.hears" : "agent.deaf", { language: nameOf(agent.language) });
    drawSamples(card.samples, agent);
    say(card.waiting, ...people(waiting));
    say(card.likely, ...(likely <= AT_ONCE_S ? ["agent.soon"] : roughly(likely)));
    say(card.join, waiting === 0 && likely <= AT_ONCE_S ? "agent.joinNow" : "agent.join");
    card.join.disabled = this.#isBusy;
    card.join.hidden = !isAvailable;
    card.lengths.hidden = !isAvailable;
    card.problem.hidden = isAvailable;
    card.node.toggleAttribute("data-unavailable", !isAvailable);
    if (isAvailable) card.problem.replaceChildren();
    else drawProblem(card.problem, agent.unavailable_because);
  }
}

function people(count) {
  if (count === 0) return ["agent.nobody"];
  return count === 1 ? ["agent.one"] : ["agent.people", { count }];
}

function nameOf(language) {
  try {
    return new Intl.DisplayNames(currentLanguage(), { type: "language" }).of(language);
  } catch {
    return language;
  }
}

function drawSamples(node, { samples, language }) {
  node.hidden = samples.length === 0;
  const items = samples.slice(0, SAMPLES).map((text) => element("li", { lang: language, text }));
  const title = say(element("p", { className: "quiet" }), "agent.say");
  node.replaceChildren(title, element("ul", { role: "list" }, ...items));
}

function drawProblem(node, because) {
  node.replaceChildren(
    say(element("strong"), "agent.unavailable"),
    element("p", { lang: "en", text: because ?? "" }),
    say(element("p", { className: "quiet" }), "agent.todo"),
  );
}
