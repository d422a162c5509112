"""The least that a client of the streaming call can do: one task that writes, one that reads.

    python -m bench.cx.bare ADDRESS AGENT

Google's client over the same channel, raw messages, the same requests as the adapter's: the limit
that bench/dialogflow.py measures beside. It makes nothing of what it reads but to look which kind
it is, and it knows none of the adapter's cares: no deadline of a write, no second try, no backlog.
"""

import asyncio
import gc
import sys
import time
from contextlib import suppress
from typing import Any

import grpc
from google.api_core.exceptions import GoogleAPICallError
from google.cloud.dialogflowcx_v3.services.sessions import SessionsAsyncClient
from google.cloud.dialogflowcx_v3.services.sessions.transports import SessionsGrpcAsyncIOTransport
from google.cloud.dialogflowcx_v3.types import (
    StreamingDetectIntentRequest,
    StreamingDetectIntentResponse,
)

from bench.cx.asked import answer, run
from bench.cx.speech import CHUNK_S, chunks
from realtime.agents.dialogflow.requests import Requests
from realtime.agents.dialogflow.settings import DialogflowSettings

_wrap = StreamingDetectIntentRequest.wrap
_pb = StreamingDetectIntentResponse.pb


class Bare:
    def __init__(self, address: str, agent: str) -> None:
        self._requests = Requests(DialogflowSettings(agent=agent, endpoint=address))
        self._channel = grpc.aio.insecure_channel(address)
        transport = SessionsGrpcAsyncIOTransport(channel=self._channel)
        self._client: Any = SessionsAsyncClient(transport=transport)

    async def load(self, name: str, streams: int, turn_chunks: int) -> Any:
        """CPU microseconds a chunk, and how many were answered."""
        begun = time.process_time()
        answered = await asyncio.gather(
            *(
                self._turn(f"{name}-{number}", turn_chunks, number * CHUNK_S / streams)
                for number in range(streams)
            )
        )
        used = time.process_time() - begun
        return [used / (streams * turn_chunks) * 1e6, sum(answered)]

    async def _turn(self, session: str, count: int, late_s: float) -> bool:
        audio = chunks(count, CHUNK_S, late_s)
        first_chunk = await anext(audio)
        call = self._client.transport.streaming_detect_intent(timeout=60)

        async def write() -> None:
            await call.write(_wrap(self._requests.first_of_speech(session, is_new=True)))
            await call.write(_wrap(Requests.audio(first_chunk)))
            async for chunk in audio:
                await call.write(_wrap(Requests.audio(chunk)))
            await call.done_writing()

        writing = asyncio.create_task(write())
        is_answered = False
        while (response := await call.read()) is not grpc.aio.EOF:
            is_answered = _pb(response).WhichOneof("response") == "detect_intent_response"
        await writing
        return is_answered

    async def race(self, name: str, count: int, pace_s: float | None) -> Any:
        """The status that each of so many turns ended with, and its details."""
        return [await self._raced(f"{name}-{number}", pace_s) for number in range(count)]

    async def _raced(self, session: str, pace_s: float | None) -> Any:
        call = await self._client.streaming_detect_intent(timeout=60)
        reading = asyncio.create_task(_read_to_end(call))
        # What a writer sees isn't why the call is over.
        with suppress(GoogleAPICallError, asyncio.InvalidStateError):
            await call.write(_wrap(self._requests.first_of_speech(session, is_new=True)))
            async for chunk in chunks(400, pace_s):
                await call.write(_wrap(Requests.audio(chunk)))
                if reading.done():
                    break
        await asyncio.wait([reading])
        code = await call.code()
        return [session, code.name, await call.details()]

    async def close(self) -> None:
        await self._channel.close()


async def _read_to_end(call: Any) -> None:
    with suppress(GoogleAPICallError, asyncio.CancelledError):
        while await call.read() is not grpc.aio.EOF:
            pass


async def main(address: str, agent: str) -> None:
    bare = Bare(address, agent)
    gc.freeze()
    await answer({"load": bare.load, "race": bare.race})
    await bare.close()


if __name__ == "__main__":
    run(main(*sys.argv[1:]))
