"""Streaming v1: `new` makes a session, offers, and takes room; start brings the page's answer.

Called with the key or with a token, which is good for one session. There is no duration to ask
for, only an idle limit; the state that a session is in is told in an error's words.
"""

import time
import uuid
from collections.abc import Callable, Collection
from typing import Any, Protocol

from tests.heygen_fake.asked import Asked, Refused, Reply, Route
from tests.heygen_fake.faults import Refuse
from tests.heygen_fake.faults import StreamingFaults as Faults
from tests.heygen_fake.front import Front
from tests.heygen_fake.ledger import Ledger, Session, Terms
from tests.heygen_fake.offer import static_offer

AVATAR_ID = "Wayne_20240711"

ICE_SERVERS = [
    {"urls": ["stun:127.0.0.1:9"], "username": "", "credential": ""},
]
IDLE_LIMITS_S = (30, 3600)
DEFAULT_IDLE_S = 120
#: What the numbers of "session state wrong" say, by one reader's table.
_STATE_CODES = {"new": 10001, "connected": 10003, "closed": 10005}
_CHOICES = {
    "quality": ("high", "medium", "low"),
    "video_encoding": ("VP8", "H264"),
    "version": ("v1", "v2"),
}


class Media(Protocol):
    """Real peers behind the offers."""

    async def offer(self, session_id: str) -> str: ...

    async def answer(self, session_id: str, sdp: str) -> None:
        """Raises ValueError when that is none."""
        ...

    async def candidate(self, session_id: str, candidate: dict[str, Any]) -> None: ...

    async def leave(self, running: Collection[str]) -> None:
        """All but those."""
        ...


