"""What is said in the turns of both sides, and at which pace."""

import asyncio
from collections.abc import AsyncGenerator

CHUNK_BYTES = 4_096
CHUNK_S = CHUNK_BYTES / 32_000
CHUNK = bytes(CHUNK_BYTES)


async def chunks(count: int, pace_s: float | None, late_s: float = 0.0) -> AsyncGenerator[bytes]:
    """One every `pace_s`, by the clock; None: without ever letting others run between them."""
    loop = asyncio.get_running_loop()
    begun = loop.time() + late_s
    for number in range(count):
        if pace_s is not None:
            await asyncio.sleep(max(begun + number * pace_s - loop.time(), 0))
        yield CHUNK
