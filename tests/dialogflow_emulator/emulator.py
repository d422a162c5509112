"""A server on a port of this machine that answers as Dialogflow CX's Sessions do, in plain text.

In tests and benches it runs in their loop and is told what to do by its attributes; by hand,
`python -m tests.dialogflow_emulator`.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import grpc
from google.cloud.dialogflowcx_v3 import types

from tests.dialogflow_emulator.faults import DETECT, SERVER_STREAM, STREAM
from tests.dialogflow_emulator.house import House
from tests.dialogflow_emulator.judge import Refused
from tests.dialogflow_emulator.ledger import Call
from tests.dialogflow_emulator.serving import Serving
from tests.dialogflow_emulator.single import Single
from tests.dialogflow_emulator.stream import Stream

logger = logging.getLogger(__name__)

VERSIONS = ("v3", "v3beta1")
_OPTIONS = (
    # Else a second one could listen on the same port, and take half of the calls.
    ("grpc.so_reuseport", 0),
    ("grpc.max_receive_message_length", 16 * 1024 * 1024),
)


class Emulator(House):
    def __init__(
        self, *, location: str = "global", now: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(location=location, now=now)
        self.address = ""
        self._server: Any = None
        self._port = 0
        self._going: set[asyncio.Task[None]] = set()

    # Its life

    async def listen(self, port: int = 0) -> None:
        """Where it was before, if it was; else on any free port, unless one is given."""
        self._server = grpc.aio.server(options=_OPTIONS)
        self._server.add_generic_rpc_handlers([self._handler(version) for version in VERSIONS])
        self._port = self._server.add_insecure_port(f"127.0.0.1:{port or self._port}")
        self.address = f"127.0.0.1:{self._port}"
        await self._server.start()

    async def close(self, grace: float | None = None) -> None:
        """Before the loop closes. Calls that run are cancelled, after `grace` if given."""
        while self._going:
            await asyncio.wait(self._going)
        server, self._server = self._server, None
        if server is not None:
            await server.stop(grace)

    async def go_away(self) -> None:
        """Stops at once, as a server that is drained: GOAWAY to every client, its calls
        cancelled. It may listen() again."""
        server, self._server = self._server, None
        if server is not None:
            await server.stop(0)

    # Its calls

    def _handler(self, version: str) -> Any:
        request = types.DetectIntentRequest.pb()
        response = types.DetectIntentResponse.pb()
        of_one = {
            "request_deserializer": request.FromString,
            "response_serializer": response.SerializeToString,
        }
        of_stream = {
            "request_deserializer": types.StreamingDetectIntentRequest.pb().FromString,
            "response_serializer": types.StreamingDetectIntentResponse.pb().SerializeToString,
        }
        return grpc.method_handlers_generic_handler(
            f"google.cloud.dialogflow.cx.{version}.Sessions",
            {
                STREAM: grpc.stream_stream_rpc_method_handler(
                    partial(self._stream, version), **of_stream
                ),
                DETECT: grpc.unary_unary_rpc_method_handler(
                    partial(self._detect, version), **of_one
                ),
                SERVER_STREAM: grpc.unary_stream_rpc_method_handler(
                    partial(self._server_stream, version), **of_one
                ),
            },
        )

    async def _stream(self, version: str, _: Any, context: Any) -> None:
        call = self._new_call(STREAM, version, context)
        stream = Stream(self, call, context)
        await self._serve(call, stream, context, stream.run())

    async def _detect(self, version: str, request: Any, context: Any) -> Any:
        call = self._new_call(DETECT, version, context)
        single = Single(self, call, context)
        return await self._serve(call, single, context, single.run(request, with_partials=False))

    async def _server_stream(self, version: str, request: Any, context: Any) -> None:
        call = self._new_call(SERVER_STREAM, version, context)
        single = Single(self, call, context)
        final = await self._serve(call, single, context, single.run(request, with_partials=True))
        if final is not None:
            await context.write(final)

    def _new_call(self, method: str, version: str, context: Any) -> Call:
        metadata = {each[0]: each[1] for each in context.invocation_metadata()}
        call = Call(method, version, metadata, time.monotonic(), fault=self.fault_of(method))
        self.calls.append(call)
        return call

    async def _serve(self, call: Call, serving: Serving, context: Any, run: Awaitable[Any]) -> Any:
        self.open.append(call)
        try:
            answer = await run
            call.status = "OK"
            return answer
        except Refused as refused:
            call.status, call.details = refused.code, refused.details
            await context.abort(grpc.StatusCode[refused.code], refused.details)
        except asyncio.CancelledError:
            # Only grpc cancels here; of any other it would leave the client hanging.
            call.status, call.cancelled = "CANCELLED", True
            raise
        finally:
            serving.close()
            self.open.remove(call)
            self._log(call)
            call.over.set()
            self.on_end(call)

    def _log(self, call: Call) -> None:
        logger.info(
            "%s %s %s, %d messages, %d bytes of audio: %s -> %s",
            call.session.rpartition("/")[2] or "-",
            call.method,
            call.input or "-",
            call.messages,
            call.audio_bytes,
            ", ".join(call.sent) or "nothing",
            call.status,
        )

    def go_away_soon(self, *, is_for_good: bool) -> None:
        task = asyncio.create_task(self._leave(is_for_good))
        self._going.add(task)
        task.add_done_callback(self._going.discard)

    async def _leave(self, is_for_good: bool) -> None:
        await self.go_away()
        if not is_for_good:
            await self.listen()
