/**
 * Joins the parts of the page: what there is to practise, one role play's briefing, the call, its
 * end. Rules live in the parts; here is only who hears of what.
 */

import { Refused, ServerAway, Unauthorized } from "../shared/calls.js";
import { confirmed, withdrawQuestion } from "../shared/confirm.js";
import { Credentials } from "../shared/credentials.js";
import { byId } from "../shared/dom.js";
import { preferredLanguage, say, setLanguage, useTexts } from "../shared/i18n.js";
import { Notices } from "../shared/notices.js";
import { announce, alarm, showStage, showTitle } from "../shared/stage.js";
import { ConnectionStatus } from "../shared/status.js";
import { drawBriefing } from "./briefing-view.js";
import { Call } from "./call.js";
import { drawCall, drawClock, drawLevel, drawParties, openNotes } from "./call-view.js";
import { hearingOf } from "./catalogue.js";
import { CatalogueView } from "./catalogue-view.js";
import { drawEnding } from "./ending-view.js";
import { keptCall } from "./kept-call.js";
import { Loading } from "./loading.js";
import { Progress } from "./progress.js";
import { Server } from "./server.js";
import { TEXTS } from "./texts.js";
import { Transcript } from "./transcript.js";
import { Trial } from "./trial.js";
import { QUIETEST_DB, Voice } from "./voice.js";

const TICK_MS = 250;

// The parts

// In development mode anybody may be anybody: ?user=2 is a second person to practise as.
const user = new URLSearchParams(location.search).get("user") || "1";
const credentials = new Credentials({ user });
const server = new Server({ credentials });
const notices = new Notices(byId("notices"));
const status = new ConnectionStatus({ notices });
const progress = new Progress();
const catalogue = new CatalogueView();
const loading = new Loading({
  load,
  hasToken: () => credentials.isPasted,
  onStatus: showStatus,
});
const transcript = new Transcript({
  list: byId("lines"),
  scroller: byId("said-scroll"),
  clock: () => call.seconds,
  onLine: () => call.keep(),
});
const call = new Call({
  server,
  transcript,
  told: {
    changed: draw,
    answered,
    lost,
    over,
    failed,
    signedOut: () => showStatus({ phase: "signedOut", reason: "unknown" }),
    stopping: (seconds) =>
      notices.show("stopping", { key: "stopping", values: { seconds }, tone: "news" }),
    trouble: (detail) => notices.show("trouble", { key: "trouble", detail }),
    soundIsBlocked: offerSound,
  },
});
const voice = new Voice({
  onBlock: hear,
  onQuiet: () => showLevel(QUIETEST_DB),
  onChange: voiceChanged,
});
const trial = new Trial({ voice });

// What the page is about

/** The role play that is briefed or called, with how its buyer hears and one's past results. */
let chosen = null;
/** How the last call ended: {reason, sessionId}. */
let ending = null;

function wantedId() {
  const found = /^#([1-9]\d{0,17})$/.exec(location.hash);
  return found && found[1];
}

/** All that the address asks for; what it gives shows it. */
async function load() {
  const id = wantedId();
  const [rolePlays, sessions, agents, rolePlay] = await Promise.all([
    server.rolePlays(),
    server.sessions(),
    server.agents(),
    id && rolePlayIfThere(id),
  ]);
  return () => {
    catalogue.show(rolePlays, sessions);
    if (rolePlay) brief(rolePlay, { sessions, hearing: hearingOf(rolePlay, agents) });
    else list({ isGone: Boolean(id) });
  };
}

async function rolePlayIfThere(id) {
  try {
    return await server.rolePlay(id);
  } catch (error) {
    if (error instanceof Refused && error.status === 404) return null;
    throw error;
  }
}

function brief(rolePlay, context) {
  if (chosen?.rolePlay.id !== rolePlay.id) voice.close();
  chosen = { rolePlay, ...context };
  notices.clear("role-play");
  drawBriefing(rolePlay, context);
  progress.move("chosen");
  draw();
  scrollTo(0, 0);
}

function list({ isGone = false } = {}) {
  voice.close();
  if (isGone) {
    notices.show("role-play", { key: "gone" });
    history.replaceState(null, "", location.pathname + location.search);
  }
  progress.move("listed");
  draw();
}

/** The address is another. A call stays where it is. */
function follow() {
  if (progress.isInCall) history.replaceState(null, "", `#${call.rolePlay.id}`);
  else loading.now();
}

function showStatus(change) {
  status.show(change);
  byId("sign-out").hidden = !credentials.isPasted || progress.isInCall;
}

// The call

async function startSpeaking() {
  call.unlockSound();
  if (voice.state === "opening") return;
  trial.stop();
  const isOpen = voice.state === "on" || (await voice.open());
  if (isOpen && progress.state === "briefing") dial();
}

function startTyping() {
  voice.close();
  dial();
}

function dial() {
  notices.clear("call");
  loading.stop();
  trial.stop();
  progress.move("dialled");
  openNotes();
  drawParties(chosen.rolePlay, chosen.hearing);
  call.begin(chosen.rolePlay, chosen.hearing);
  voiceChanged();
}

