"""Sessions that a vendor was told to stop, until it surely has them no more.

Of these, and of no others, it may be that they cost though nobody wants them; so when the vendor
says that its house is full, they are stopped once more. Other deployments may have sessions on the
same account: those are never touched.

A start whose outcome nobody knows (its answer was lost, or whoever asked was killed) may be done
after the stop that follows it. So a stop is believed only after a while, unless the session is
*settled*: its start was answered, or was never sent.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from realtime.avatars.base import StopInDoubt
from realtime.avatars.vendor import Pause, VendorFailed, VendorGone

#: A start that is done later than this after it was sent has never been heard of.
_DOUBT_SECONDS = 30.0
#: How soon after a stop there is room isn't documented; others wait 0.8 s.
_FREED_SECONDS = 1.0
_REMEMBERED_SECONDS = 10.0
#: However long its stops fail, it isn't remembered for ever.
_FORGOTTEN_SECONDS = 7_200.0

Stop = Callable[[str], Awaitable[object]]


class Leaving:
    def __init__(self, stop: Stop, pause: Pause = asyncio.sleep) -> None:
        """`stop` tells the vendor; it raises VendorFailed."""
        self._stop = stop
        self._pause = pause
        self._loop = asyncio.get_running_loop()
        self._settled: set[str] = set()
        # When each was told first.
        self._told_at: dict[str, float] = {}

    def settle(self, session_id: str) -> None:
        """Nothing that was asked about it is still under way."""
        self._settled.add(session_id)

    def unsettle(self, session_id: str) -> None:
        self._settled.discard(session_id)

    async def stop(self, session_id: str) -> None:
        """Raises VendorFailed, StopInDoubt."""
        if session_id not in self._told_at:
            self._told_at[session_id] = self._loop.time()
            self._loop.call_later(_FORGOTTEN_SECONDS, self._forget, session_id)
        told_at = self._told_at[session_id]
        with suppress(VendorGone):
            await self._stop(session_id)
        is_settled = session_id in self._settled
        if not is_settled and self._loop.time() < told_at + _DOUBT_SECONDS:
            raise StopInDoubt("it may have been started late; it is stopped once more")
        # It may take up room a little longer, and somebody may stop it again.
        self._settled.add(session_id)
        self._loop.call_later(_REMEMBERED_SECONDS, self._forget, session_id)

    def _forget(self, session_id: str) -> None:
        self._told_at.pop(session_id, None)
        self._settled.discard(session_id)

    async def make_room(self) -> bool:
        """Stop these once more, for the vendor says it is full; whether there may be room now."""
        if not self._told_at:
            return False
        await asyncio.gather(*(self._stop_once_more(each) for each in tuple(self._told_at)))
        await self._pause(_FREED_SECONDS)
        return True

    async def _stop_once_more(self, session_id: str) -> None:
        with suppress(VendorFailed):
            await self._stop(session_id)
