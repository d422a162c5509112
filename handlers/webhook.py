"""What a service that held a call tells of it when it is over.

No token: the signature is the credential. Anything that was understood is answered 200, for a
service gives a webhook up that fails too often.
"""

from http import HTTPStatus
from typing import Any, Literal

import msgspec

from handlers.documents.operations import operation
from handlers.endpoint import Access
from handlers.limits.places import Place
from handlers.limits.proxies import customer_of
from handlers.rest import RestEndpoint
from realtime.roleplay.outside.driver import OutsideCalls
from realtime.roleplay.records import Status
from state.contract import MAX_WEBHOOK_BYTES
from state.errors import InvalidBody, NotFound, RolePlayNotFound, ServerFull


class Ignored(msgspec.Struct, frozen=True):
    """The body is about something else."""

    status: Literal["ignored"] = "ignored"


class Taken(msgspec.Struct, frozen=True):
    id: str
    status: Status


class CallWebhook(RestEndpoint):
    most_bytes = MAX_WEBHOOK_BYTES

    _place: Place | None = None

    def initialize(self, *, outside: OutsideCalls, **shared: Access) -> None:
        super().initialize(**shared)
        self._outside = outside

    def prepare(self) -> None:
        super().prepare()
        if self.request.method == "POST":
            # Who couldn't have signed isn't listened to; who has is known when all of it is here.
            header = self.request.headers.get("ElevenLabs-Signature")
            self._signature = self._outside.signature(header)
            self._place = self.access.limits.take_webhook(customer_of(self.address))

    def on_finish(self) -> None:
        super().on_finish()
        self._leave()

    def on_connection_close(self) -> None:
        super().on_connection_close()
        self._leave()

    def _leave(self) -> None:
        if self._place is not None:
            self._place.leave()

    @operation(
        "Take in a call that was held elsewhere",
        body=dict[str, Any],
        answers={HTTPStatus.OK: (Taken, Ignored)},
        errors=(InvalidBody, NotFound, RolePlayNotFound, ServerFull),
        credentials=("signature",),
    )
    async def post(self) -> None:
        call = await self._outside.take(self._signature, self.raw_body())
        if call is None:
            self.answer(Ignored())
        else:
            self.answer(Taken(call.id, call.status))