/** The call this tab had before it was loaded anew. */
function takeUp(kept) {
  history.replaceState(null, "", `#${kept.rolePlay.id}`);
  progress.move("resumed");
  openNotes();
  drawParties(kept.rolePlay, kept.hearing);
  call.takeUp(kept);
}

function answered() {
  notices.clear("stopping");
  const wasThere = progress.state === "reconnecting";
  progress.move("answered");
  announce(wasThere ? "call.back" : "call.answered", { buyer: call.rolePlay.persona.name });
}

function lost() {
  if (progress.state !== "reconnecting") announce("turn.reconnecting");
  progress.move("lost");
}

async function hangUp() {
  if (progress.state === "opening") {
    call.hangUp();
    failed(null);
    return;
  }
  if (call.isShort && !(await confirmed("short"))) return;
  if (!progress.isInCall) return; // the other side was faster
  const sessionId = call.hangUp();
  over("hungUp", sessionId);
  if (sessionId) location.assign(byId("to-result").href);
}

function over(reason, sessionId) {
  notices.clear("stopping");
  progress.move("over");
  ending = { reason, sessionId };
  voice.close();
  withdrawQuestion();
  notices.clear("sound");
  drawEnding(ending, call, transcript.own);
  draw();
  if (reason !== "hungUp") alarm(`ended.${reason}.title`, { buyer: call.rolePlay.persona.name });
}

/** It didn't begin. `error`: null when the person changed their mind. */
function failed(error) {
  progress.move("failed");
  voice.close();
  draw();
  if (error === null) return;
  if (error instanceof Unauthorized || error.code === "role_play_not_found") {
    loading.now();
    return;
  }
  const action = { key: "again", run: startTyping };
  const isAway = error instanceof ServerAway;
  const detail = isAway ? undefined : error.message;
  notices.show("call", { key: isAway ? "start.away" : "start.refused", detail, action });
}

function offerSound() {
  const action = { key: "sound.enable", run: () => call.unlockSound() };
  notices.show("sound", { key: "sound", tone: "news", action });
}

// Voice

function hear(samples, decibels) {
  showLevel(decibels);
  if (progress.isInCall) call.hear(samples);
  else trial.heard(decibels);
}

function showLevel(decibels) {
  drawLevel(progress.isInCall ? "level" : "try-level", decibels);
}

function voiceChanged() {
  call.isHearing = progress.isInCall && voice.state === "on";
  draw();
}

// What is shown of it

function draw() {
  const { state } = progress;
  if (progress.isInCall) drawCall(state, call, voice);
  if (state === "briefing") trial.draw();
  showStage(state);
  const buyer = call.rolePlay?.persona.name;
  showTitle(progress.isInCall ? "title.calling" : null, { buyer });
}

function chooseLanguage(language, remember) {
  setLanguage(language, { remember });
  byId("language-pt").setAttribute("aria-pressed", language === "pt-BR");
  byId("language-en").setAttribute("aria-pressed", language === "en");
  catalogue.draw();
  if (chosen) drawBriefing(chosen.rolePlay, chosen);
  if (progress.isInCall) drawParties(call.rolePlay, call.hearing);
  if (ending) drawEnding(ending, call, transcript.own);
  draw();
}

// What the person does

function onClick(id, action) {
  byId(id).addEventListener("click", action);
}

function listen() {
  onClick("start-voice", startSpeaking);
  onClick("start-typing", startTyping);
  onClick("try-mic", () => trial.toggle());
  onClick("mic", () => voice.toggle());
  onClick("hang-up", hangUp);
  onClick("try-now", () => call.tryNow());
  onClick("connect-now", () => loading.now());
  onClick("again", practiseAgain);
  onClick("sign-out", signOut);
  onClick("language-pt", () => chooseLanguage("pt-BR", true));
  onClick("language-en", () => chooseLanguage("en", true));
  byId("composer").addEventListener("submit", submitMessage);
  byId("token-form").addEventListener("submit", submitToken);
}

function submitMessage(event) {
  event.preventDefault();
  const text = byId("message").value.trim();
  if (text && call.type(text)) byId("message").value = "";
}

/** The address is the same as during the call, so the link alone would do nothing. */
function practiseAgain(event) {
  event.preventDefault();
  history.replaceState(null, "", event.currentTarget.getAttribute("href"));
  loading.now();
}

function submitToken(event) {
  event.preventDefault();
  credentials.paste(byId("token").value.trim());
  byId("token").value = "";
  if (!progress.isInCall) {
    loading.now();
    return;
  }
  showStatus({ phase: "live" });
  call.tryNow();
}

function signOut() {
  credentials.forget();
  loading.now();
}

function followThePage() {
  addEventListener("hashchange", follow);
  addEventListener("beforeunload", (event) => {
    if (["calling", "reconnecting"].includes(progress.state)) event.preventDefault();
  });
  addEventListener("pagehide", () => voice.close());
  addEventListener("pageshow", ({ persisted }) => persisted && follow());
  addEventListener("online", () => (progress.isInCall ? call.tryNow() : loading.now()));
  setInterval(() => progress.isInCall && drawClock(call), TICK_MS);
}

useTexts(TEXTS);
chooseLanguage(preferredLanguage(), false);
listen();
followThePage();
const kept = keptCall();
if (kept) takeUp(kept);
else loading.now();
