"""Whether a vendor will do, as far as it says: asked at the start, and again while it won't.

What it refuses may be put right at the vendor's (a key, an avatar, credit), or have been a mistake
of the moment; neither should need this server to be started again.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from state.errors import AvatarUnavailable

logger = logging.getLogger(__name__)

#: Between two looks; only who wants a session makes it look.
_LOOK_AGAIN_SECONDS = 30.0


class Readiness:
    """`look` asks the vendor: what is wrong, in words for who runs this server; empty: nothing."""

    def __init__(self, name: str, look: Callable[[], Awaitable[str]]) -> None:
        self._name = name
        self._look = look
        self._loop = asyncio.get_running_loop()
        self._wrong = ""
        self._looked_at = 0.0
        self._looking: asyncio.Task[None] | None = None

    async def look(self) -> None:
        self._looked_at = self._loop.time()
        wrong = await self._look()
        if wrong and wrong != self._wrong:
            logger.error("no %s: %s", self._name, wrong)
        elif self._wrong and not wrong:
            logger.info("%s will do now", self._name)
        self._wrong = wrong

    def check(self) -> None:
        """Raises AvatarUnavailable; then somebody who asks later may find it well."""
        if not self._wrong:
            return
        is_looking = self._looking is not None and not self._looking.done()
        if not is_looking and self._loop.time() >= self._looked_at + _LOOK_AGAIN_SECONDS:
            self._looking = self._loop.create_task(self.look())
        raise AvatarUnavailable(self._wrong)

    async def close(self) -> None:
        """Idempotent."""
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.wait([self._looking])