class StreamingFake(Front):
    """What sources disagree about, or nobody wrote down, is an argument: the number of a full
    house, how a credential and a token's second session are refused, whether the list has those
    that nobody answered yet.
    """

    name = "heygen_streaming"

    def __init__(
        self,
        *,
        key: str = "streaming-key",
        limit: int = 3,
        now: Callable[[], float] = time.time,
        avatars: Collection[str] | None = None,
        default_idle_s: int = DEFAULT_IDLE_S,
        duration_limit_s: float = 3600.0,
        concurrency_code: int = 10004,
        lists_new: bool = False,
        unauthorized: Refuse | None = None,
        second_new: Refuse | None = None,
        unknown_avatar: Refuse | None = None,
        ice_servers: list[dict[str, Any]] | None = None,
        media: Media | None = None,
    ) -> None:
        """`avatars`: those there are; None: any."""
        self.terms = Terms(limit=limit)
        super().__init__(key=key, ledger=Ledger(self.terms), now=now)
        self.avatars = avatars
        self.concurrency_code = concurrency_code
        self._default_idle_s = default_idle_s
        self._duration_limit_s = duration_limit_s
        self._lists_new = lists_new
        self._unauthorized = unauthorized or Faults.bad_key()
        self._second_new = second_new or _refuse(400, 10005, "session token has been used")
        self._unknown_avatar = unknown_avatar or Faults.unknown_avatar()
        self._ice_servers = ICE_SERVERS if ice_servers is None else ice_servers
        self._media = media
        #: Whether each has made its session.
        self._tokens: dict[str, bool] = {}

    def foreign_session(self) -> str:
        """One that another deployment on the same account has running."""
        session = self._ledger.create({}, now=self._now(), is_foreign=True)
        self._ledger.start(session, self._now())
        session.starts = 1
        return session.id

    async def close(self) -> None:
        await super().close()
        if self._media is not None:
            await self._media.leave(())

    # What the front asks

    def routes(self) -> list[Route]:
        return [
            Route("POST", "/v1/streaming.create_token", "create_token", self._create_token),
            Route("POST", "/v1/streaming.new", "new", self._new),
            Route("POST", "/v1/streaming.start", "start", self._start),
            Route("POST", "/v1/streaming.ice", "ice", self._ice),
            Route("POST", "/v1/streaming.task", "task", self._task),
            Route("POST", "/v1/streaming.interrupt", "interrupt", self._interrupt),
            Route("POST", "/v1/streaming.keep_alive", "keep_alive", self._keep_alive),
            Route("POST", "/v1/streaming.stop", "stop", self._stop),
            Route("GET", "/v1/streaming.list", "list", self._list),
            Route("GET", "/v1/streaming/avatar.list", "avatars", self._avatars),
        ]

    def knows_token(self, token: str) -> bool:
        return token in self._tokens

    def unknown_route(self, is_path_known: bool) -> Reply:
        if is_path_known:
            return Reply(405, {"code": 405, "message": "Method Not Allowed"})
        return Reply(404, {"code": 404, "message": "Not Found"})

    def not_json(self) -> Refuse:
        return Faults.unprocessable()

    # The calls

    def _create_token(self, asked: Asked) -> Reply:
        if not asked.has_key:
            raise Refused(self._unauthorized)
        token = f"streaming-token-{uuid.uuid4()}"
        self._tokens[token] = False
        return Reply(200, {"error": None, "data": {"token": token}})

    async def _new(self, asked: Asked) -> Reply:
        self._need_credential(asked)
        if asked.token and self._tokens[asked.token]:
            raise Refused(self._second_new)
        body = asked.body
        idle_s = self._judge_new(body)
        if self._ledger.is_full:
            raise Refused(Faults.concurrency(self.concurrency_code))
        if asked.token:
            self._tokens[asked.token] = True
        session = self._ledger.create(
            body, now=self._now(), idle_limit_s=idle_s, max_duration_s=self._duration_limit_s
        )
        self._ledger.start(session, self._now())
        data: dict[str, Any] = {
            "session_id": session.id,
            "sdp": None,
            "ice_servers": None,
            "ice_servers2": None,
        }
        if body.get("version") == "v2":
            # Media come from a room, then.
            data |= {"url": "wss://room.invalid", "access_token": f"room-token-{uuid.uuid4()}"}
            data |= {"is_paid": True, "session_duration_limit": int(self._duration_limit_s)}
            return _done(data)
        session.offer = await self._offer(session)
        data["sdp"] = {"type": "offer", "sdp": session.offer}
        data["ice_servers"] = [url for each in self._ice_servers for url in each["urls"]]
        data["ice_servers2"] = self._ice_servers
        return _done(data)

    async def _start(self, asked: Asked) -> Reply:
        session = self._in_state(asked, "new", "connected")
        if session.starts:
            session.starts += 1
            raise Refused(_wrong_state("connected"))
        sdp = asked.body.get("sdp")
        if session.offer is not None:
            if not isinstance(sdp, dict) or sdp.get("type") != "answer":
                raise Refused(_missing("sdp"))
            if not str(sdp.get("sdp")).startswith("v=0"):
                raise Refused(Faults.unprocessable("invalid parameter: sdp"))
            session.answer = sdp["sdp"]
        session.starts += 1
        session.active_at = self._now()
        if self._media is not None and session.answer is not None:
            try:
                await self._media.answer(session.id, session.answer)
            except ValueError:
                raise Refused(Faults.unprocessable()) from None
        return _done({"status": "success"})

    async def _ice(self, asked: Asked) -> Reply:
        session = self._in_state(asked, "new", "connected")
        candidate = asked.body.get("candidate")
        if not isinstance(candidate, dict) or not isinstance(candidate.get("candidate"), str):
            raise Refused(_missing("candidate"))
        session.candidates.append(candidate)
        if self._media is not None:
            await self._media.candidate(session.id, candidate)
        return _done({"status": "success"})

    def _task(self, asked: Asked) -> Reply:
        session = self._in_state(asked, "connected")
        if not isinstance(asked.body.get("text"), str):
            raise Refused(_missing("text"))
        session.tasks.append(asked.body)
        session.active_at = self._now()
        return _done({"task_id": str(uuid.uuid4()), "duration_ms": 0})

    def _interrupt(self, asked: Asked) -> Reply:
        self._in_state(asked, "connected")
        return _done(None)

    def _keep_alive(self, asked: Asked) -> Reply:
        session = self._in_state(asked, "new", "connected")
        session.keep_alives += 1
        session.active_at = self._now()
        return Reply(200, {"code": 100, "message": "success"})

    async def _stop(self, asked: Asked) -> Reply:
        session = self._named(asked)
        if session is None or not session.is_running:
            named = asked.body.get("session_id")
            raise Refused(_refuse(400, 400004, f"Session does not exist. SessionID: {named}"))
        self._ledger.end(session, "USER_CLOSED", self._now())
        if self._media is not None:
            await self._media.leave([each.id for each in self._ledger.running()])
        return _done({"status": "success"})

    def _list(self, asked: Asked) -> Reply:
        self._need_credential(asked)
        found = [
            {
                "session_id": each.id,
                "status": "connected" if each.starts else "new",
                "created_at": int(each.created_at),
                "api_key_type": "paid",
            }
            for each in self._ledger.running()
            if each.starts or self._lists_new
        ]
        return _done({"sessions": found})

    def _avatars(self, asked: Asked) -> Reply:
        self._need_credential(asked)
        known = [AVATAR_ID] if self.avatars is None else self.avatars
        return _done(
            [
                {
                    "avatar_id": each,
                    "pose_name": each,
                    "normal_preview": f"https://preview.invalid/{each}.webp",
                    "default_voice": "voice-1",
                    "is_public": True,
                    "status": "ACTIVE",
                }
                for each in known
            ]
        )

    # What they share

    def _need_credential(self, asked: Asked) -> None:
        if not asked.has_key and not asked.token:
            raise Refused(self._unauthorized)

    def _named(self, asked: Asked) -> Session | None:
        self._need_credential(asked)
        named = asked.body.get("session_id")
        if not isinstance(named, str):
            raise Refused(_missing("session_id"))
        return self.sessions.get(named)

    def _in_state(self, asked: Asked, *states: str) -> Session:
        session = self._named(asked)
        if session is None:
            raise Refused(_refuse(400, 10006, "session not found"))
        state = "closed" if not session.is_running else "connected" if session.starts else "new"
        if state not in states:
            raise Refused(_wrong_state(state))
        return session

    def _judge_new(self, body: dict[str, Any]) -> int:
        """Its idle limit."""
        for name, choices in _CHOICES.items():
            if body.get(name) not in (None, *choices):
                raise Refused(Faults.unprocessable(f"invalid parameter: {name}"))
        avatar = body.get("avatar_id", body.get("avatar_name"))
        if self.avatars is not None and avatar not in self.avatars:
            raise Refused(self._unknown_avatar)
        idle_s = body.get("activity_idle_timeout", self._default_idle_s)
        least, most = IDLE_LIMITS_S
        if not isinstance(idle_s, int) or not least <= idle_s <= most:
            raise Refused(Faults.unprocessable("invalid parameter: activity_idle_timeout"))
        return idle_s

    async def _offer(self, session: Session) -> str:
        return static_offer() if self._media is None else await self._media.offer(session.id)


def _done(data: Any) -> Reply:
    return Reply(200, {"code": 100, "message": "success", "data": data})


def _refuse(status: int, code: int, message: str) -> Refuse:
    return Refuse(status, {"code": code, "message": message})


def _wrong_state(state: str) -> Refuse:
    return _refuse(400, _STATE_CODES[state], f"session state wrong: {state}")


def _missing(name: str) -> Refuse:
    return _refuse(400, 40001, f"missing params: {name}")
