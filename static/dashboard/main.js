/**
 * Joins the parts of the dashboard: events go to the list, the thread and the indicators; what the
 * person does goes to the server. Rules live in the parts; here is only who hears of what.
 */

import { Refused, Unauthorized } from "../shared/calls.js";
import { Credentials } from "../shared/credentials.js";
import { byId } from "../shared/dom.js";
import { preferredLanguage, say, setLanguage, translate, useTexts } from "../shared/i18n.js";
import { Notices } from "../shared/notices.js";
import { ConnectionStatus } from "../shared/status.js";
import { Stream } from "../shared/stream.js";
import { Composer } from "./composer.js";
import { Conversations } from "./conversations.js";
import { Drafts } from "./drafts.js";
import { copyCommand, showFirstSteps } from "./empty.js";
import { drawHead, readOut } from "./head.js";
import { ListView } from "./list-view.js";
import { Server } from "./server.js";
import { TEXTS } from "./texts.js";
import { Thread } from "./thread.js";
import { ThreadView } from "./thread-view.js";
import { refreshTimes } from "./times.js";
import { TypingOthers, TypingSelf } from "./typing.js";

const PAGE = 50;
const LONGEST_PAGE = 200;
const NEAR_END_PX = 400;
const MINUTE_MS = 60_000;

const isPhone = matchMedia("(max-width: 760px)");

// The parts

const credentials = new Credentials({ scope: "conversations" });
const server = new Server({ credentials });
const notices = new Notices(byId("notices"));
const status = new ConnectionStatus({ notices });
const conversations = new Conversations({ onChange: drawSoon });
const typingOthers = new TypingOthers({ onChange: drawSoon });
const typingSelf = new TypingSelf({ announce: announceTyping });
const listView = new ListView({ list: byId("list"), onActivate: activated });
const threadView = new ThreadView({
  onOlder: () => thread.older(),
  onRetry: () => openThread(thread.leadId),
});
const thread = new Thread({
  server,
  view: threadView,
  onMessages: (messages) => {
    composer.confirm(thread.leadId, messages);
    readWhatIsOpen();
  },
});
const composer = new Composer({
  parts: { form: byId("composer"), box: byId("reply"), send: byId("send"), note: byId("send-note") },
  drafts: new Drafts(),
  server,
  typing: typingSelf,
  showOutgoing: (messages) => threadView.showOutgoing(messages),
  onUnauthorized: askWhoThisIs,
});
const stream = new Stream({
  path: "/backend/conversations/stream",
  takeTicket: () => server.ticket(),
  prepare,
  onEvent,
  onStatus: showStatus,
});

// What is known

// Whether the list has to be read before the stream can be told on top of it.
let isStale = true;
let isListed = false;
let isLoadingMore = false;
let isReading = false;
// Counts the readings of the list: only the latest counts.
let reading = 0;
// Conversations to ask for: those that are being asked for, and all that there was no answer of.
const asked = new Set();
const unknown = new Set();

/** Before each connection. Throws what the server's calls do. */
async function prepare() {
  if (!isStale) return;
  const limit = Math.min(LONGEST_PAGE, Math.max(PAGE, conversations.size));
  reading += 1;
  const mine = reading;
  const page = await server.conversations({ limit });
  if (mine !== reading) return;
  isListed = true;
  isStale = false;
  stream.goOnFrom(page.last_event_id);
  conversations.replace(page.items, page.next_cursor);
  if (thread.leadId === null) {
    route();
  } else {
    thread.reload();
    know(thread.leadId);
  }
}

async function loadMore() {
  const { cursor } = conversations;
  if (cursor === null || isLoadingMore) return;
  isLoadingMore = true;
  say(byId("more"), "list.loadingMore");
  try {
    const page = await server.conversations({ cursor, limit: PAGE });
    // Read anew meanwhile, the list goes on from elsewhere.
    if (cursor === conversations.cursor) conversations.append(page.items, page.next_cursor);
    say(byId("more"), "list.more");
  } catch (error) {
    say(byId("more"), "list.moreFailed");
    askWhoThisIs(error);
  } finally {
    isLoadingMore = false;
  }
}

