/**
 * Joins the parts of the page: what the server says of the queue and of sessions goes to the visit,
 * what the visit has become to the views; what the person does goes to the server or to the session.
 * Rules live in the parts; here is only who hears of what.
 */

import { Refused, Unauthorized } from "../shared/calls.js";
import { Credentials } from "../shared/credentials.js";
import { byId } from "../shared/dom.js";
import { preferredLanguage, setLanguage, useTexts } from "../shared/i18n.js";
import { Notices } from "../shared/notices.js";
import { ConnectionStatus } from "../shared/status.js";
import { AgentCards } from "./agents.js";
import { Captions } from "./captions.js";
import { confirmed, withdrawQuestion } from "../shared/confirm.js";
import { failureOf } from "./failures.js";
import { OwnSession } from "./own-session.js";
import { QueueWatch } from "./queue-watch.js";
import { Server } from "./server.js";
import { Show } from "./show.js";
import { ring, stopRinging, unlockSound } from "./sound.js";
import { alarm, announce } from "../shared/stage.js";
import { Tabs } from "./tabs.js";
import { TalkView } from "./talk-view.js";
import { TEXTS } from "./texts.js";
import { secondsLeft } from "./times.js";
import { Visit, readSession, readTicket } from "./visit.js";
import { Voice } from "./voice.js";

const TICK_MS = 100;
const LOOK_MS = 5_000;

const now = () => performance.now();

// The parts

// In development mode anybody may be anybody: ?user=2 is a second person to try the queue with.
const user = new URLSearchParams(location.search).get("user") || "1";
const credentials = new Credentials({ user });
const server = new Server({ credentials });
const notices = new Notices(byId("notices"));
const status = new ConnectionStatus({ notices });
const visit = new Visit();
const cards = new AgentCards({ list: byId("agents"), onJoin: join });
const captions = new Captions({
  list: byId("captions"),
  scroller: byId("said-scroll"),
  empty: byId("said-empty"),
});
const talk = new TalkView({ onChange: draw });
const watch = new QueueWatch({ server, prepare, onTicket: hearTicket, onStatus: showStatus });
const voice = new Voice({ onChange: (track) => session.useMicrophone(track) });
const show = new Show({ visit, cards, talk, voice });
const tabs = new Tabs({ onTaken: takenElsewhere, onChange: changedElsewhere });
const session = new OwnSession({
  ...{ server, visit, voice, talk, captions, tabs, status },
  page: { move, draw, leftTalk, stopping, agentTitle: () => cards.titleOf(visit.facts.agentType) },
});

// What is known beside the visit

let hasAgents = false;
// This tab left the queue: that its place is gone is no news.
let hasLeft = false;
// The session of this tab was ended by somebody or something else; what, isn't known yet.
let wasCut = false;
// Counts what was heard of the queue: an answer that was asked for before is out of date.
let heard = 0;
// Counts the openings of the microphone before a start: only the latest counts.
let asking = 0;
let cooldownTimer = null;

// What the server says

/** Before each connection of the stream. Throws what the server's calls do. */
async function prepare() {
  if (!hasAgents) await loadAgents();
  const told = readSession(await server.session(), now());
  // Whether there is a place in the queue is what the stream begins with.
  if (told[0] !== "none") tell(told);
}

function hearTicket(ticket) {
  heard += 1;
  const told = readTicket(ticket, now());
  if (told !== null) tell(told);
  else if (visit.state !== "choosing") look();
}

/** For who has no place in the queue: what there is instead. */
async function look() {
  const before = heard;
  try {
    const told = readSession(await server.session(), now());
    if (before === heard) tell(told);
  } catch (error) {
    // Who is away comes back, and tells.
    askWhoThisIs(error);
  }
}

