"""One visitor's session: the avatar on its stage, the voice session behind it, the way there.

A client of a voice session, as the voice socket is. Peers come and go (a page is reloaded, a
network is lost), the visit goes on: the voice session is opened when the media first comes, since
an offer that nobody takes up should leave no trace; lost and resumed with the media; and ended by
stop(). A voice session that was lost for too long has ended by itself: then a new one goes on with
the same conversation.

Two peers at most: the one that is connected, and the newest offer. When that connects, the other is
cut.

    driver (of the voice session)    None: no media yet, or it is over
    active                           the peer whose media is there; None: lost, or not there yet
    offered                          the newest peer, until its media is there; None: none is open
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Protocol

from realtime.agents.base import Agent
from realtime.avatars.base import Candidate, Description, Wanted
from realtime.avatars.local.notices import Notices
from realtime.avatars.local.peer import Peer
from realtime.avatars.local.stage import Stage
from realtime.voice.driver import VoiceDriver
from realtime.voice.events import EndReason, Event, SessionStart
from realtime.voice.sessions import VoiceSessions
from state.contract import AVATAR_CHANNEL
from state.errors import (
    AvatarFailed,
    BadDescription,
    Conflict,
    NotAuthenticated,
    ServiceError,
    SessionNotFound,
)

logger = logging.getLogger(__name__)


class Observer(Protocol):
    """Who is told of a visit."""

    def came(self, session_id: str) -> None: ...

    def lost(self, session_id: str) -> None: ...

    def ended(self, session_id: str) -> None:
        """By its agent; stop() follows."""
        ...

    def died(self, session_id: str, reason: str) -> None: ...


class Visit:
    def __init__(
        self,
        session_id: str,
        wanted: Wanted,
        agent: Agent,
        sessions: VoiceSessions,
        observer: Observer,
        stage: Stage,
        new_peer: Callable[["Visit"], Peer],
    ) -> None:
        self._session_id = session_id
        self._wanted = wanted
        self._agent = agent
        self._sessions = sessions
        self._observer = observer
        self._stage = stage
        self._new_peer = new_peer
        self._notices = Notices(session_id)
        self._driver: VoiceDriver | None = None
        self._resume_token = ""
        self._active: Peer | None = None
        self._offered: Peer | None = None
        self._offering = asyncio.Lock()
        self.is_over = False
        self._tasks: set[asyncio.Task[None]] = set()

    # The way there

    async def offer(self) -> str:
        """An offer that has no answer yet: the last one, or a new one.

        Raises AvatarFailed, SessionNotFound.
        """
        async with self._offering:
            peer = self._offered
            if peer is None or peer.answer is not None:
                peer = await self._offer_anew()
            return peer.offer

    async def _offer_anew(self) -> Peer:
        if self.is_over:
            raise SessionNotFound("that avatar session is over")
        peer = self._new_peer(self)
        before, self._offered = self._offered, peer
        if before is not None:
            self._let_go(before)
        try:
            await peer.make_offer()
        except BaseException as error:
            self._forget(peer)
            if self.is_over:
                raise SessionNotFound("that avatar session is over") from error
            if isinstance(error, Exception):
                logger.error("avatar session %s can't be offered: %s", self._session_id, error)
                raise AvatarFailed("the avatar can't be reached from anywhere") from error
            raise
        if self.is_over:
            raise SessionNotFound("that avatar session is over")
        return peer

    async def connect(self, answer: Description) -> None:
        """Raises BadDescription, Conflict."""
        if answer.type != "answer":
            raise BadDescription("what was offered is answered with an answer")
        given = [peer.answer for peer in (self._offered, self._active) if peer is not None]
        if answer.sdp in given:
            return
        if self._offered is None or self._offered.answer is not None:
            raise Conflict("this offer has another answer; initialize again for a new one")
        peer = self._offered
        try:
            await peer.take_answer(answer.sdp)
        except BadDescription:
            raise
        except asyncio.CancelledError:
            self._forget(peer)  # half an answer is none; there will be another offer
            raise
        except Exception as error:
            self.failed(peer, error)
            raise AvatarFailed("the answer can't be used") from error

    async def add_candidate(self, candidate: Candidate | None) -> None:
        """Raises BadCandidate."""
        peer = self._offered or self._active
        if peer is not None:
            await peer.take_candidate(candidate)

    # From its peers

    def connected(self, peer: Peer) -> None:
        if peer is not self._offered:
            return
        before, self._active, self._offered = self._active, peer, None
        if before is None:
            self._attach()
        else:
            # On another device, a page that isn't told would take its connection for lost, and
            # take the session back.
            self._let_go(before, self._notices.stopped("replaced"))
            for notice in self._notices.so_far():
                peer.tell(notice)
        if not self.is_over:
            self._observer.came(self._session_id)

    def hear(self, peer: Peer, pcm: bytes) -> None:
        if peer is self._active and self._driver is not None:
            self._driver.receive(pcm)

    def gone(self, peer: Peer) -> None:
        was_active = peer is self._active
        self._forget(peer)
        if was_active and not self.is_over:
            self._detach()
            self._observer.lost(self._session_id)

    def failed(self, peer: Peer, error: Exception) -> None:
        logger.error("avatar session %s broke", self._session_id, exc_info=error)
        self._die("its connection broke")

    def _forget(self, peer: Peer) -> None:
        if peer is self._active:
            self._active = None
        if peer is self._offered:
            self._offered = None
        self._let_go(peer)

    def _let_go(self, peer: Peer, farewell: str | None = None) -> None:
        self._begin(peer.close(farewell))

    def _begin(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # The voice session

    def _attach(self) -> None:
        try:
            self._driver = self._resumed() or self._opened()
        except ServiceError as refusal:
            self._die(f"its voice session can't be had: {refusal}")
        if self.is_over and self._driver is not None:
            # It was told so while it was being opened.
            self._sessions.end(self._driver.session_id, self)

    def _resumed(self) -> VoiceDriver | None:
        driver = self._driver
        if driver is None:
            return None
        try:
            return self._sessions.resume(
                driver.session_id, self._resume_token, self, user=self._wanted.user
            )
        except NotAuthenticated:
            return None  # lost for too long

    def _opened(self) -> VoiceDriver:
        self._resume_token = ""
        return self._sessions.open(
            self._agent,
            self,
            user=self._wanted.user,
            lead_id=self._wanted.lead_id,
            channel=AVATAR_CHANNEL,
            was_let_in=True,
        )

    def _detach(self) -> None:
        self._stage.be_left()
        self._notices.forget()
        if self._driver is None:
            return
        if self._resume_token:
            self._sessions.lose(self._driver.session_id, self)
        else:
            # It was gone before the session was safe: nobody could resume it.
            self._sessions.end(self._driver.session_id, self)
            self._driver = None

    def send(self, event: Event) -> None:
        """An event of the voice session."""
        if isinstance(event, SessionStart):
            self._resume_token = event.resume_token
            self._sessions.confirm(event.session_id, self)
        elif not self._resume_token:
            self._die("its voice session couldn't be saved")
            return
        self._stage.tell(event)
        if self._active is not None:
            for notice in self._notices.of(event):
                self._active.tell(notice)

    def end(self, reason: EndReason) -> None:
        """The voice session is over: the server stops, or its agent said goodbye."""
        self._driver = None
        if reason == "ended_by_agent" and not self.is_over:
            self._observer.ended(self._session_id)
        self._over(reason)

    # The end

    def _die(self, reason: str) -> None:
        if not self.is_over:
            self._over("failed")
            self._observer.died(self._session_id, reason)

    def _over(self, end_reason: str) -> None:
        if self.is_over:
            return
        self.is_over = True
        self._stage.fall_silent()
        if self._driver is not None:
            self._sessions.end(self._driver.session_id, self)
        for peer in (self._active, self._offered):
            if peer is not None:
                self._let_go(peer, self._notices.stopped(end_reason))

    async def stop(self, end_reason: str) -> None:
        """Returns when nothing of it is left but the end of its voice session."""
        self._over(end_reason)
        while self._tasks:
            await asyncio.wait(set(self._tasks))
