"""All voice sessions of the process: opened, lost, resumed, ended.

Who asks was authenticated before. A session whose socket was lost without a close frame waits here
RESUME_SECONDS for whoever has its id and its token and is the same user; the token is new at each
start, and once the client surely has it, an older one opens nothing. A session that the server
itself left behind, stopped or killed, is *asleep*: only its record is there, and it waits as long,
from the server's next start on. What has ended leaves the store for a transcript in the archive.
"""

import hashlib
import logging
import secrets
import uuid
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Protocol

import msgspec

from realtime.agents.base import Agent, Directory
from realtime.conversations.conversations import Conversations
from realtime.conversations.selection import EVERYTHING, Reach
from realtime.voice import metrics
from realtime.voice.companions import Companion, Companions, EndedBy, Nobody
from realtime.voice.driver import VoiceDriver
from realtime.voice.events import EndReason, Event, HungUp, SessionStart, Stopping
from realtime.voice.kept import Kept
from realtime.voice.records import SessionRecord, User, Utterance
from realtime.voice.session import VoiceSession
from realtime.voice.settings import VoiceSettings
from realtime.voice.transcripts import transcript_of
from state.archive import Archive
from state.context import about
from state.contract import AVATAR_CHANNEL, RESUME_SECONDS, ROLE_PLAY_CHANNEL, VOICE_CHANNEL
from state.errors import NotAuthenticated, NotPermitted, ServerStopping, StoreFailed
from state.records import Change, Delete
from state.store import Store

logger = logging.getLogger(__name__)


class Client(Protocol):
    """Whoever is at the other end of a session: a socket."""

    def send(self, event: Event) -> None: ...

    def end(self, reason: EndReason) -> None:
        """Tell the client that its session is over for it, and let it go."""
        ...


@dataclass
class _Live:
    driver: VoiceDriver
    channel: str
    client: Client | None  # None while its socket is lost
    lost_by: Client | None = None  # who had it then


