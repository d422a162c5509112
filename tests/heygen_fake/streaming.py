"""Streaming v1: `new` makes a session, offers, and takes room; start brings the page's answer.

Called with the key or with a token, which is good for one session. There is no duration to ask
for, only an idle limit; the state that a session is in is told in an error's words.
"""

import time
import uuid
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any

from tests.heygen_fake.asked import Asked, Refused, Reply, Route
from tests.heygen_fake.faults import Refuse
from tests.heygen_fake.faults import StreamingFaults as Faults
from tests.heygen_fake.front import Front
from tests.heygen_fake.ledger import Ledger, Session, Terms
from tests.heygen_fake.new_body import judge_new, missing, refuse, wrong_state
from tests.heygen_fake.offer import static_offer

if TYPE_CHECKING:
    from tests.heygen_fake.studio import Studio

AVATAR_ID = "Wayne_20240711"

ICE_SERVERS = [
    {"urls": ["stun:127.0.0.1:9"], "username": "", "credential": ""},
]
DEFAULT_IDLE_S = 120


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
        media: bool = False,
        addresses: Collection[str] = (),
    ) -> None:
        """`avatars`: those there are; None: any. `media`: a real peer behind each offer, at those
        `addresses` of this machine or else all; it needs aiortc."""
        self.terms = Terms(limit=limit)
        super().__init__(key=key, ledger=Ledger(self.terms), now=now)
        self.avatars = avatars
        #: Sessions that the list has as connected though they are over.
        self.ghosts: set[str] = set()
        self.concurrency_code = concurrency_code
        self._default_idle_s = default_idle_s
        self._duration_limit_s = duration_limit_s
        self._lists_new = lists_new
        self._unauthorized = unauthorized or Faults.bad_key()
        self._second_new = second_new or refuse(400, 10005, "session token has been used")
        self._unknown_avatar = unknown_avatar or Faults.unknown_avatar()
        # With real media nobody should wait for a server that isn't there.
        self._ice_servers = ice_servers or ([] if media else ICE_SERVERS)
        self._media = _studio(addresses) if media else None
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
            await self._media.close()

    def end(self, session_id: str, reason: str) -> None:
        super().end(session_id, reason)
        self._let_go()

    def expire(self) -> None:
        super().expire()
        self._let_go()

    def _let_go(self) -> None:
        if self._media is not None:
            self._media.keep([each.id for each in self._ledger.running()])

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
        judge_new(body)
        avatar = body.get("avatar_id", body.get("avatar_name"))
        if self.avatars is not None and avatar not in self.avatars:
            raise Refused(self._unknown_avatar)
        idle_s = body.get("activity_idle_timeout", self._default_idle_s)
        if self._ledger.is_full(self._now()):
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
            raise Refused(wrong_state("connected"))
        sdp = asked.body.get("sdp")
        if session.offer is not None:
            if not isinstance(sdp, dict) or sdp.get("type") != "answer":
                raise Refused(missing("sdp"))
            if not str(sdp.get("sdp")).startswith("v=0"):
                raise Refused(Faults.unprocessable("invalid parameter: sdp"))
            session.answer = sdp["sdp"]
            await self._answer(session)
        session.starts += 1
        session.active_at = self._now()
        return _done({"status": "success"})

    async def _ice(self, asked: Asked) -> Reply:
        session = self._in_state(asked, "new", "connected")
        candidate = asked.body.get("candidate")
        if not isinstance(candidate, dict) or not isinstance(candidate.get("candidate"), str):
            raise Refused(missing("candidate"))
        session.candidates.append(candidate)
        if self._media is not None:
            await self._media.candidate(session.id, candidate)
        return _done({"status": "success"})

    def _task(self, asked: Asked) -> Reply:
        session = self._in_state(asked, "connected")
        if not isinstance(asked.body.get("text"), str):
            raise Refused(missing("text"))
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

    def _stop(self, asked: Asked) -> Reply:
        session = self._named(asked)
        if session is None or not session.is_running:
            named = asked.body.get("session_id")
            raise Refused(refuse(400, 400004, f"Session does not exist. SessionID: {named}"))
        self._ledger.end(session, "USER_CLOSED", self._now())
        self._let_go()
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
            for each in self.sessions.values()
            if each.id in self.ghosts or (each.is_running and (each.starts or self._lists_new))
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
            raise Refused(missing("session_id"))
        return self.sessions.get(named)

    def _in_state(self, asked: Asked, *states: str) -> Session:
        session = self._named(asked)
        if session is None:
            raise Refused(refuse(400, 10006, "session not found"))
        state = "closed" if not session.is_running else "connected" if session.starts else "new"
        if state not in states:
            raise Refused(wrong_state(state))
        return session

    async def _offer(self, session: Session) -> str:
        return static_offer() if self._media is None else await self._media.offer(session.id)

    async def _answer(self, session: Session) -> None:
        if self._media is None:
            return
        try:
            await self._media.answer(session.id, session.answer or "")
        except ValueError:
            raise Refused(Faults.unprocessable("invalid parameter: sdp")) from None


def _studio(addresses: Collection[str]) -> "Studio":
    from tests.heygen_fake.studio import Studio  # slow to load, and few want it

    return Studio(addresses)


def _done(data: Any) -> Reply:
    return Reply(200, {"code": 100, "message": "success", "data": data})
