/**
 * Joins the parts of the test page: what the socket says goes to the transcript, the player, the
 * timeline, the latency panel and the log; what the person does goes to the socket. Rules live in
 * the parts; here is only who hears of what.
 */

import { AgentPicker } from "./agents.js";
import { Connection } from "./connection.js";
import { byId } from "../shared/dom.js";
import { hasText, preferredLanguage, say, setLanguage, useTexts } from "../shared/i18n.js";
import { Latency } from "./latency.js";
import { Log } from "./log.js";
import { Notices } from "../shared/notices.js";
import { fromBase64 } from "../shared/pcm.js";
import { Player } from "../shared/player.js";
import { Server } from "./server.js";
import { ConnectionStatus } from "./status.js";
import { TEXTS } from "./texts.js";
import { Timeline } from "./timeline.js";
import { TimelineView } from "./timeline-view.js";
import { Transcript } from "./transcript.js";
import { TurnState } from "../shared/turns.js";
import { Uplink } from "../shared/uplink.js";
import { VoiceInput } from "./voice-input.js";

const STATE_ICONS = {
  offline: "offline",
  idle: "idle",
  listening: "listening",
  user_speaking: "mic",
  thinking: "thinking",
  agent_speaking: "speaker",
};
// A turn that brought nothing for this long is taken for a noise.
const UNANSWERED_MS = 8_000;
const SOUND_CHECK_MS = 600;

const seconds = () => performance.now() / 1000;

// The parts

const server = new Server();
const notices = new Notices(byId("notices"));
const turns = new TurnState();
const timeline = new Timeline();
const log = new Log({
  list: byId("log"),
  scroller: byId("log-scroll"),
  empty: byId("log-empty"),
});
const transcript = new Transcript({
  list: byId("transcript"),
  scroller: byId("transcript-scroll"),
  onChange: (isEmpty) => (byId("talk-empty").hidden = !isEmpty),
});
const latency = new Latency({
  list: byId("latency-turns"),
  empty: byId("latency-empty"),
  figures: byId("latency-figures"),
  last: byId("latency-last"),
  median: byId("latency-median"),
  note: byId("latency-note"),
});
const player = new Player({ onFrame: frameScheduled, onQuiet: update });
const connection = new Connection({
  server,
  leadId: new URLSearchParams(location.search).get("lead_id"),
  prepare,
  onStatus: showStatus,
  onMessage: receive,
  onSent: (message) => log.add("sent", message),
});
const status = new ConnectionStatus({ notices, restart: () => connection.restart() });
const uplink = new Uplink({
  send: (type, data) => connection.send(type, data),
  onBlock: (samples, at) => timeline.hear(samples, at),
});
const voice = new VoiceInput({
  uplink,
  player,
  notices,
  // The server needn't wait for the silence that would tell it that the turn is over.
  onEnd: () => connection.send("stop_speaking"),
  onChange: update,
});
const agents = new AgentPicker({ notices, onChoice: changeAgent, onSample: useSample });
const view = new TimelineView({
  canvas: byId("timeline"),
  timeline,
  pan: byId("timeline-pan"),
  isLive: () => voice.isOn || player.isPlaying,
});

// The session

let hasAgents = false;
let sessionId = null;
let unansweredTimer = null;

/** Before each attempt to connect: the list of agents, once. */
async function prepare() {
  if (hasAgents) return;
  agents.fill(await server.agents());
  connection.use(agents.chosen.name);
  hasAgents = true;
}

function changeAgent() {
  voice.stop();
  startAnew();
}

function startAnew() {
  player.dropAll();
  transcript.clear();
  connection.use(agents.chosen.name);
  connection.restart();
}

function showStatus(change) {
  // A refusal may mean that a token is wanted by now: asking for the agents tells.
  if (change.reason === "refused") hasAgents = false;
  status.show(change);
  turns.connected(change.phase === "connected");
  // The end of a goodbye is still on its way to the ear.
  const saidGoodbye = change.reason === "ended_by_agent";
  if (change.phase !== "connected" && !saidGoodbye) player.dropAll();
  update();
}

