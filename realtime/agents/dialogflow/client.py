"""The way to the service: credentials, the channel, the calls.

One client for a process, made inside the running loop: on a channel made before it, calls hang for
ever. Credentials are looked for and tried in threads, since both may ask servers that don't answer.
"""

import asyncio
import logging
from collections.abc import Awaitable
from typing import Any
from urllib.parse import quote

import google.auth
import grpc
from google.api_core.client_options import ClientOptions
from google.auth import exceptions
from google.auth.transport.requests import Request
from google.cloud.dialogflowcx_v3.services.sessions import SessionsAsyncClient
from google.cloud.dialogflowcx_v3.services.sessions.transports import (
    SessionsGrpcAsyncIOTransport,
)
from google.cloud.dialogflowcx_v3.types import (
    DetectIntentRequest,
    DetectIntentResponse,
    StreamingDetectIntentRequest,
    StreamingDetectIntentResponse,
)

from realtime.agents.dialogflow.answers import Said, read_answer
from realtime.agents.dialogflow.failures import NOT_CONNECTED, Failure
from realtime.agents.dialogflow.settings import DialogflowSettings, NoDialogflow
from realtime.agents.dialogflow.stream import CALL_ERRORS, failure_of
from state.contract import VENDOR_CHECK_SECONDS

logger = logging.getLogger(__name__)

_STREAMING_DETECT_INTENT = "/google.cloud.dialogflow.cx.v3.Sessions/StreamingDetectIntent"
_Request: Any = StreamingDetectIntentRequest.pb()
_Response: Any = StreamingDetectIntentResponse.pb()
_SCOPE = "https://www.googleapis.com/auth/cloud-platform"
#: Then a turn fails rather than that its audio piles up; refreshing a token takes a second at most,
#: and a server that leaves has another in its place.
_OPEN_SECONDS = 5.0
#: Where it wasn't there a moment ago, nobody should wait so long again.
_OPEN_AGAIN_SECONDS = 0.5
_OPTIONS = [
    # A minute of output audio is 2 MB; gRPC's own limit is 4.
    ("grpc.max_receive_message_length", 16 * 1_048_576),
    # After a server that left, the next one is looked for several times while a turn waits for it.
    ("grpc.initial_reconnect_backoff_ms", 200),
    ("grpc.max_reconnect_backoff_ms", 2_000),
]
_NO_CREDENTIALS = (
    "Dialogflow needs Google credentials: set GOOGLE_APPLICATION_CREDENTIALS to the key file of a"
    " service account with the role roles/dialogflow.client, or run"
    " `gcloud auth application-default login`"
)
_REFUSED = (
    "Google refuses the credentials for Dialogflow: see that the key of"
    " GOOGLE_APPLICATION_CREDENTIALS is still valid, and this machine's clock right"
)


_OUT_OF_REACH = "Google's servers can't be reached; turns with Dialogflow may fail"


