"""The way to the service: credentials, the channel, the calls.

One client for a process, made inside the running loop: on a channel made before it, calls hang for
ever. Credentials are looked for and tried in threads, since both may ask servers that don't answer.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import google.auth
import grpc
from google.api_core.client_options import ClientOptions
from google.api_core.exceptions import GoogleAPICallError
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

from realtime.agents.dialogflow.answers import Said, read_answer, read_streamed
from realtime.agents.dialogflow.failures import Failure
from realtime.agents.dialogflow.settings import DialogflowSettings, NoDialogflow
from realtime.agents.dialogflow.stream import failure_of
from state.contract import VENDOR_CHECK_SECONDS

logger = logging.getLogger(__name__)

_SCOPE = "https://www.googleapis.com/auth/cloud-platform"
#: Then a turn fails rather than that its audio piles up; refreshing a token takes a second at most.
_OPEN_SECONDS = 5.0
#: A minute of output audio is 2 MB; gRPC's own limit is 4.
_OPTIONS = [("grpc.max_receive_message_length", 16 * 1_048_576)]
_NO_CREDENTIALS = (
    "Dialogflow needs Google credentials: set GOOGLE_APPLICATION_CREDENTIALS to the key file of a"
    " service account with the role roles/dialogflow.client, or run"
    " `gcloud auth application-default login`"
)
_REFUSED = (
    "Google refuses the credentials for Dialogflow: see that the key of"
    " GOOGLE_APPLICATION_CREDENTIALS is still valid, and this machine's clock right"
)


class NotOpened(Exception):
    """Raised when a call can't be made."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.status)
        self.failure = failure


class Client:
    """Usable from the loop that made it; open() comes first."""

    def __init__(self, settings: DialogflowSettings) -> None:
        self._settings = settings
        self._client: Any = None

    async def open(self) -> None:
        """Raises NoDialogflow without credentials that do. A service that can't be reached now may
        be later: that is logged."""
        self._client = await self._connected()
        ready = self._client.transport.grpc_channel.channel_ready()
        try:
            async with asyncio.timeout(VENDOR_CHECK_SECONDS):
                await ready
        except TimeoutError:
            logger.warning("Dialogflow can't be reached at %s; turns may fail", self._settings.host)

    async def _connected(self) -> Any:
        settings = self._settings
        if settings.is_local:
            channel = grpc.aio.insecure_channel(settings.host, options=_OPTIONS)
            transport = SessionsGrpcAsyncIOTransport(channel=channel)
            return SessionsAsyncClient(transport=transport)
        credentials = await _credentials()
        return SessionsAsyncClient(
            credentials=credentials, client_options=ClientOptions(api_endpoint=settings.host)
        )

    async def stream(self, life_s: float) -> Any:
        """A streaming call, connected. Raises NotOpened."""
        return await _opened(lambda: self._client.streaming_detect_intent(timeout=life_s))

    async def ask(self, request: Any, life_s: float) -> Any:
        """A call with one request and perhaps several answers. Raises NotOpened."""
        whole = DetectIntentRequest.wrap(request)
        ask = partial(self._client.server_streaming_detect_intent, retry=None, timeout=life_s)
        return await _opened(lambda: ask(request=whole))

    async def close(self) -> None:
        """Idempotent."""
        client, self._client = self._client, None
        if client is not None:
            await client.transport.close()


async def _opened(call: Callable[[], Awaitable[Any]]) -> Any:
    try:
        async with asyncio.timeout(_OPEN_SECONDS):
            return await call()
    except TimeoutError:
        told = f"no connection within {_OPEN_SECONDS:g} s"
        raise NotOpened(Failure("DEADLINE_EXCEEDED", told)) from None
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if task is None or task.cancelling():
            raise
        # Not who asks was cancelled, but the call, by the service.
        raise NotOpened(Failure("CANCELLED", "the service cancelled the call")) from None
    except (GoogleAPICallError, grpc.RpcError, grpc.aio.UsageError) as error:
        raise NotOpened(failure_of(error)) from error


async def _credentials() -> Any:
    try:
        async with asyncio.timeout(VENDOR_CHECK_SECONDS):
            credentials, _ = await asyncio.to_thread(google.auth.default, scopes=[_SCOPE])
    except (exceptions.GoogleAuthError, TimeoutError) as error:
        raise NoDialogflow(f"{_NO_CREDENTIALS} ({error})") from error
    try:
        async with asyncio.timeout(VENDOR_CHECK_SECONDS):
            await asyncio.to_thread(credentials.refresh, Request())
    except (exceptions.TransportError, TimeoutError):
        logger.warning("Google's servers can't be reached; turns with Dialogflow may fail")
    except exceptions.GoogleAuthError as error:
        raise NoDialogflow(f"{_REFUSED} ({error})") from error
    return credentials


def wrapped(message: Any) -> Any:
    """A streaming request as the client takes it, uncopied."""
    return StreamingDetectIntentRequest.wrap(message)


def said_in_stream(response: Any) -> Said | None:
    return read_streamed(StreamingDetectIntentResponse.pb(response))


def said_in_answer(response: Any) -> Said | None:
    return read_answer(DetectIntentResponse.pb(response))