function tell([event, facts]) {
  if (!visit.isTold) return;
  if (event === "active" && tabs.has(facts.sessionId)) {
    rejoin(facts, tabs.hadMicrophone);
    return;
  }
  // A start that came to nothing while the page was reloaded leaves no claim behind.
  if (event !== "active") tabs.drop();
  const why = visit.state === "apart" ? visit.facts.why : "elsewhere";
  move(event, event === "active" ? { ...facts, why } : facts);
}

async function loadAgents() {
  cards.fill(await server.agents());
  hasAgents = true;
  byId("agents-loading").hidden = true;
}

function showStatus(change) {
  if (change.phase === "signedOut") {
    const isGiven = credentials.isPasted || change.reason === "scope";
    credentials.forget();
    change = { ...change, reason: isGiven ? change.reason : "missing" };
  }
  status.show(change);
  byId("sign-out").hidden = !credentials.isPasted;
}

function askWhoThisIs(error) {
  if (error instanceof Unauthorized) watch.start();
}

// Where the tab is

function move(event, facts = {}) {
  const [before, position] = [visit.state, visit.facts.position];
  visit.move(event, facts);
  const { state } = visit;
  if (state === "waiting" && (before !== "waiting" || position !== facts.position)) {
    announce("waiting.said", { position: facts.position });
  }
  if (state !== before) ENTERED[state]?.(before, facts);
  if (state !== "loading") wasCut = false;
  if (visit.isTold && state !== "called" && state !== "asking") voice.close();
  draw();
}

const IN_QUEUE = new Set(["waiting", "called", "asking"]);

const ENTERED = {
  choosing(before) {
    settle();
    loadAgents().catch(askWhoThisIs);
    if (wasCut) notices.show("place", { key: "failed" });
    else if (IN_QUEUE.has(before) && !hasLeft) notices.show("place", { key: "placeGone" });
    else if (before === "ended") announce("ended.free");
    hasLeft = false;
  },
  waiting(before) {
    settle();
    if (before === "called" || before === "asking") notices.show("place", { key: "lapsed" });
  },
  called(before, { until }) {
    if (before === "asking") return;
    withdrawQuestion();
    notices.clear("place");
    alarm("called.said", { seconds: secondsLeft(until, now()) });
    if (!show.hasFailed) ring();
  },
  apart() {
    settle();
    for (const subject of ["start", "place"]) notices.clear(subject);
  },
  starting: suggest,
  reconnecting: suggest,
  ended(before, { until }) {
    // Why it couldn't be shown is still news.
    if (!show.hasFailed) notices.clear("start");
    settle();
    notices.clear("place");
    clearTimeout(cooldownTimer);
    if (until !== null) cooldownTimer = setTimeout(look, until - now());
    if (before !== "loading") announce("ended.title");
  },
};

function suggest() {
  cards.suggest(visit.facts.agentType, byId("hints"));
}

/** Nobody is being called any more. */
function settle() {
  stopRinging();
  withdrawQuestion();
  show.hasFailed = false;
}

// The queue

async function join(agentType) {
  cards.isBusy = true;
  for (const subject of ["join", "place", "start"]) notices.clear(subject);
  hasLeft = false;
  try {
    const ticket = await server.join(agentType);
    heard += 1;
    tell(readTicket({ ...ticket, agent_type: agentType }, now()));
  } catch (error) {
    joinFailed(error);
  } finally {
    cards.isBusy = false;
  }
}

function joinFailed(error) {
  // In the queue, in a session or in the pause after one: another window did that. The page shows it.
  const isElsewhere = error instanceof Refused && error.status === 403;
  if (!isElsewhere) {
    const detail = error instanceof Refused ? error.message : undefined;
    notices.show("join", { key: "join.failed", detail });
  }
  loadAgents().catch(() => {});
  watch.start();
}

async function leave() {
  if (!(await confirmed("leave")) || !IN_QUEUE.has(visit.state)) return;
  notices.clear("leave");
  hasLeft = true;
  try {
    await server.leave();
    heard += 1;
    look();
  } catch (error) {
    hasLeft = false;
    notices.show("leave", { key: "leave.failed" });
    askWhoThisIs(error);
  }
}

