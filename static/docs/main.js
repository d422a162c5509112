/**
 * Joins the parts of the page: reads the two documents of this server, lists what is in them by
 * surface, and shows what the search leaves of it.
 */

import { byId, element } from "../shared/dom.js";
import { preferredLanguage, say, setLanguage, useTexts } from "../shared/i18n.js";
import { channelView } from "./channel-view.js";
import { readDocuments } from "./documents.js";
import { entryView, indexLine } from "./entry-view.js";
import { refreshNeeds } from "./operation-view.js";
import { prose } from "./prose.js";
import { wanted } from "./search.js";
import { TEXTS } from "./texts.js";

let documents = null;
// What is looked for.
const looking = { text: "", surface: null };

async function load() {
  byId("away").hidden = true;
  try {
    documents = await readDocuments();
  } catch {
    byId("away").hidden = false;
    return;
  }
  draw();
  search();
  document.body.dataset.state = "ready";
  openFromAddress();
}

function draw() {
  say(byId("about"), "about", { version: documents.version });
  const surfaces = documents.surfaces.filter(({ name }) => entriesOf(name).length > 0);
  byId("surfaces").replaceChildren(chip(null), ...surfaces.map(({ name }) => chip(name)));
  byId("surfaces-shown").replaceChildren(...surfaces.map(surfaceView));
  byId("index").replaceChildren(...surfaces.map(indexView));
  byId("aside").hidden = byId("content").hidden = false;
}

function entriesOf(surface) {
  return documents.entries.filter((entry) => entry.surface === surface);
}

function chip(name) {
  const button = element("button", { type: "button", className: "small", data: { surface: name ?? "" }, lang: name ? "en" : undefined });
  if (name === null) say(button, "surfaces.all");
  else button.textContent = name;
  button.addEventListener("click", () => {
    looking.surface = name;
    search();
  });
  return button;
}

function surfaceView({ name, description }) {
  const entries = entriesOf(name);
  const options = { isDevelopment: documents.isDevelopment };
  const section = element("section", { className: "card surface", data: { surface: name } });
  section.append(element("h2", { lang: "en", text: name }), prose("p", description, { className: "quiet" }));
  section.append(...entries.filter(({ kind }) => kind === "operation").map((entry) => entryView(entry, options)));
  for (const channel of documents.channels.filter(({ surface }) => surface === name)) {
    const messages = entries.filter((entry) => entry.channel === channel.name);
    const part = element("div", { className: "messages" }, channelView(channel));
    part.append(...messages.map((entry) => entryView(entry, options)));
    section.append(part);
  }
  return section;
}

function indexView({ name }) {
  const lines = entriesOf(name).map(indexLine);
  return element("section", { data: { surface: name } }, element("h2", { lang: "en", text: name }), element("ul", {}, ...lines));
}

// Looking for something

function search() {
  const found = wanted(documents.entries, looking);
  const ids = new Set(found.map(({ id }) => id));
  for (const node of document.querySelectorAll(".entry")) node.hidden = !ids.has(node.id);
  for (const node of byId("index").querySelectorAll("li")) node.hidden = !ids.has(node.dataset.entry);
  for (const node of document.querySelectorAll("[data-surface]:not(button), .messages")) {
    const kind = node.closest(".index") ? "li" : ".entry";
    node.hidden = node.querySelector(`${kind}:not([hidden])`) === null;
  }
  for (const button of byId("surfaces").children) {
    button.setAttribute("aria-pressed", button.dataset.surface === (looking.surface ?? ""));
  }
  byId("nothing").hidden = found.length > 0;
  say(byId("found"), "search.found", { count: found.length, all: documents.entries.length });
}

function openFromAddress() {
  const id = decodeURIComponent(location.hash.slice(1));
  const entry = documents?.entries.find((each) => each.id === id);
  if (!entry) return;
  if (byId(id).hidden) {
    Object.assign(looking, { text: "", surface: null });
    byId("search").value = "";
    search();
  }
  byId(id).open = true;
  byId(id).scrollIntoView({ block: "start" });
  byId(id).firstChild.focus({ preventScroll: true });
}

function onKey(event) {
  const isTyping = event.target.matches("input, textarea, select");
  if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  byId("search").focus();
}

function chooseLanguage(language, remember) {
  setLanguage(language, { remember });
  byId("language-pt").setAttribute("aria-pressed", language === "pt-BR");
  byId("language-en").setAttribute("aria-pressed", language === "en");
  refreshNeeds();
}

useTexts(TEXTS);
chooseLanguage(preferredLanguage(), false);
byId("language-pt").addEventListener("click", () => chooseLanguage("pt-BR", true));
byId("language-en").addEventListener("click", () => chooseLanguage("en", true));
byId("retry").addEventListener("click", load);
byId("search").addEventListener("input", ({ target }) => {
  looking.text = target.value;
  search();
});
addEventListener("hashchange", openFromAddress);
addEventListener("keydown", onKey);
load();
