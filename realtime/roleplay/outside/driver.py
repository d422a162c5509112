"""Takes in calls that were held elsewhere: each once, whoever tells of it how often.

A call's id is made from the conversation's, so telling again finds what is there; what tells
something else of it changes nothing. Its record comes first, at once with its number, as that of
any call does; it counts only when the transcript is in the archive, in one step with that. What a
crash leaves of the first step, the next start removes, and nobody was told of it.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress

import msgspec

from realtime.roleplay import metrics
from realtime.roleplay.calls import Calls
from realtime.roleplay.catalogue import Catalogue
from realtime.roleplay.definition import RolePlay
from realtime.roleplay.outside.posted import PostedCall, read
from realtime.roleplay.outside.signature import Signature, check_signature, signature_of
from realtime.roleplay.records import NOBODY, PracticeCall
from state.archive import AlreadyArchived, Archive
from state.errors import NotFound
from state.records import Change, Delete
from state.store import Store

logger = logging.getLogger(__name__)


class OutsideCalls:
    """Made inside the running loop, after Calls, which counts these too."""

    def __init__(
        self,
        secret: str,
        calls: Calls,
        catalogue: Catalogue,
        store: Store,
        archive: Archive,
        *,
        wall_clock: Callable[[], float],
        then: Callable[[str], None],
    ) -> None:
        """`secret`: empty, and none are taken. `then` is called with the id of each call."""
        self._secret = secret
        self._calls = calls
        self._catalogue = catalogue
        self._store = store
        self._archive = archive
        self._wall_clock = wall_clock
        self._then = then
        self._table = store.table(PracticeCall)
        self._taking = asyncio.Lock()

    def signature(self, header: str | None) -> Signature:
        """What can be said before there is a body. Raises NotFound, NotAuthenticated."""
        if not self._secret:
            raise NotFound("calls from outside aren't taken here: set roleplay.webhook_secret")
        return signature_of(header, now=self._wall_clock())

    async def take(self, signature: Signature, body: bytes) -> PracticeCall | None:
        """Returns once the call is safe; None: the body is about something else.

        Raises NotAuthenticated, InvalidBody, RolePlayNotFound, StoreFailed.
        """
        outcome = "refused"
        try:
            call = await self._take(signature, body)
            outcome = "ignored" if call is None else "taken"
            return call
        finally:
            metrics.WEBHOOKS.labels(outcome).inc()

    async def _take(self, signature: Signature, body: bytes) -> PracticeCall | None:
        posted = await asyncio.to_thread(self._read, signature, body)
        if posted is None:
            return None
        async with self._taking:
            self._store.check()
            there = self._table.get(posted.id)
            if there is None or there.status == "calling":
                await self._keep(posted, there)
            await self._store.settled()
        return self._table.get(posted.id)

    def _read(self, signature: Signature, body: bytes) -> PostedCall | None:
        check_signature(signature, body, secret=self._secret)
        return read(body, now=self._wall_clock())

    async def _keep(self, posted: PostedCall, left: PracticeCall | None) -> None:
        """`left`: by a try that failed."""
        role_play, frozen = self._catalogue.freeze(self._role_play(posted).id)
        begun = PracticeCall(
            id=posted.id,
            number=self._calls.next_number(),
            role_play_id=role_play.id,
            version=role_play.version,
            user=posted.user,
            user_name=posted.user_name,
            began_at=posted.began_at,
            ended_at=posted.ended_at,
            ended_by=posted.ended_by,
        )
        gone: list[Change] = [] if left is None else [Delete(PracticeCall, left.id)]
        self._store.commit(*gone, *frozen, begun)
        over = msgspec.structs.replace(begun, status="processing")
        # Of a call whose record retention has removed, but not yet that: then it stays as it is.
        with suppress(AlreadyArchived):
            await self._archive.keep(
                "transcript",
                posted.id,
                posted.transcript,
                owner=None if posted.user == NOBODY else posted.user,
                at=posted.ended_at,
                instead_of=[over],
            )
        if self._table.get(posted.id) == begun:
            await self._store.commit(over)
        self._then(posted.id)

    def _role_play(self, posted: PostedCall) -> RolePlay:
        """Raises RolePlayNotFound."""
        if posted.role_play_id is not None:
            return self._catalogue.get(posted.role_play_id)
        return self._catalogue.of_elevenlabs_agent(posted.agent_id)