// The session

async function start() {
  if (visit.state !== "called") return;
  stopRinging();
  asking += 1;
  const mine = asking;
  move("asked");
  const isOpen = await voice.open();
  if (mine !== asking || visit.state !== "asking") return;
  if (isOpen) begin();
  else move("refused");
}

function begin() {
  if (visit.state !== "called" && visit.state !== "asking") return;
  for (const subject of ["start", "place"]) notices.clear(subject);
  stopRinging();
  watch.stop();
  session.start();
}

/** A session that goes on, in this tab from now on. */
function rejoin(facts, withMicrophone) {
  watch.stop();
  session.rejoin(facts, withMicrophone);
}

/** The server is about to; each heartbeat says so again. */
function stopping(seconds) {
  notices.show("stopping", { key: "stopping", values: { seconds }, tone: "news" });
}

/** `error`: why it didn't even begin. */
function leftTalk({ wasCut: isCut = false, error }) {
  notices.clear("stopping");
  wasCut = isCut;
  show.hasFailed = error !== undefined;
  const failure = error && failureOf(error);
  if (failure) notices.show("start", failure);
  tabs.tell();
  watch.start();
}

function takenElsewhere(sessionId) {
  if (!session.giveWay(sessionId)) changedElsewhere();
}

/** In another tab something happened: the server knows what, if it is this person's. */
function changedElsewhere() {
  if (visit.isTold) watch.start();
}

async function end() {
  if (!(await confirmed("end"))) return;
  notices.clear("end");
  try {
    if (visit.state === "apart") {
      await server.terminate(visit.facts.sessionId);
      tabs.tell();
      look();
    } else if (!visit.isTold) {
      await session.end();
    }
  } catch (error) {
    notices.show("end", { key: "end.failed" });
    askWhoThisIs(error);
  }
}

// What is shown

function draw() {
  show.draw(now());
}

/** What no stream tells of. */
function lookAround() {
  if (document.hidden || byId("desk").hidden) return;
  if (visit.state === "apart") look();
  if (visit.state === "choosing") loadAgents().catch(askWhoThisIs);
}

function chooseLanguage(language, remember) {
  setLanguage(language, { remember });
  byId("language-pt").setAttribute("aria-pressed", language === "pt-BR");
  byId("language-en").setAttribute("aria-pressed", language === "en");
  cards.redraw();
  draw();
}

// What the person does

function onClick(id, action) {
  byId(id).addEventListener("click", action);
}

function listen() {
  onClick("connect-now", () => watch.start());
  onClick("language-pt", () => chooseLanguage("pt-BR", true));
  onClick("language-en", () => chooseLanguage("en", true));
  onClick("leave", leave);
  onClick("decline", leave);
  onClick("start", start);
  onClick("start-listening", begin);
  onClick("mic", () => voice.toggle());
  onClick("end", end);
  onClick("end-apart", end);
  onClick("resume", () => rejoin(visit.facts, true));
  onClick("sign-out", signOut);
  byId("token-form").addEventListener("submit", signIn);
  for (const gesture of ["pointerdown", "keydown"]) addEventListener(gesture, unlockSound);
}

function signIn(event) {
  event.preventDefault();
  credentials.paste(byId("token").value.trim());
  byId("token").value = "";
  watch.start();
}

function signOut() {
  sessionStorage.clear();
  location.reload();
}

/** Going away ends nothing: a reload comes back. */
function followThePage() {
  addEventListener("online", () => visit.isTold && watch.wake());
  addEventListener("pagehide", () => watch.stop());
  addEventListener("pageshow", ({ persisted }) => persisted && visit.isTold && watch.start());
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    if (visit.isTold) watch.wake();
    draw();
  });
  setInterval(() => show.tick(now()), TICK_MS);
  setInterval(lookAround, LOOK_MS);
}

useTexts(TEXTS);
chooseLanguage(preferredLanguage(), false);
listen();
followThePage();
watch.start();
