"""What a service that held a call tells of it when it is over.

No token: the signature is the credential. Anything that was understood is answered 200, for a
service gives a webhook up that fails too often.
"""

from http import HTTPStatus
from typing import Any, Literal, cast

import msgspec
from tornado.http1connection import HTTP1Connection

from handlers.documents.operations import operation
from handlers.endpoint import Access
from handlers.rest import RestEndpoint
from realtime.roleplay.outside.driver import OutsideCalls
from realtime.roleplay.records import Status
from state.contract import MAX_WEBHOOK_BYTES
from state.errors import InvalidBody, NotFound, RolePlayNotFound


class Ignored(msgspec.Struct, frozen=True):
    """The body is about something else."""

    status: Literal["ignored"] = "ignored"


class Taken(msgspec.Struct, frozen=True):
    id: str
    status: Status


class CallWebhook(RestEndpoint):
    most_bytes = MAX_WEBHOOK_BYTES

    def initialize(self, *, outside: OutsideCalls, **shared: Access) -> None:
        super().initialize(**shared)
        self._outside = outside

    def prepare(self) -> None:
        super().prepare()
        if self.request.method == "POST":
            # Who couldn't have signed isn't listened to.
            header = self.request.headers.get("ElevenLabs-Signature")
            self._signature = self._outside.signature(header)
            # More than the server takes elsewhere; a byte too many is refused here.
            connection = cast(HTTP1Connection, self.request.connection)
            connection.set_max_body_size(2 * self.most_bytes)

    @operation(
        "Take in a call that was held elsewhere",
        body=dict[str, Any],
        answers={HTTPStatus.OK: (Taken, Ignored)},
        errors=(InvalidBody, NotFound, RolePlayNotFound),
        credentials=("signature",),
    )
    async def post(self) -> None:
        call = await self._outside.take(self._signature, self.raw_body())
        if call is None:
            self.answer(Ignored())
        else:
            self.answer(Taken(call.id, call.status))