function sessionStarted({ session_id: id, lead_id: leadId }) {
  notices.clear("stopping");
  byId("to-dashboard").href = `/dashboard#${encodeURIComponent(leadId)}`;
  byId("session-line").hidden = false;
  byId("session-id").textContent = id;
  if (id === sessionId) return;
  sessionId = id;
  uplink.reset();
  player.forget();
  transcript.newSession();
  timeline.newSession();
}

// Messages in

const HANDLERS = {
  session_start: sessionStarted,
  speech_started: ({ audio_start_ms: ms }) => timeline.beginTurn(uplink.timeOf(ms) ?? seconds()),
  speech_stopped: ({ audio_end_ms: ms }) => {
    timeline.endTurn(uplink.timeOf(ms) ?? seconds());
    awaitAnswer();
  },
  transcription: ({ text }) => timeline.caption(text),
  response_start: ({ response_id: id }) => timeline.beginReply(id),
  response_text: ({ response_id: id, text }) => timeline.captionReply(id, text),
  audio_response: ({ response_id: id, audio }) => player.play(id ?? "reply", fromBase64(audio)),
  interruption: ({ response_id: id }) => timeline.interrupt(id, player.drop(id) ?? seconds()),
  interruption_dismissed: ({ new_response_id: next }) => {
    player.fadeIn(next);
    timeline.dismiss(seconds());
  },
  server_stopping: ({ ends_in_ms: ms }) => {
    const values = { seconds: Math.round(ms / 1000) };
    notices.show("stopping", { key: "stopping", values, tone: "news" });
  },
  error: ({ error, message }) => {
    const key = hasText(`error.${error}`) ? `error.${error}` : "error.other";
    notices.show("error", { key, detail: message });
  },
};

function receive(message) {
  log.add("received", message);
  HANDLERS[message.type]?.(message.data);
  transcript.received(message);
  latency.received(message);
  turns.received(message);
  update();
}

function awaitAnswer() {
  clearTimeout(unansweredTimer);
  unansweredTimer = setTimeout(() => {
    if (turns.name !== "thinking") return;
    turns.unanswered();
    transcript.unanswered();
    update();
  }, UNANSWERED_MS);
}

function frameScheduled(responseId, samples, at) {
  timeline.speak(responseId, samples, at);
  if (!player.isBlocked) return;
  setTimeout(() => player.isBlocked && player.isPlaying && offerSound(), SOUND_CHECK_MS);
}

function offerSound() {
  const action = { key: "sound.enable", run: () => player.unlock() };
  notices.show("sound", { key: "sound", tone: "news", action });
}

// Voice, samples and text

function toggleMicrophone() {
  player.unlock();
  if (voice.hasMicrophone) voice.stop();
  else voice.startMicrophone(() => agents.hears);
}

function useSample(index) {
  byId("sample").value = index;
  playSample();
}

function playSample() {
  player.unlock();
  if (voice.isSpeakingSample) {
    voice.stopSample();
    return;
  }
  const index = byId("sample").value;
  const agent = agents.chosen;
  if (index === "" || !agent) return;
  if (!agents.hears) sendText(agent.samples[index]);
  else voice.speakSample(server.sample(agent.name, index), () => agent === agents.chosen);
}

function sendText(text) {
  player.unlock();
  if (!connection.send("text", { text })) return false;
  player.dropAll();
  transcript.typed(text);
  timeline.typed(text, seconds());
  turns.typed();
  awaitAnswer();
  update();
  return true;
}

function submitMessage(event) {
  event.preventDefault();
  const text = byId("message").value.trim();
  if (text && sendText(text)) byId("message").value = "";
}

/** start_speaking and barge_in end a reply for certain, so the sound needn't wait for the server. */
function command(type) {
  player.unlock();
  if (connection.send(type) && type !== "stop_speaking") player.dropAll();
  update();
}

// What is shown of it

function update() {
  turns.capturing(voice.isOn);
  turns.playing(player.isPlaying);
  showState();
  showControls();
  showSummary();
  view.redraw();
}

function showState() {
  const state = turns.name;
  byId("state").dataset.state = state;
  byId("state-icon").setAttribute("href", `#icon-${STATE_ICONS[state]}`);
  say(byId("state-text"), `state.${state}`);
}

