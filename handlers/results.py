"""/sessions and /role_plays/{id}/sessions: what became of practice calls.

One's own; everybody's with the scope for it. While a call is being scored the answer is there, and
says when to ask again. Recordings are read in ranges, so that a player can jump.
"""

import re
from contextlib import aclosing, suppress
from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode

import msgspec
from tornado.iostream import StreamClosedError

from handlers.access import User
from handlers.documents.operations import Answer, Link, Parameter, operation
from handlers.endpoint import Access
from handlers.errors import ErrorBody
from handlers.rest import CURSOR, LIMIT, RestEndpoint
from realtime.roleplay.catalogue import Catalogue
from realtime.roleplay.definition import Definition
from realtime.roleplay.records import PracticeCall
from realtime.roleplay.result_views import CallOverview, CallResult, overview, whole
from realtime.roleplay.results import RESULT, Result, Results
from state.archive import Archive
from state.archived import RECORDING, Archived, key_of
from state.contract import RECORDING_LINK_SECONDS, RESULT_AFTER_SECONDS, RESULTS_SCOPE
from state.errors import BadRequest, NotFound, RolePlayNotFound, SessionNotFound
from state.store import Store

_is_id = re.compile(r"[0-9]{1,18}", re.ASCII).fullmatch
_range_of = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})", re.ASCII).fullmatch
_decode = msgspec.json.Decoder(Result).decode


AGENT_ID = Parameter(
    "agent_id",
    "only of this role play",
    Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,18}\Z")],
)


_CALLS = Answer(list[CallOverview], headers={"Link": 'the next page, as rel="next"'})
_SESSION_ID = {"session_id": "$response.body#/0/id"}
_FIRST = (
    Link("the newest", "GET /sessions/{session_id}", _SESSION_ID),
    Link("its recording", "GET /sessions/{session_id}/recording", _SESSION_ID),
)


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

    @operation(
        "Calls that are over, the newest first",
        answers={HTTPStatus.OK: _CALLS},
        errors=(BadRequest,),
        query=(LIMIT, CURSOR, AGENT_ID),
        links=_FIRST,
    )
    async def get(self) -> None:
        await self.answer_calls(self.get_query_argument("agent_id", None))

    async def answer_calls(self, asked: str | None) -> None:
        """`asked`: of which role play. Raises NotAuthenticated, BadRequest."""
        user, (before, limit) = self.user(), self.page()
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


class SessionsOfRolePlay(Sessions):
    @operation(
        "Calls of a role play that are over, the newest first",
        answers={HTTPStatus.OK: _CALLS},
        errors=(BadRequest,),
        query=(LIMIT, CURSOR),
        links=_FIRST,
    )
    async def get(self, role_play_id: str) -> None:  # type: ignore[override]
        await self.answer_calls(role_play_id)


class Session(ResultEndpoint):
    """One, whole."""

    @operation(
        "What became of a call",
        answers={
            HTTPStatus.OK: Answer(
                CallResult, headers={"Retry-After": "seconds; while it is being scored"}
            )
        },
        errors=(BadRequest, SessionNotFound, NotFound),
    )
    async def get(self, session_id: str, role_play_id: str | None = None) -> None:
        user = self.user()
        call = self._results.get(
            session_id,
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


class CallRecording(ResultEndpoint):
    """Stereo WAV: the salesperson on the left, the buyer on the right."""

    @operation(
        "The recording of a call: stereo WAV, in ranges",
        about="The salesperson on the left, the buyer on the right.",
        answers={
            HTTPStatus.OK: Answer(media_type="audio/wav"),
            HTTPStatus.PARTIAL_CONTENT: Answer(about="The range", media_type="audio/wav"),
            HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE: Answer(ErrorBody, "It has fewer bytes"),
        },
        errors=(SessionNotFound, NotFound),
        query=(Parameter("Range", "bytes=0-1023", place="header"),),
        credentials=("token", "link"),
    )
    async def get(self, session_id: str) -> None:
        user = self._listener(session_id)
        self._results.get(session_id, user=user.id, reads_all=RESULTS_SCOPE in user.scopes)
        entry = self._store.table(Archived).get(key_of(RECORDING, session_id))
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
                outside = ErrorBody("range_not_satisfiable", "it has fewer bytes")
                self.answer(outside, HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
                return
            self.set_status(HTTPStatus.PARTIAL_CONTENT)
            self.set_header("Content-Range", f"bytes {start}-{stop - 1}/{entry.size}")
        self.set_header("Content-Length", str(stop - start))
        if self.request.method == "HEAD":
            self.finish()
            return
        blocks = self._archive.blocks(RECORDING, session_id, start=start, stop=stop)
        # A player that jumps leaves the rest of what it asked for.
        with suppress(StreamClosedError):
            async with aclosing(blocks):
                async for block in blocks:
                    self.write(block)
                    await self.flush()
            self.finish()

    def _listener(self, session_id: str) -> User:
        """Raises NotAuthenticated."""
        link = self.get_query_argument("link", None)
        if link is None:
            return self.user()
        self.check_guesses()
        now = self.access.wall_clock()
        return self.access.tickets.read(link, "recording", about=session_id, now=now)


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