class VoiceSessions:
    def __init__(
        self,
        settings: VoiceSettings,
        directory: Directory,
        store: Store,
        archive: Archive,
        conversations: Conversations,
        *,
        wall_clock: Callable[[], float],
    ) -> None:
        self._settings = settings
        self._directory = directory
        self._store = store
        self._archive = archive
        self._conversations = conversations
        self._wall_clock = wall_clock
        self._live: dict[str, _Live] = {}
        self._of_user: Counter[User] = Counter()  # those of avatars left out
        # What the last run left, and what is over and couldn't be put away (_left_over).
        self._asleep = {record.id for record in store.table(SessionRecord)}
        for record in store.table(SessionRecord):
            self._count(record, 1)
        self._ending: set[VoiceDriver] = set()
        self._is_closed = False
        self._stops_at: float | None = None  # wall time, once it takes no new ones
        # Sessions that have ended and couldn't be put away: they will be another time.
        self._left_over: dict[str, Companion | None] = {}
        self.companions: Companions = Nobody()
        """Who has a part in some sessions; set before the first one."""

    def __len__(self) -> int:
        """Those that the last run left among them, until they are resumed or their time is over."""
        return len(self._live) + len(self._asleep) - len(self._left_over)

    @property
    def running(self) -> int:
        """How many have somebody at the other end, besides those of avatars."""
        return sum(
            live.client is not None and live.channel != AVATAR_CHANNEL
            for live in self._live.values()
        )

    def count_of(self, user: User) -> int:
        """How many of the user's there are, besides those of avatars."""
        return self._of_user[user]

    def _count(self, record: SessionRecord, by: int) -> None:
        if record.channel != AVATAR_CHANNEL:
            self._of_user[record.user] += by
            if not self._of_user[record.user]:
                del self._of_user[record.user]

    def _sleeps_no_more(self, record: SessionRecord) -> None:
        if record.id in self._asleep:
            self._asleep.discard(record.id)
            self._count(record, -1)

    def client_of(self, session_id: str) -> Client | None:
        """Who would have to leave for another to resume it."""
        live = self._live.get(session_id)
        return None if live is None else live.client

    def refuse_new(self, *, limit_s: float) -> None:
        """Those there are may go on for so long, and those that were lost be resumed."""
        self._stops_at = self._wall_clock() + limit_s
        for live in self._live.values():
            if live.client is not None:
                self._tell_stopping(live.driver)

    def _tell_stopping(self, driver: VoiceDriver) -> None:
        left_s = 0.0 if self._stops_at is None else self._stops_at - self._wall_clock()
        if left_s > 0:
            driver.tell(Stopping(round(1000 * left_s)))

    def check_open(self) -> None:
        """Raises ServerStopping or StoreFailed when no new session can be had."""
        self._check(self._stops_at is None and not self._is_closed)

    def _check(self, is_open: bool) -> None:
        if not is_open:
            raise ServerStopping("the server is stopping; connect again in a moment")
        self._store.check()

    def check_lead(self, lead_id: str, *, user: User, reach: Reach | None) -> None:
        """Whether this user may talk as that lead. Raises NotPermitted.

        `reach`: that of a token which may feed conversations; None for any other.
        """
        self._conversations.log.check_call(lead_id, owner=user, reach=reach)

    def open(
        self,
        agent: Agent,
        client: Client,
        *,
        user: User,
        lead_id: str | None = None,
        reach: Reach | None = None,
        channel: str = VOICE_CHANNEL,
        session_id: str | None = None,
        was_let_in: bool = False,
    ) -> VoiceDriver:
        """A new session; the client is told once it is safe. Without a lead it is one by itself.

        `channel`: of the conversation, if this session begins it. `session_id`: one that nothing
        else has. `was_let_in`: where it was asked for, perhaps before the server was told to stop.

        Raises as check_open and check_lead do.
        """
        self._check(not self._is_closed and (was_let_in or self._stops_at is None))
        lead_id = lead_id or str(uuid.uuid4())
        self.check_lead(lead_id, user=user, reach=reach)
        record = SessionRecord(
            id=session_id or str(uuid.uuid4()),
            user=user,
            agent=agent.card.name,
            opened_at=self._wall_clock(),
            lead_id=lead_id,
            channel=channel,
            reaches_lead=reach is not None and self._covers(reach, lead_id, channel),
        )
        live = self._wake(record, agent)
        logger.info("a session with %s begins", agent.card.name)
        try:
            return self._start(client, live, ())
        except StoreFailed:
            self._end(record.id, "lost")
            raise

    def _covers(self, reach: Reach, lead_id: str, channel: str) -> bool:
        conversation = self._conversations.log.find(lead_id)
        return reach.covers(channel if conversation is None else conversation.channel, lead_id)

    def check_resume(
        self, session_id: str, resume_token: str, *, user: User, reach: Reach = EVERYTHING
    ) -> None:
        """Whether this user may go on with that session, with a token for these leads.

        Raises NotAuthenticated, the same for a session that is gone and a token that is wrong;
        NotPermitted; AgentNotFound when its agent didn't outlive a restart; ServerStopping and
        StoreFailed.
        """
        self._check(not self._is_closed)
        record = self._resumable(session_id, resume_token, user)
        # A practice call's lead is its own, whatever leads its caller may talk as.
        is_practice = record.channel == ROLE_PLAY_CHANNEL
        if record.lead_id and not is_practice and not reach.has_lead(record.lead_id):
            raise NotPermitted("the token isn't for this session's lead")
        if session_id not in self._live:
            self._agent_of(record)

    def resume(
        self, session_id: str, resume_token: str, client: Client, *, user: User
    ) -> VoiceDriver:
        """The session as it was left; a socket that still had it is let go first.

        Raises what check_resume does.
        """
        self._check(not self._is_closed)
        record = self._resumable(session_id, resume_token, user)
        live = self._live.get(session_id)
        if live is None:
            agent = self._agent_of(record)
            self._kept(record).catch_up()
            live = self._wake(record, agent)
            self._tell_unheard(live.driver)
        about(session_id=session_id, conversation_id=record.lead_id)
        logger.info("a session goes on")
        before, live.client = live.client, None
        if before is not None:
            live.driver.detach()
            before.end("resumed_elsewhere")
        try:
            return self._start(client, live, (_digest(resume_token),))
        except StoreFailed:
            self.lose(session_id, client)
            raise

    def confirm(self, session_id: str, client: Client) -> None:
        """The client has its session's newest token, surely: no other is good from now on."""
        live = self._live.get(session_id)
        if live is not None and live.client is client:
            with suppress(StoreFailed):  # it stays as it was, and nobody was told otherwise
                live.driver.save(resume_digests=live.driver.record.resume_digests[-1:])

    def lose(self, session_id: str, client: Client) -> None:
        """The client's socket broke without a word; its session waits to be resumed."""
        live = self._live.get(session_id)
        if live is not None and live.client is client:
            live.client, live.lost_by = None, client
            live.driver.detach(then=lambda: self._end(session_id, "lost"), after_s=RESUME_SECONDS)

    def end(self, session_id: str, client: Client, by: EndedBy = "client") -> None:
        """The client is done, or was let go, perhaps after it was lost. Nothing if another client
        has the session by now."""
        live = self._live.get(session_id)
        if live is not None and client in (live.client, live.lost_by):
            self._end(session_id, by)

    def finish(self, session_id: str) -> None:
        """Its time is up: the client is told, if it is there. Nothing of a session that is over."""
        live = self._live.get(session_id)
        if live is not None:
            if live.client is not None:
                live.client.end("time_limit")
            self._end(session_id, "limit")

    async def end_asleep(self) -> None:
        """Nobody came back to what the last run left: its time is over.

        What can't be put away just now is left for another time.
        """
        for session_id in list(self._asleep):
            record = self._store.table(SessionRecord).get(session_id)
            if self._is_closed or session_id not in self._asleep or record is None:
                continue  # resumed meanwhile
            if session_id in self._left_over:
                self._asleep.discard(session_id)
                companion = self._left_over.pop(session_id)
            else:
                self._sleeps_no_more(record)
                if (companion := self.companions.companion_of(record)) is not None:
                    companion.end("lost")
            await self._put_away(record, companion)

    async def close(self) -> None:
        """Leave all, telling each client; returns when every agent has been let go. For good.

        What isn't over can be resumed from the next start on.
        """
        self._is_closed = True
        left, self._live = self._live, {}
        for live in left.values():
            self._conversations.leave(live.driver.record.lead_id, live.driver)
            if live.client is not None:
                live.client.end("shutdown")
            self._ending.add(live.driver)
            live.driver.end(then=self._leave)
        for driver in list(self._ending):
            await driver.ended()

    def _agent_of(self, record: SessionRecord) -> Agent:
        """Raises AgentNotFound."""
        return self.companions.agent_of(record) or self._directory.get(record.agent)

    def _wake(self, record: SessionRecord, agent: Agent) -> _Live:
        if not record.lead_id:
            record = msgspec.structs.replace(record, lead_id=str(uuid.uuid4()))
        about(session_id=record.id, conversation_id=record.lead_id)
        core = VoiceSession(self._settings, turn=record.turns)
        core.configure(record.configuration)
        answering = agent.open_session(record.memory)
        companion = self.companions.companion_of(record)
        driver = VoiceDriver(self._kept(record), core, answering, self._wall_clock, companion)
        live = self._live[record.id] = _Live(driver, record.channel, None)
        self._sleeps_no_more(record)
        self._count(record, 1)
        self._conversations.join(record.lead_id, driver)
        return live

    def _tell_unheard(self, driver: VoiceDriver) -> None:
        """What people said while nobody could hear it waits for the client, who isn't there yet."""
        driver.detach()
        for message in self._kept(driver.record).unheard():
            driver.say(message.id, message.content)

    def _kept(self, record: SessionRecord) -> Kept:
        return Kept(record, self._store, self._conversations)

    def _start(self, client: Client, live: _Live, came_with: tuple[str, ...]) -> VoiceDriver:
        """`came_with`: the digest of the token that resumed it; none of a new session."""
        driver, token = live.driver, secrets.token_urlsafe(32)
        metrics.STARTED.labels(driver.record.channel, "resumed" if came_with else "new").inc()
        live.client, live.lost_by = client, None
        driver.attach(partial(self._pass_on, driver.session_id, client))
        # Until the client surely has the new token, the one it came with is good, too: this socket
        # may break before it has read a word.
        driver.save(resume_digests=(*came_with, _digest(token)))
        driver.tell(
            SessionStart(driver.session_id, token, driver.record.lead_id, resumed=bool(came_with))
        )
        self._tell_stopping(driver)
        return driver

    def _pass_on(self, session_id: str, client: Client, event: Event) -> None:
        if isinstance(event, HungUp):
            client.end("ended_by_agent")
            self.end(session_id, client, "agent")
        else:
            client.send(event)

    def _resumable(self, session_id: str, resume_token: str, user: User) -> SessionRecord:
        record = self._store.table(SessionRecord).get(session_id)
        is_asleep = session_id in self._asleep and session_id not in self._left_over
        is_here = session_id in self._live or is_asleep
        if record is None or not is_here or record.user != user:
            digests: tuple[str, ...] = ()
        else:
            digests = record.resume_digests
        given = _digest(resume_token)
        if not any(secrets.compare_digest(given, digest) for digest in digests):
            raise NotAuthenticated("this session can't be resumed; open a new one")
        assert record is not None, "without a record there is no digest"
        return record

    # Endings

    def _end(self, session_id: str, by: EndedBy) -> None:
        live = self._live.pop(session_id, None)
        if live is not None:
            logger.info("session %s ends, by %s", session_id, by)
            metrics.ENDED.labels(by).inc()
            self._count(live.driver.record, -1)
            if live.driver.companion is not None:
                live.driver.companion.end(by)
            self._conversations.leave(live.driver.record.lead_id, live.driver)
            self._ending.add(live.driver)
            live.driver.end(then=self._ended)

    async def _leave(self, driver: VoiceDriver) -> None:
        if driver.companion is not None:
            await driver.companion.leave()
        self._ending.discard(driver)

    async def _ended(self, driver: VoiceDriver) -> None:
        await self._put_away(driver.record, driver.companion)
        self._ending.discard(driver)

    async def _put_away(self, record: SessionRecord, companion: Companion | None) -> None:
        """Out of the store; into the archive, if anything was said."""
        said = self._store.table(Utterance).find("session_id", record.id)
        said.sort(key=lambda each: (each.turn, each.role == "assistant"))
        gone: list[Change] = [
            Delete(SessionRecord, record.id),
            *(Delete(Utterance, each.key) for each in said),
        ]
        try:
            self._kept(record).catch_up()
            if companion is not None:
                gone += await companion.put_away()
            if said:
                await self._archive.keep(
                    "transcript",
                    record.id,
                    transcript_of(record, said),
                    owner=record.user,
                    at=said[-1].at,
                    instead_of=gone,
                )
            else:
                await self._store.commit(*gone)
        except StoreFailed as error:
            logger.error("session %s: its transcript stays where it is: %s", record.id, error)
            self._asleep.add(record.id)
            self._left_over[record.id] = companion
        except Exception:
            logger.exception("session %s: its transcript can't be put away", record.id)
        else:
            if companion is not None:
                companion.is_put_away()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