class NotOpened(Exception):
    """Raised when a call can't be made."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.status)
        self.failure = failure


class Client:
    """Usable from the loop that made it; open() comes first."""

    def __init__(self, settings: DialogflowSettings) -> None:
        self._settings = settings
        self._transport: Any = None
        self._was_there = True  # the service, when it was last asked
        self._opening: set[asyncio.Future[None]] = set()

    async def open(self) -> None:
        """Raises NoDialogflow without credentials that do. A service that can't be reached now may
        be later: that is logged."""
        self._transport = await self._connected()
        ready = self._transport.grpc_channel.channel_ready()
        try:
            async with asyncio.timeout(VENDOR_CHECK_SECONDS):
                await ready
        except TimeoutError:
            logger.warning("Dialogflow can't be reached at %s; turns may fail", self._settings.host)

    async def _connected(self) -> Any:
        settings = self._settings
        if settings.is_local:
            # Through a proxy it would leave this machine, in plain text.
            options = [*_OPTIONS, ("grpc.enable_http_proxy", 0)]
            channel = grpc.aio.insecure_channel(settings.host, options=options)
            return SessionsGrpcAsyncIOTransport(channel=channel)
        credentials = await _credentials()
        client = SessionsAsyncClient(
            credentials=credentials, client_options=ClientOptions(api_endpoint=settings.host)
        )
        return client.transport

    # Calls are made on the transport: of one that the client makes, nobody has hold before it is
    # connected, so nobody could end it.

    async def stream(self, life_s: float) -> Any:
        """A streaming call, connected. Raises NotOpened."""
        # Google's own stub wraps each message in a class of its own: 10 µs a chunk.
        make = self._opened_transport.grpc_channel.stream_stream(
            _STREAMING_DETECT_INTENT,
            request_serializer=_Request.SerializeToString,
            response_deserializer=_Response.FromString,
        )
        call = make(timeout=life_s, wait_for_ready=True)
        try:
            await self._opened(call.wait_for_connection())
        except BaseException:
            call.cancel()
            raise
        return call

    async def ask(self, request: Any, life_s: float) -> Any:
        """A call with one request and perhaps several answers. Raises NotOpened."""
        transport = self._opened_transport
        # Such a call counts as connected only when it is answered.
        await self._opened(transport.grpc_channel.channel_ready())
        return transport.server_streaming_detect_intent(
            DetectIntentRequest.wrap(request),
            timeout=life_s,
            metadata=(("x-goog-request-params", f"session={quote(request.session)}"),),
        )

    @property
    def _opened_transport(self) -> Any:
        if self._transport is None:
            raise NotOpened(Failure("UNAVAILABLE", "the client is closed"))
        return self._transport

    async def close(self) -> None:
        """Idempotent."""
        transport, self._transport = self._transport, None
        for each in self._opening:
            each.cancel()
        if transport is not None:
            await transport.close()

    async def _opened(self, connecting: Awaitable[None]) -> None:
        opening = asyncio.ensure_future(connecting)
        self._opening.add(opening)
        patience_s = _OPEN_SECONDS if self._was_there else _OPEN_AGAIN_SECONDS
        try:
            async with asyncio.timeout(patience_s):
                await opening
            self._was_there = True
        except TimeoutError:
            self._was_there = False
            told = f"no connection within {patience_s:g} s"
            raise NotOpened(Failure(NOT_CONNECTED, told)) from None
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task is None or task.cancelling():
                raise
            # Not who asks was cancelled, but the call: the client is closed.
            raise NotOpened(Failure("CANCELLED", "the call was cancelled")) from None
        except CALL_ERRORS as error:
            raise NotOpened(failure_of(error)) from error
        finally:
            self._opening.discard(opening)


async def _credentials() -> Any:
    try:
        async with asyncio.timeout(VENDOR_CHECK_SECONDS):
            credentials, _ = await asyncio.to_thread(google.auth.default, scopes=[_SCOPE])
    except Exception as error:  # a key file that is none breaks the library in many ways
        raise NoDialogflow(f"{_NO_CREDENTIALS} ({str(error) or 'it took too long'})") from error
    try:
        async with asyncio.timeout(VENDOR_CHECK_SECONDS):
            await asyncio.to_thread(credentials.refresh, Request())
    except TimeoutError:
        logger.warning(_OUT_OF_REACH)
    except exceptions.GoogleAuthError as error:
        if not _may_pass(error):
            raise NoDialogflow(f"{_REFUSED} ({error})") from error
        logger.warning(_OUT_OF_REACH)
    return credentials


def _may_pass(error: exceptions.GoogleAuthError) -> bool:
    """Of what says nothing of the credentials: a server in trouble, a network that is away."""
    away = exceptions.TransportError
    return error.retryable or isinstance(error, away) or isinstance(error.__cause__, away)


def said_in_answer(response: Any) -> Said | None:
    return read_answer(DetectIntentResponse.pb(response))