/** Of a conversation that the list hasn't told of yet: its channel and state. */
async function know(leadId) {
  if (conversations.get(leadId)?.channel || asked.has(leadId)) return;
  asked.add(leadId);
  unknown.add(leadId);
  try {
    conversations.add(await server.conversation(leadId));
    unknown.delete(leadId);
    readWhatIsOpen();
  } catch (error) {
    if (!(error instanceof Refused) || error.status >= 500) return;
    unknown.delete(leadId);
    conversations.drop(leadId);
  } finally {
    asked.delete(leadId);
  }
}

const EVENTS = {
  new_message: ({ lead_id: leadId, message }, eventId) => {
    typingOthers.said(leadId);
    if (conversations.said(leadId, message)) know(leadId);
    const isOpen = leadId === thread.leadId;
    if (!isOpen || thread.said(message, eventId)) readOut(leadId, message, isOpen);
  },
  conversation_update: (data) => {
    // One of further down has gone up, where the rest of the list won't tell of it.
    if (conversations.told(data)) know(data.lead_id);
    readWhatIsOpen();
  },
  typing: (data) => typingOthers.told(data),
  gap: () => {
    isStale = true;
    stream.reconnect();
  },
};

function onEvent(type, data, id) {
  EVENTS[type]?.(data, id);
}

function showStatus(change) {
  if (change.phase === "signedOut") {
    const isGiven = credentials.isPasted || change.reason === "scope";
    credentials.forget();
    change = { ...change, reason: isGiven ? change.reason : "missing" };
  }
  if (change.phase !== "live") typingOthers.forgetAll();
  status.show(change);
  if (change.phase === "live") caughtUp();
  drawSoon();
}

/** What went wrong while the server was away is asked again. */
function caughtUp() {
  for (const leadId of unknown) know(leadId);
  if (thread.leadId === null) return;
  if (thread.hasProblem) openThread(thread.leadId);
  else know(thread.leadId);
  readWhatIsOpen();
}

function askWhoThisIs(error) {
  if (error instanceof Unauthorized) stream.reconnect();
}

// The open conversation

/** What is open and seen is read. */
async function readWhatIsOpen() {
  const open = conversations.get(thread.leadId);
  if (!open?.unread_count || document.hidden || thread.hasProblem || isReading) return;
  isReading = true;
  try {
    const { tellings } = open;
    conversations.answered(await server.change(open.lead_id, { unread_count: 0 }), tellings);
  } catch {
    // The next event, or the next connection, tries again.
    return;
  } finally {
    isReading = false;
  }
  // What came meanwhile was seen as well.
  readWhatIsOpen();
}

async function switchAi() {
  const open = conversations.get(thread.leadId);
  if (!open) return;
  const { lead_id: leadId, is_ai_active: isActive, tellings } = open;
  byId("ai-switch").setAttribute("aria-busy", "true");
  try {
    conversations.answered(await server.change(leadId, { is_ai_active: !isActive }), tellings);
    notices.clear("switch");
  } catch (error) {
    const detail = error instanceof Refused ? error.message : undefined;
    notices.show("switch", { key: "switch.failed", detail });
    askWhoThisIs(error);
  } finally {
    byId("ai-switch").removeAttribute("aria-busy");
  }
}

async function announceTyping(leadId, isTyping) {
  const echo = typingOthers.expect(leadId, isTyping);
  try {
    await server.typing(leadId, isTyping);
  } catch {
    typingOthers.unexpect(echo);
  }
}

function openThread(leadId) {
  document.body.dataset.view = "thread";
  byId("thread").hidden = false;
  byId("no-thread").hidden = true;
  thread.open(leadId);
  composer.open(leadId);
  know(leadId);
  readWhatIsOpen();
  draw();
}

function closeThread() {
  const before = thread.leadId;
  document.body.dataset.view = "list";
  byId("thread").hidden = true;
  byId("no-thread").hidden = false;
  thread.close();
  composer.close();
  draw();
  if (before !== null && isPhone.matches) listView.focus(before);
}

// Which one is open is said by the address: a reload, a second tab and the way back keep it.

function route() {
  if (!isListed) return;
  const leadId = leadOfAddress();
  if (leadId === thread.leadId) return;
  if (leadId === null) closeThread();
  else openThread(leadId);
}

