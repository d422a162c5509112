"""/sessions and /role_plays/{id}/sessions: what became of practice calls.

One's own; everybody's with the scope for it. While a call is being scored the answer is there, and
says when to ask again. Recordings are read in ranges, so that a player can jump.
"""

import re
from contextlib import aclosing, suppress
from http import HTTPStatus
from urllib.parse import urlencode

import msgspec
from tornado.iostream import StreamClosedError

from handlers.access import User
from handlers.endpoint import Access
from handlers.rest import RestEndpoint
from realtime.roleplay.catalogue import Catalogue
from realtime.roleplay.definition import Definition
from realtime.roleplay.records import PracticeCall
from realtime.roleplay.result_views import overview, whole
from realtime.roleplay.results import RESULT, Result, Results
from state.archive import Archive
from state.archived import RECORDING, Archived, key_of
from state.contract import RECORDING_LINK_SECONDS, RESULT_AFTER_SECONDS, RESULTS_SCOPE
from state.errors import BadRequest, NotFound, RolePlayNotFound
from state.store import Store

_is_id = re.compile(r"[0-9]{1,18}", re.ASCII).fullmatch
_range_of = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})", re.ASCII).fullmatch
_decode = msgspec.json.Decoder(Result).decode


class ResultEndpoint(RestEndpoint):
    """What all of them share."""

    def initialize(
        self,
        *,
        results: Results,
        catalogue: Catalogue,
        archive: Archive,
        store: Store,
        **shared: Access,
    ) -> None:
        super().initialize(**shared)
        self._results = results
        self._catalogue = catalogue
        self._archive = archive
        self._store = store

    def definition_of(self, call: PracticeCall) -> Definition | None:
        """None where a repair had to drop it."""
        with suppress(RolePlayNotFound):
            return self._catalogue.frozen(call.role_play_id, call.version).definition
        return None


class Sessions(ResultEndpoint):
    """Those that are over, the newest first. The next page is in the header Link."""

    async def get(self, role_play_id: str | None = None) -> None:
        user, (before, limit) = self.user(), self.page()
        asked = self.get_query_argument("agent_id", None) if role_play_id is None else role_play_id
        found = self._results.page(
            user=user.id,
            reads_all=RESULTS_SCOPE in user.scopes,
            role_play_id=None if asked is None else _role_play_id(asked),
            before=before,
            limit=limit + 1,
        )
        if len(found) > limit:
            self._link(cursor=found[limit - 1].number, limit=limit)
        await self._store.settled()
        self.answer([overview(each, self.definition_of(each)) for each in found[:limit]])

    def _link(self, *, cursor: int, limit: int) -> None:
        query = {"cursor": str(cursor), "limit": str(limit)}
        agent_id = self.get_query_argument("agent_id", None)
        if agent_id is not None:
            query["agent_id"] = agent_id
        self.set_header("Link", f'<{self.request.path}?{urlencode(query)}>; rel="next"')


class Session(ResultEndpoint):
    """One, whole."""

    async def get(self, call_id: str, *, role_play_id: str | None = None) -> None:
        user = self.user()
        call = self._results.get(
            call_id,
            user=user.id,
            reads_all=RESULTS_SCOPE in user.scopes,
            role_play_id=None if role_play_id is None else _role_play_id(role_play_id),
        )
        await self._store.settled()
        definition = self.definition_of(call)
        if call.status in ("calling", "processing"):
            self.set_header("Retry-After", str(round(RESULT_AFTER_SECONDS)))
            self.answer(whole(call, definition, None, None))
            return
        result = _decode(await self._archive.read(RESULT, call.id))
        self.answer(whole(call, definition, result, self._recording_url(call, user)))

    def _recording_url(self, call: PracticeCall, user: User) -> str | None:
        """A player sends no header: its address lets it in for a while."""
        if self._store.table(Archived).get(key_of(RECORDING, call.id)) is None:
            return None
        now = self.access.wall_clock()
        link = self.access.tickets.issue(
            user,
            "recording",
            now=now,
            about=call.id,
            seconds=min(RECORDING_LINK_SECONDS, int(user.expires_at - now)),
        )
        return f"/sessions/{call.id}/recording?{urlencode({'link': link})}"


class SessionOfRolePlay(Session):
    async def get(self, role_play_id: str, call_id: str) -> None:  # type: ignore[override]
        await super().get(call_id, role_play_id=role_play_id)


class CallRecording(ResultEndpoint):
    """Stereo WAV: the salesperson on the left, the buyer on the right."""

    async def get(self, call_id: str) -> None:
        user = self._listener(call_id)
        self._results.get(call_id, user=user.id, reads_all=RESULTS_SCOPE in user.scopes)
        entry = self._store.table(Archived).get(key_of(RECORDING, call_id))
        if entry is None:
            raise NotFound("this call has no recording, or it isn't ready yet")
        start, stop = 0, entry.size
        self.set_header("Accept-Ranges", "bytes")
        self.set_header("Content-Type", "audio/wav")
        wanted = _range_of(self.request.headers.get("Range", ""))
        if wanted is not None and _is_valid(wanted[1], wanted[2]):
            start, stop = _range(wanted[1], wanted[2], entry.size)
            if start >= stop:
                self.set_header("Content-Range", f"bytes */{entry.size}")
                outside = {"error": "range_not_satisfiable", "message": "it has fewer bytes"}
                self.answer(outside, HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
                return
            self.set_status(HTTPStatus.PARTIAL_CONTENT)
            self.set_header("Content-Range", f"bytes {start}-{stop - 1}/{entry.size}")
        self.set_header("Content-Length", str(stop - start))
        if self.request.method == "HEAD":
            self.finish()
            return
        blocks = self._archive.blocks(RECORDING, call_id, start=start, stop=stop)
        # A player that jumps leaves the rest of what it asked for.
        with suppress(StreamClosedError):
            async with aclosing(blocks):
                async for block in blocks:
                    self.write(block)
                    await self.flush()
            self.finish()

    def _listener(self, call_id: str) -> User:
        """Raises NotAuthenticated."""
        link = self.get_query_argument("link", None)
        if link is None:
            return self.user()
        now = self.access.wall_clock()
        return self.access.tickets.read(link, "recording", about=call_id, now=now)


def _is_valid(first: str, last: str) -> bool:
    return bool(last if not first else not last or int(first) <= int(last))


def _range(first: str, last: str, size: int) -> tuple[int, int]:
    """From and to before which byte (RFC 9110, section 14.1.2); empty when there are none."""
    if not first:
        return max(0, size - int(last)), size
    return int(first), min(size, int(last) + 1) if last else size


def _role_play_id(text: str) -> int:
    """Raises BadRequest."""
    if not _is_id(text):
        raise BadRequest("agent_id: the id of a role play, a number")
    return int(text)
