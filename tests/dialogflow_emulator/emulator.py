"""A server on a port of this machine that answers as Dialogflow CX's Sessions do, in plain text.

In tests and benches it runs in their loop and is told what to do by its attributes; by hand,
`python -m tests.dialogflow_emulator`.
"""

import asyncio
import logging
import socket
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
_HOST = "127.0.0.1"
_OPTIONS = (
    # restart() needs two on one port for a moment.
    ("grpc.so_reuseport", 1),
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
        self._tasks: dict[Call, asyncio.Task[Any]] = {}
        self._cuts: dict[Call, Refused] = {}

    # Its life

    async def listen(self, port: int = 0) -> None:
        """Where it was before, if it was; else on any free port, unless one is given.

        Raises OSError where somebody else listens.
        """
        if port:
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((_HOST, port))
        await self._start(port or self._port)

    async def close(self, grace: float | None = None) -> None:
        """Before the loop closes. Calls that run are cancelled, after `grace` if given."""
        while self._going:
            await asyncio.wait(self._going)
        server, self._server = self._server, None
        await self._stop(server, grace, list(self.open))

    async def go_away(self) -> None:
        """Stops at once, as a server that is drained: GOAWAY to every client, its calls
        cancelled. It may listen() again."""
        server, self._server = self._server, None
        await self._stop(server, 0, list(self.open))

    async def restart(self) -> None:
        """Goes away, and is back at once: no client finds the port closed."""
        # Calls that come meanwhile aren't cut.
        old, calls = self._server, list(self.open)
        await self._start(self._port)
        await self._stop(old, 0, calls)

    def cut(self, call: Call, code: str = "UNAVAILABLE", details: str = "Stream removed") -> None:
        """Ends a call that runs, with that status, wherever it is."""
        self._cuts[call] = Refused(code, details)
        self._tasks[call].cancel()

    async def _start(self, port: int) -> None:
        self._server = grpc.aio.server(options=_OPTIONS)
        self._server.add_generic_rpc_handlers([self._handler(version) for version in VERSIONS])
        self._port = self._server.add_insecure_port(f"{_HOST}:{port}")
        self.address = f"{_HOST}:{self._port}"
        await self._server.start()

    async def _stop(self, server: Any, grace: float | None, calls: list[Call]) -> None:
        """The calls, its own, are over when it returns."""
        if server is None:
            return
        for call in calls:
            call.was_cut = True
        await server.stop(grace)
        # They hear of it a moment after their clients do.
        for call in calls:
            await call.over.wait()

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
        task = asyncio.current_task()
        assert task is not None, "grpc serves in tasks"
        self.open.append(call)
        self._tasks[call] = task
        try:
            answer = await run
            call.status = "OK"
            return answer
        except Refused as refused:
            await self._refuse(call, refused, context)
        except asyncio.CancelledError:
            cut = self._cuts.pop(call, None)
            if cut is None or task.uncancel():
                # By grpc. Were it by anybody else, the client would be left hanging.
                call.status, call.cancelled = "CANCELLED", True
                raise
            call.was_cut = True
            await self._refuse(call, cut, context)
        finally:
            serving.close()
            self.open.remove(call)
            del self._tasks[call]
            self._log(call)
            call.over.set()
            self.on_end(call)

    async def _refuse(self, call: Call, refused: Refused, context: Any) -> None:
        call.status, call.details = refused.code, refused.details
        await context.abort(grpc.StatusCode[refused.code], refused.details)

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
        task = asyncio.create_task(self.go_away() if is_for_good else self.restart())
        self._going.add(task)
        task.add_done_callback(self._going.discard)
