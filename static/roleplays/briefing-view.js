/** One role play before its call: what a salesperson knows, is judged by, and starts with. */

import { byId, element, icon } from "../shared/dom.js";
import { quote, say } from "../shared/i18n.js";
import { LEAST } from "./call.js";
import { companyLine, initials, listed, resultRow, tagsOf } from "./parts.js";

const MOST_RESULTS = 5;

export function drawBriefing(rolePlay, { hearing, sessions }) {
  const { title, persona, language } = rolePlay;
  quote(byId("briefing-title"), title).lang = language;
  byId("briefing-tags").replaceChildren(...tagsOf(rolePlay));
  byId("briefing-portrait").textContent = initials(persona.name);
  byId("briefing-buyer").textContent = persona.name;
  byId("briefing-company").textContent = companyLine(rolePlay);
  byId("briefing-buyer").lang = byId("briefing-company").lang = language;
  byId("briefing-text").replaceChildren(...briefing(rolePlay));
  byId("briefing-text").lang = language;
  drawStart(hearing);
  drawRubric(rolePlay);
  const own = sessions.filter(({ agent_id: id }) => id === rolePlay.id).slice(0, MOST_RESULTS);
  byId("own-results").hidden = own.length === 0;
  byId("own-results-list").replaceChildren(...own.map((each) => resultRow(each, {})));
}

/** During the call, next to it. */
export function drawNotes(rolePlay) {
  byId("notes-text").replaceChildren(...briefing(rolePlay));
  byId("notes-text").lang = rolePlay.language;
}

function briefing({ objective, persona, company, salesperson }) {
  const about = element("p", { text: company.does });
  const size = element("p", { className: "quiet", text: capital(company.size) });
  const goal = element("p", { className: "goal", text: objective });
  const good = () => icon("good");
  const bad = () => icon("close");
  return [
    element("section", {}, say(element("h3"), "briefing.objective"), goal),
    ...listed("briefing.instructions", salesperson.instructions),
    element("section", {}, say(element("h3"), "briefing.company"), about, size),
    ...listed("briefing.traits", persona.traits),
    ...listed("briefing.success", salesperson.success_criteria),
    ...listed("briefing.tone", [salesperson.tone_and_mood]),
    ...listed("briefing.desired", salesperson.desired_behaviors, { className: "good", mark: good }),
    ...listed("briefing.undesired", salesperson.undesired_behaviors, { className: "bad", mark: bad }),
  ];
}

function capital(text) {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}

/** What the buyer understands decides what is the better way. */
function drawStart(hearing) {
  say(byId("hearing"), `hearing.${hearing}`);
  byId("hearing").dataset.hearing = hearing;
  const [better, other] = hearing === "not" ? ["typing", "voice"] : ["voice", "typing"];
  byId(`start-${better}`).classList.add("primary");
  byId(`start-${other}`).classList.remove("primary");
  byId("start-buttons").prepend(byId(`start-${better}`));
}

function drawRubric({ rubric, language }) {
  const rows = rubric.map(({ criterion, weight, must_have: mustHave }) => {
    const text = element("span", { text: criterion, lang: language });
    const share = element("span", { className: "weight" });
    say(share, "criteria.weight", { weight });
    const row = element("li", {}, text, share);
    if (mustHave) text.append(" ", mustMark());
    return row;
  });
  byId("rubric").replaceChildren(...rows);
  say(byId("criteria-least"), "criteria.least", LEAST);
}

function mustMark() {
  return element("span", { className: "must" }, icon("must"), say(element("span"), "criteria.must"));
}
