"""LiveAvatar (FULL mode): a token makes a session, starting it costs, only stopping it frees.

Sessions are made with the key, started with their own token, and stopped with either. There is no
way to delete one. What becomes of a session that nobody stops is the ledger's.
"""

import time
import uuid
from collections.abc import Callable, Collection
from typing import Any
from urllib.parse import urlencode

from tests.heygen_fake.asked import Asked, Refused, Reply, Route
from tests.heygen_fake.entries import MOST, bad_query, entry, has, number, transcript
from tests.heygen_fake.faults import LiveAvatarFaults as Faults
from tests.heygen_fake.faults import Refuse
from tests.heygen_fake.front import Front
from tests.heygen_fake.ledger import Ledger, Session, Terms
from tests.heygen_fake.token_body import SANDBOX_AVATAR, judge_context, judge_token

AVATAR_ID = "b0a1c2d3-0000-4000-8000-00000000a7a1"
CONTEXT_ID = "b0a1c2d3-0000-4000-8000-0000000c0de1"

_ID = "/v1/sessions/([^/]+)"


class LiveAvatarFake(Front):
    """What isn't documented is an argument: how it refuses a credential, a second start with one
    token, a start without credits; whether it stops what never started; and how finely it counts
    a transcript's time.
    """

    name = "liveavatar"

    def __init__(
        self,
        *,
        key: str = "liveavatar-key",
        limit: int = 3,
        now: Callable[[], float] = time.time,
        credits: float | None = None,
        avatars: Collection[str] | None = None,
        llm_configurations: Collection[str] = (),
        idle_limit_s: float = 300.0,
        zombie_s: float | None = None,
        frees_after_s: float = 0.0,
        plan_duration_s: int = 3600,
        success_code: int = 1000,
        stamps_per_s: int = 1000,
        stops_unstarted: bool = True,
        unauthorized: Refuse | None = None,
        second_start: Refuse | None = None,
        no_credits: Refuse | None = None,
        unknown_avatar: Refuse | None = None,
    ) -> None:
        """`avatars`: those there are; None: any. `credits`: None: no end of them."""
        self.terms = Terms(
            limit=limit, credits=credits, zombie_s=zombie_s, frees_after_s=frees_after_s
        )
        super().__init__(key=key, ledger=Ledger(self.terms), now=now)
        self.avatars = avatars
        self.contexts: dict[str, dict[str, Any]] = {}
        self._llm_configurations = llm_configurations
        self._idle_limit_s = idle_limit_s
        self._plan_duration_s = plan_duration_s
        self._success_code = success_code
        self._stamps_per_s = stamps_per_s
        self._stops_unstarted = stops_unstarted
        self._unauthorized = unauthorized or Faults.bad_key()
        self._second_start = second_start or _refuse(400, "Session has already been started")
        self._no_credits = no_credits or Faults.no_credits()
        self._unknown_avatar = unknown_avatar or Faults.unknown_avatar()

    def foreign_session(self) -> str:
        """One that another deployment on the same account has running."""
        wanted = {"avatar_id": AVATAR_ID, "mode": "FULL"}
        session = self._ledger.create(wanted, now=self._now(), is_foreign=True)
        self._ledger.start(session, self._now())
        return session.id

    def say(self, session_id: str, role: str, text: str) -> None:
        """A line of its transcript, by `user` or `avatar`."""
        now, per_s = self._now(), self._stamps_per_s
        self._ledger.say(self.sessions[session_id], role, text, now=now, per_s=per_s)

    # What the front asks

    def routes(self) -> list[Route]:
        return [
            Route("POST", "/v1/sessions/token", "token", self._token),
            Route("POST", "/v1/sessions/start", "start", self._start),
            Route("POST", "/v1/sessions/stop", "stop", self._stop),
            Route("POST", "/v1/sessions/keep-alive", "keep_alive", self._keep_alive),
            Route("GET", "/v1/sessions", "list", self._list),
            Route("GET", _ID, "get", self._get),
            Route("GET", f"{_ID}/transcript", "transcript", self._transcript),
            Route("DELETE", f"{_ID}/events", "delete_events", self._delete_events),
            Route("GET", "/v1/users/credits", "credits", self._credits),
            Route("POST", "/v1/contexts", "contexts", self._contexts),
        ]

    def knows_token(self, token: str) -> bool:
        return self._ledger.of_token(token) is not None

    def unknown_route(self, is_path_known: bool) -> Reply:
        if is_path_known:
            return Reply(405, {"detail": "Method Not Allowed"})
        return Reply(404, {"detail": "Not Found"})

    def not_json(self) -> Refuse:
        return Faults.unprocessable("JSON decode error", type="json_invalid")

    # The calls

    def _token(self, asked: Asked) -> Reply:
        self._need_key(asked)
        judge_token(asked.body)
        body = asked.body
        is_sandbox = bool(body.get("is_sandbox"))
        if is_sandbox and body["avatar_id"] != SANDBOX_AVATAR:
            raise Refused(_refuse(400, "This avatar can't be used in sandbox mode"))
        known = self.avatars
        if known is not None and body["avatar_id"] not in {*known, SANDBOX_AVATAR}:
            raise Refused(self._unknown_avatar)
        most = self.terms.sandbox_s if is_sandbox else self._plan_duration_s
        session = self._ledger.create(
            body,
            now=self._now(),
            is_sandbox=is_sandbox,
            idle_limit_s=self._idle_limit_s,
            max_duration_s=min(most, body.get("max_session_duration") or most),
        )
        return self._done({"session_id": session.id, "session_token": session.token})

    def _start(self, asked: Asked) -> Reply:
        if asked.key_given or not asked.token:
            raise Refused(self._unauthorized)
        session = self._ledger.of_token(asked.token)
        assert session is not None, "the token is known"
        if session.started_at is not None:
            session.starts += 1
            raise Refused(self._second_start)
        if session.ended_at is not None:
            raise Refused(_not_found())
        llm = session.wanted.get("llm_configuration_id")
        if llm is not None and llm not in self._llm_configurations:
            raise Refused(
                _refuse(400, f"LLM configuration with id '{llm}' not found in your space")
            )
        if self._ledger.is_full(self._now()):
            raise Refused(Faults.concurrency())
        if self._ledger.is_broke and not session.is_sandbox:
            raise Refused(self._no_credits)
        session.starts += 1
        self._ledger.start(session, self._now())
        room = {
            "session_id": session.id,
            "livekit_url": "wss://room.invalid",
            "livekit_client_token": f"room-token-{uuid.uuid4()}",
            "livekit_agent_token": None,
            "max_session_duration": int(session.max_duration_s or 0),
            "ws_url": None,
        }
        return self._done(room, status=201)

    def _stop(self, asked: Asked) -> Reply:
        session = self._named(asked)
        if session.ended_at is not None or not (session.is_running or self._stops_unstarted):
            raise Refused(_not_found())
        reason = asked.body.get("reason", "UNKNOWN") if asked.has_body else "USER_CLOSED"
        self._ledger.end(session, str(reason), self._now())
        return self._done(None)

    def _keep_alive(self, asked: Asked) -> Reply:
        session = self._named(asked)
        if not session.is_running:
            raise Refused(_not_found())
        session.keep_alives += 1
        session.active_at = self._now()
        return self._done(None)

    def _list(self, asked: Asked) -> Reply:
        self._need_key(asked)
        page, size = number(asked, "page", 1), number(asked, "page_size", 20, most=100)
        match asked.query.get("type"):
            case "active":
                found = [each for each in self.sessions.values() if each.is_running]
            case "historic":
                ended = [each for each in self.sessions.values() if each.ended_at is not None]
                found = [each for each in ended if each.started_at is not None]
            case kind:
                raise Refused(bad_query("type", "Field required" if kind is None else "Bad type"))
        for name in ("avatar_id", "context_id", "embed_id"):
            if name in asked.query:
                found = [each for each in found if has(each, name, asked.query[name])]
        found.sort(key=lambda each: each.created_at, reverse=True)
        results = [self._entry(each) for each in found[(page - 1) * size : page * size]]
        pages = {
            "next": self._page(asked, page + 1) if page * size < len(found) else None,
            "previous": self._page(asked, page - 1) if page > 1 else None,
        }
        return self._done({"count": len(found), **pages, "results": results})

    def _get(self, asked: Asked) -> Reply:
        return self._done(self._entry(self._of_path(asked)))

    def _transcript(self, asked: Asked) -> Reply:
        session = self._of_path(asked)
        since = number(asked, "start_timestamp", 0, least=0)
        until = number(asked, "end_timestamp", MOST, least=0)
        return self._done(transcript(session, since, until, per_s=self._stamps_per_s))

    def _delete_events(self, asked: Asked) -> Reply:
        self._of_path(asked).lines.clear()
        return self._done(None)

    def _credits(self, asked: Asked) -> Reply:
        self._need_key(asked)
        left = self.terms.credits
        return self._done({"credits_left": f"{1000.0 if left is None else float(left)}"})

    def _contexts(self, asked: Asked) -> Reply:
        self._need_key(asked)
        judge_context(asked.body)
        context = {"id": str(uuid.uuid4()), "links": [], **asked.body}
        self.contexts[context["id"]] = context
        return self._done(context)

    # What they share

    def _need_key(self, asked: Asked) -> None:
        if asked.token_given or not asked.has_key:
            raise Refused(self._unauthorized)

    def _named(self, asked: Asked) -> Session:
        """By its own token, or with the key and its id."""
        session = self._ledger.of_token(asked.token)
        if session is not None:
            return session
        if not asked.has_key:
            raise Refused(self._unauthorized)
        named = asked.body.get("session_id")
        if not isinstance(named, str):
            raise Refused(Faults.unprocessable("Field required", "session_id"))
        if named not in self.sessions:
            raise Refused(_not_found())
        return self.sessions[named]

    def _of_path(self, asked: Asked) -> Session:
        self._need_key(asked)
        if asked.path_id not in self.sessions:
            raise Refused(_not_found())
        return self.sessions[asked.path_id]

    def _entry(self, session: Session) -> dict[str, Any]:
        return entry(session, now=self._now(), credits_per_min=self.terms.credits_per_min)

    def _page(self, asked: Asked, page: int) -> str:
        return f"{self.url}/v1/sessions?{urlencode({**asked.query, 'page': page})}"

    def _done(self, data: Any, *, status: int = 200) -> Reply:
        return Reply(status, {"code": self._success_code, "data": data, "message": "success"})


def _refuse(status: int, message: str) -> Refuse:
    return Refuse(status, {"code": status, "data": None, "message": message})


def _not_found() -> Refuse:
    return _refuse(404, "Session not found")
