"""One visitor's session at its provider's: created, started, entered, perhaps again, stopped.

Bounds each of the provider's calls in time and gives its failures one form; what they mean for the
visitor is decided elsewhere. Entering gives the page what it needs to show the face: the same until
it was used, and then another way in, for that page is gone. Who enters while another enters gets
the same.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import ParamSpec, TypeVar

from realtime.agents.base import Json
from realtime.avatars.base import (
    AvatarProvider,
    Candidate,
    Created,
    Description,
    Opening,
    StopInDoubt,
    Wanted,
)
from state.contract import STOP_AGAIN_SECONDS
from state.errors import (
    AvatarFailed,
    AvatarUnavailable,
    BadRequest,
    Conflict,
    ServiceError,
    SessionNotFound,
)

logger = logging.getLogger(__name__)

#: After the first stop that failed of what isn't on record; each pause is twice the one before.
_STOP_SOON_SECONDS = 1.0
_OVER = "this consultation is over"

P = ParamSpec("P")
T = TypeVar("T")


class Stay:
    def __init__(
        self,
        provider: AvatarProvider,
        id: str,
        *,
        see_through: Callable[[Coroutine[None, None, None]], asyncio.Task[None]],
        patience_s: float,
        stop_s: float,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """`id`: ours, for the log. `see_through` does what goes on though nobody waits for it.
        `patience_s`: how long the provider may take to answer."""
        self._provider = provider
        self._id = id
        self._see_through = see_through
        self._patience_s = patience_s
        self._stop_s = stop_s
        self._pause = pause
        self._created: Created | None = None
        self._beginning: asyncio.Task[None] | None = None
        self._is_stopped = False
        self._begun: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._opening: asyncio.Future[Opening] = asyncio.get_running_loop().create_future()
        self._error: ServiceError | None = None
        self._is_used = False
        self._kept_alive_at: float | None = None

    @property
    def session_id(self) -> str:
        """The provider's; empty until it was created."""
        return "" if self._created is None else self._created.session_id

    @property
    def kept(self) -> Mapping[str, str]:
        """What the provider needs to go on with it after a restart; of one that has started."""
        return self._opening.result().kept

    # Its beginning

    def begin(self, beginning: Coroutine[None, None, None]) -> None:
        """Do that, which calls create(), start() and then go_on() or fail()."""
        self._beginning = asyncio.get_running_loop().create_task(beginning)

    async def create(self, wanted: Wanted) -> None:
        """Raises AvatarFailed. It isn't broken off when nobody waits any more, nor when it takes
        too long: a session that came of it would cost, and nobody could stop it."""
        creating = self._see_through(self._create(wanted))
        creating.add_done_callback(_retrieve)
        await self._wanted(asyncio.shield, creating)

    async def _create(self, wanted: Wanted) -> None:
        created = await self._provider.create(wanted)
        # It is kept, sent and logged. And one without a name couldn't be stopped.
        if not created.session_id or not created.session_id.isprintable():
            raise AvatarFailed("the avatar's provider answered nonsense; try again")
        self._created = created
        if self._is_stopped:
            await self._stop_for_good(created.session_id)

    async def _stop_for_good(self, session_id: str) -> None:
        """It isn't on record, so nobody else can: until the vendor does it by itself. Soon, since
        a server that is killed meanwhile leaves it to the vendor's idle limit."""
        loop = asyncio.get_running_loop()
        until = loop.time() + (self._provider.idle_limit_s or 0.0)
        pause_s = _STOP_SOON_SECONDS
        while not await self._stop(session_id) and loop.time() < until:
            await self._pause(min(pause_s, STOP_AGAIN_SECONDS))
            pause_s *= 2

    async def start(self, wanted: Wanted) -> None:
        """Raises AvatarFailed."""
        assert self._created is not None, "create() comes first"
        self._opening.set_result(await self._wanted(self._provider.start, self._created, wanted))

    async def _wanted(
        self, call: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """As _asked(). None of it is the visitor's mistake, whatever the provider says."""
        try:
            return await self._asked(call, *args, **kwargs)
        except (AvatarFailed, AvatarUnavailable):
            raise
        except ServiceError as error:
            raise AvatarFailed(f"the avatar can't be had: {error}") from error

    def go_on(self) -> None:
        """Whoever wants to enter may."""
        if not self._begun.done():
            self._begun.set_result(None)

    def fail(self, error: ServiceError) -> None:
        """That is why it will be given up, or was cut; the first one is."""
        self._error = self._error or error

    def give_up(self, error: ServiceError) -> None:
        """Nobody ever enters, unless somebody has. `error`: what they get if it didn't fail."""
        if not self._begun.done():
            self._begun.set_exception(self._error or error)
            self._begun.exception()  # perhaps nobody waits for it

    def resume(self, session_id: str) -> None:
        """It was begun by the last run of this server; who enters gets another way in."""
        self._created, self._is_used = Created(session_id, ""), True
        self._opening.set_result(Opening())
        self.go_on()

    # Under way

    async def enter(self) -> dict[str, Json]:
        """What the visitor's page needs.

        Raises what it was given up with, or cut; AvatarFailed; SessionNotFound when it ends.
        """
        await asyncio.shield(self._begun)
        opening = self._opening
        is_lost = opening.done() and (opening.cancelled() or opening.exception() is not None)
        if is_lost or (opening.done() and self._is_used):
            self._is_used = False
            asked = self._asked(self._provider.renew, self.session_id)
            self._opening = opening = asyncio.ensure_future(asked)
        await asyncio.wait([opening])
        if opening.cancelled():
            raise self._error or SessionNotFound(_OVER)
        details = opening.result().details
        assert self._created is not None, "it has begun"
        return {
            "session_id": self._created.session_id,
            "session_token": self._created.session_token,
            **details,
        }

    async def connect(self, answer: Description | None) -> None:
        """Raises BadDescription, Conflict, AvatarFailed; SessionNotFound when it ends."""
        await self._asked(self._provider.connect, self.session_id, answer)
        self._is_used = True

    async def add_candidate(self, candidate: Candidate | None) -> None:
        """Raises BadCandidate, AvatarFailed; SessionNotFound when it ends."""
        await self._asked(self._provider.add_candidate, self.session_id, candidate)

    async def keep_alive(self, *, now: float, is_urgent: bool = False) -> None:
        """At half the provider's limit, if it is called more often, unless it is urgent; after a
        failure, which is for the log alone, with the next call."""
        limit_s, before = self._provider.idle_limit_s, self._kept_alive_at
        if limit_s is None:
            return
        if before is not None and now < before + limit_s / 2 and not is_urgent:
            return
        self._kept_alive_at = now
        try:
            await self._asked(self._provider.keep_alive, self.session_id)
        except ServiceError:
            self._kept_alive_at = before

    # Its end

    async def stop(self, session_id: str) -> bool:
        """Whether it is stopped for sure. `session_id`: the one on record, if there is one."""
        self._is_stopped = True
        await self.cancel()
        session_id = session_id or self.session_id
        # If it is still being created, it is stopped once it is known.
        return not session_id or await self._stop(session_id)

    async def _stop(self, session_id: str) -> bool:
        try:
            async with asyncio.timeout(self._stop_s):
                await self._provider.stop(session_id)
        except StopInDoubt as doubt:
            logger.info("session %s can't be stopped for sure: %s", self._id, doubt)
            return False
        except Exception as error:
            logger.error("session %s can't be stopped: %r", self._id, error)
            return False
        return True

    async def cancel(self) -> None:
        """Wait for nothing any more."""
        tasks = [task for task in (self._beginning, self._opening) if task and not task.done()]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    async def _asked(self, call: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs) -> T:
        """What the provider answers, in time."""
        try:
            async with asyncio.timeout(self._patience_s):
                return await call(*args, **kwargs)
        except TimeoutError as error:
            raise AvatarFailed("the avatar took too long; try again") from error
        except asyncio.CancelledError as error:
            task = asyncio.current_task()
            if task is None or task.cancelling():
                raise
            # Not who asks, but what the provider waited for: it is being closed.
            if self._is_stopped:
                raise SessionNotFound(_OVER) from error
            raise AvatarFailed("the avatar is gone") from error
        except (BadRequest, Conflict):
            raise  # the visitor's
        except ServiceError as error:
            if self._is_stopped:
                logger.info("session %s is over: %s", self._id, error)
                raise SessionNotFound(_OVER) from error
            logger.warning("session %s: %s", self._id, error)
            raise
        except Exception as error:
            logger.exception("session %s: the avatar's provider broke", self._id)
            raise AvatarFailed("the avatar failed; try again") from error


def _retrieve(task: asyncio.Task[None]) -> None:
    """Its failure is logged; if nobody waits any more that is all."""
    if not task.cancelled():
        task.exception()