function showControls() {
  const isConnected = connection.isConnected;
  const canTalk = isConnected && agents.hears;
  const mic = byId("mic");
  mic.disabled = voice.isOpening || (!voice.hasMicrophone && !canTalk);
  mic.setAttribute("aria-pressed", voice.hasMicrophone);
  byId("mic-icon").setAttribute("href", voice.hasMicrophone ? "#icon-stop" : "#icon-mic");
  say(byId("mic-text"), voice.hasMicrophone ? "mic.stop" : "mic.start");
  say(byId("mic-hint"), micHint());
  for (const id of ["start-speaking", "stop-speaking", "barge-in", "new-session"]) {
    byId(id).disabled = !isConnected;
  }
  byId("send").disabled = !isConnected;
  showSampleControls(isConnected);
}

function showSampleControls(isConnected) {
  const hasSamples = (agents.chosen?.samples.length ?? 0) > 0;
  byId("sample").disabled = !hasSamples || voice.isSpeakingSample;
  byId("play-sample").disabled = !hasSamples || !isConnected;
  const action = voice.isSpeakingSample ? "stop" : agents.hears ? "play" : "send";
  say(byId("sample-text"), `sample.${action}`);
  byId("sample-icon").setAttribute("href", `#icon-${action}`);
  for (const chip of byId("suggestions").querySelectorAll("button")) {
    chip.disabled = !isConnected || voice.isSpeakingSample;
  }
}

function micHint() {
  if (voice.isOpening) return "mic.starting";
  if (voice.isSpeakingSample) return "mic.sample";
  if (voice.hasMicrophone) return "mic.on";
  return agents.chosen && !agents.hears ? "mic.deaf" : "mic.off";
}

function showSummary() {
  say(byId("timeline-summary"), "timeline.summary", timeline.counts);
}

function chooseLanguage(language, remember) {
  setLanguage(language, { remember });
  byId("language-pt").setAttribute("aria-pressed", language === "pt-BR");
  byId("language-en").setAttribute("aria-pressed", language === "en");
  agents.redraw();
  view.redraw();
}

// What the person does

function onClick(id, action) {
  byId(id).addEventListener("click", action);
}

function listen() {
  onClick("mic", toggleMicrophone);
  onClick("start-speaking", () => command("start_speaking"));
  onClick("stop-speaking", () => command("stop_speaking"));
  onClick("barge-in", () => command("barge_in"));
  onClick("play-sample", playSample);
  onClick("new-session", startAnew);
  onClick("connect-now", () => connection.connectNow());
  onClick("language-pt", () => chooseLanguage("pt-BR", true));
  onClick("language-en", () => chooseLanguage("en", true));
  onClick("log-pause", pauseLog);
  onClick("log-clear", () => log.clear());
  byId("composer").addEventListener("submit", submitMessage);
  byId("token-form").addEventListener("submit", submitToken);
  byId("log-audio").addEventListener("change", ({ target }) => log.showAudio(target.checked));
  byId("timeline-span").addEventListener("change", ({ target }) => view.show(+target.value));
}

function pauseLog() {
  const isPaused = byId("log-pause").getAttribute("aria-pressed") !== "true";
  byId("log-pause").setAttribute("aria-pressed", isPaused);
  log.pause(isPaused);
}

function submitToken(event) {
  event.preventDefault();
  server.useToken(byId("token").value.trim());
  byId("token").value = "";
  connection.connectNow();
}

/** Leaving ends the session at once instead of keeping it for a return that won't come. */
function followThePage() {
  addEventListener("pagehide", () => {
    voice.stop();
    connection.close();
  });
  addEventListener("pageshow", ({ persisted }) => persisted && connection.connectNow());
  addEventListener("online", () => connection.connectNow());
}

/** A phone's width shows half the time, so that words still fit into the timeline. */
function fitTimeline() {
  if (matchMedia("(max-width: 560px)").matches) byId("timeline-span").value = "10";
  view.show(Number(byId("timeline-span").value));
}

useTexts(TEXTS);
chooseLanguage(preferredLanguage(), false);
fitTimeline();
listen();
followThePage();
update();
connection.connectNow();