function leadOfAddress() {
  try {
    return decodeURIComponent(location.hash.slice(1)) || null;
  } catch {
    return null;
  }
}

function backToList() {
  if (!isPhone.matches) {
    listView.focus(thread.leadId);
    return;
  }
  history.pushState(null, "", location.pathname + location.search);
  route();
}

/** From the list: where the person goes on is the reply, but a phone's keyboard isn't forced up. */
function activated(leadId) {
  if (leadId !== thread.leadId) {
    location.hash = encodeURIComponent(leadId);
    route();
  }
  if (isPhone.matches) threadView.focus();
  else composer.focus();
}

// What is shown of it

let drawing = null;

/** Many events at once are drawn once. No animation frame: the title counts in hidden tabs, too. */
function drawSoon() {
  drawing ??= setTimeout(draw);
}

function draw() {
  clearTimeout(drawing);
  drawing = null;
  listView.draw(conversations.sorted(), {
    openLead: thread.leadId,
    isRead: !document.hidden,
    isTyping: (leadId) => typingOthers.isTyping(leadId),
  });
  const isEmpty = isListed && conversations.size === 0;
  byId("list-loading").hidden = isListed;
  byId("empty").hidden = !isEmpty;
  byId("desk").toggleAttribute("data-empty", isEmpty && thread.leadId === null);
  byId("no-thread-hint").hidden = !isListed || isEmpty;
  byId("more").hidden = conversations.cursor === null;
  byId("sign-out").hidden = !credentials.isPasted;
  if (isEmpty) showFirstSteps(credentials);
  drawHead(
    thread.leadId,
    conversations.get(thread.leadId),
    thread.leadId !== null && typingOthers.isTyping(thread.leadId),
  );
  const unread = conversations.unread;
  document.title = (unread ? `(${unread}) ` : "") + translate("page.title");
}

function chooseLanguage(language, remember) {
  setLanguage(language, { remember });
  byId("language-pt").setAttribute("aria-pressed", language === "pt-BR");
  byId("language-en").setAttribute("aria-pressed", language === "en");
  refreshTimes();
  draw();
}

// What the person does

function onClick(id, action) {
  byId(id).addEventListener("click", action);
}

function listen() {
  onClick("connect-now", () => stream.reconnect());
  onClick("language-pt", () => chooseLanguage("pt-BR", true));
  onClick("language-en", () => chooseLanguage("en", true));
  onClick("ai-switch", switchAi);
  onClick("back", backToList);
  onClick("more", loadMore);
  onClick("copy-curl", copyCommand);
  onClick("sign-out", signOut);
  onClick("skip", skipToList);
  byId("token-form").addEventListener("submit", signIn);
  byId("list-scroll").addEventListener("scroll", loadMoreNearEnd, { passive: true });
  byId("thread").addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing) backToList();
  });
}

/** The address says which conversation is open, so no link may jump by it. */
function skipToList(event) {
  event.preventDefault();
  byId("list-title").focus();
}

function loadMoreNearEnd({ target }) {
  const left = target.scrollHeight - target.scrollTop - target.clientHeight;
  if (left < NEAR_END_PX) loadMore();
}

function signIn(event) {
  event.preventDefault();
  credentials.paste(byId("token").value.trim());
  byId("token").value = "";
  isStale = true;
  stream.reconnect();
}

/** Nothing of it stays in the tab, unsent texts included. */
function signOut() {
  sessionStorage.clear();
  location.reload();
}

function followThePage() {
  addEventListener("hashchange", route);
  addEventListener("popstate", route);
  addEventListener("online", () => stream.connectNow());
  addEventListener("pagehide", () => {
    typingSelf.stop();
    stream.stop();
  });
  addEventListener("pageshow", ({ persisted }) => persisted && stream.reconnect());
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    refreshTimes();
    stream.connectNow();
    readWhatIsOpen();
    drawSoon();
  });
  setInterval(refreshTimes, MINUTE_MS);
}

useTexts(TEXTS);
chooseLanguage(preferredLanguage(), false);
listen();
followThePage();
stream.reconnect();
