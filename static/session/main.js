/**
 * Joins the parts of the page: asks for the result until it is there, gives it to the views, and
 * keeps recording, timeline and transcript at the same place. Rules live in the parts.
 */

import { Refused, Unauthorized } from "../shared/calls.js";
import { Credentials } from "../shared/credentials.js";
import { byId } from "../shared/dom.js";
import { preferredLanguage, say, setLanguage, translate, useTexts } from "../shared/i18n.js";
import { Again } from "./again.js";
import { drawFigures } from "./figures-view.js";
import { drawHead } from "./head-view.js";
import { drawHistory } from "./history-view.js";
import { drawOrigin } from "./origin-view.js";
import { Player } from "./player.js";
import { Quotes } from "./quotes.js";
import { drawObjections, drawRubric } from "./rubric-view.js";
import { Server } from "./server.js";
import { speechOf } from "./speech.js";
import { drawSpin } from "./spin-view.js";
import { announce, showStage } from "./stage.js";
import { TEXTS } from "./texts.js";
import { TimelineView } from "./timeline-view.js";
import { refreshTimes } from "./times.js";
import { TranscriptView } from "./transcript-view.js";

const TICK_MS = 500;

// As it stands in the address: it goes into another one.
const callId = location.pathname.split("/")[2];

// The parts

// In development mode anybody may be anybody, as on the other pages.
const user = new URLSearchParams(location.search).get("user") || "1";
const credentials = new Credentials({ user });
const server = new Server({ credentials });
const again = new Again({ ask: load });
const transcript = new TranscriptView({ onTime: (seconds) => player.seek(seconds, { play: true }) });
const timeline = new TimelineView({ onSeek: seek });
const player = new Player({
  audio: byId("audio"),
  renew: async () => (await server.result(callId)).recording_url,
  onTime: showPlace,
  onBroken: showBroken,
});

// The result as it was heard last.
let result = null;
// Counts the askings: only the latest counts.
let asking = 0;

// Asking

async function load() {
  asking += 1;
  const mine = asking;
  try {
    const heard = await server.result(callId);
    if (mine === asking) show(heard);
  } catch (error) {
    if (mine === asking) showFailure(error);
  }
  byId("sign-out").hidden = !credentials.isPasted;
}

function showFailure(error) {
  if (error instanceof Unauthorized) {
    again.stop();
    byId("token-problem").hidden = !credentials.isPasted;
    showStage("signedOut");
  } else if (error instanceof Refused && [400, 403, 404].includes(error.status)) {
    again.stop();
    showStage("missing");
  } else {
    say(byId("away-text"), error instanceof Refused ? "away.refused" : "away.text");
    showStage("away");
    again.later();
  }
}

// The result

function show(heard) {
  const before = result?.status;
  result = heard;
  const isOver = result.status !== "processing";
  if (isOver) again.stop();
  else again.later();
  // Asked again, and nothing new: what is read is left alone.
  if (before !== result.status || !isOver) drawAll();
  showStage(result.status);
  if (before === "processing" && isOver) announce(`announced.${result.status}`);
  if (isOver && before !== result.status) {
    showHistory();
    goToHash();
  }
}

function drawAll() {
  const quotes = new Quotes({ language: result.language, onJump: jump });
  const { spin_metrics: metrics, status } = result;
  const isOver = status !== "processing";
  drawHead(result, quotes);
  byId("advice").hidden = byId("measured").hidden = metrics === null;
  byId("judged").hidden = byId("objections-card").hidden = result.objections === null;
  byId("talk").hidden = byId("origin").hidden = byId("print").hidden = !isOver;
  showTitle();
  if (!isOver) return;
  if (metrics !== null) {
    drawSpin(metrics, quotes);
    drawFigures(result);
  }
  drawRubric(result, quotes);
  if (result.objections !== null) drawObjections(result, quotes);
  drawOrigin(result);
  showRecording();
  transcript.draw(result);
  timeline.draw(speechOf(result));
}

function showTitle() {
  const page = translate("page.title");
  if (result === null) document.title = page;
  else document.title = `${result.title ?? translate("call.untitled")} · ${page}`;
}

async function showHistory() {
  const shown = { query: location.search, hasFailed: false };
  const calls = await server.calls(result.agent_id).catch(() => {
    shown.hasFailed = true;
    return [];
  });
  byId("history").hidden = false;
  drawHistory(result, calls, shown);
}

// The recording

function showRecording() {
  const { recording_url: url } = result;
  player.use(url);
  byId("audio").hidden = url === null;
  byId("player-note").hidden = url !== null;
  if (url === null) say(byId("player-text"), "player.none");
}

function showBroken(isBroken) {
  byId("player-note").hidden = byId("player-retry").hidden = !isBroken;
  byId("audio").hidden = isBroken;
  if (isBroken) say(byId("player-text"), "player.broken");
}

function showPlace(seconds) {
  timeline.show(seconds);
  transcript.follow(seconds, player);
}

/** By the timeline. */
function seek(seconds, stays) {
  player.seek(seconds);
  if (stays) transcript.reveal();
}

/** By a quote: the browser goes to the line by itself, and Back comes back. */
function jump(line, words) {
  transcript.seek(line, words);
  const start = transcript.startOf(line);
  if (start !== null) player.seek(start);
}

/** To the line that the address names: after Back, or from a link that somebody sent. */
function goToHash({ isOpening = true } = {}) {
  const place = /^#line-(\d+)$/.exec(location.hash)?.[1];
  if (place === undefined) return;
  const row = byId(`line-${place}`);
  if (row === null || row.hasAttribute("data-sought")) return;
  jump(Number(place));
  if (isOpening) row.scrollIntoView({ block: "center" });
}

// What the person does

function chooseLanguage(language, remember) {
  setLanguage(language, { remember });
  byId("language-pt").setAttribute("aria-pressed", language === "pt-BR");
  byId("language-en").setAttribute("aria-pressed", language === "en");
  showTitle();
  refreshTimes();
  timeline.refresh();
}

function signIn(event) {
  event.preventDefault();
  credentials.paste(byId("token").value.trim());
  byId("token").value = "";
  again.now();
}

function signOut() {
  credentials.forget();
  // What was somebody's isn't left on the screen.
  location.reload();
}

function listen() {
  const clicks = {
    "language-pt": () => chooseLanguage("pt-BR", true),
    "language-en": () => chooseLanguage("en", true),
    "sign-out": signOut,
    retry: () => again.now(),
    "ask-now": () => again.now(),
    "player-retry": () => player.recover(),
    print: () => window.print(),
  };
  for (const [id, action] of Object.entries(clicks)) byId(id).addEventListener("click", action);
  byId("token-form").addEventListener("submit", signIn);
  addEventListener("hashchange", () => goToHash({ isOpening: false }));
  addEventListener("online", () => again.at !== null && again.now());
  for (const link of document.querySelectorAll("#to-role-plays, .role-plays")) {
    link.href = `/roleplays${location.search}`;
  }
}

function countDown() {
  if (again.at === null) return;
  const seconds = Math.max(0, Math.ceil((again.at - performance.now()) / 1000));
  say(byId("away-countdown"), "away.in", { seconds });
}

useTexts(TEXTS);
chooseLanguage(preferredLanguage(), false);
listen();
setInterval(countDown, TICK_MS);
load();
