"""Where tokens and tickets are handed out."""

import re
from http import HTTPStatus
from typing import Literal

import jwt
import msgspec

from handlers.access import Key, Purpose, User
from handlers.documents.operations import Parameter, operation
from handlers.endpoint import Access, Endpoint
from state.contract import ALL_SCOPES, CONVERSATIONS_SCOPE, DEVELOPMENT_TOKEN_SECONDS
from state.errors import BadRequest


class IssuedTicket(msgspec.Struct, frozen=True):
    """For one connection: as `?ticket=`."""

    ticket: str
    #: Seconds.
    expires_in: int


class IssuedToken(msgspec.Struct, frozen=True, kw_only=True):
    access_token: str
    token_type: Literal["bearer"] = "bearer"
    #: Seconds.
    expires_in: int


class TicketEndpoint(Endpoint):
    """A single-use stand-in for the caller's token, for where no header can be set."""

    def issue(self, user: User, purpose: Purpose) -> None:
        tickets = self.access.tickets
        ticket = tickets.issue(user, purpose, now=self.access.wall_clock())
        self.set_header("Cache-Control", "no-store")
        self.answer(IssuedTicket(ticket, tickets.seconds))


class VoiceTicket(TicketEndpoint):
    @operation("A ticket for the voice socket", answers={HTTPStatus.OK: IssuedTicket})
    def post(self) -> None:
        self.issue(self.user(), "voice")


class ConversationsTicket(TicketEndpoint):
    @operation(
        "A ticket for the stream of conversations",
        answers={HTTPStatus.OK: IssuedTicket},
        scope=CONVERSATIONS_SCOPE,
    )
    def post(self) -> None:
        user = self.user()
        user.require(CONVERSATIONS_SCOPE)
        self.issue(user, "conversations")


class DevelopmentToken(Endpoint):
    """Any token one asks for; mounted in development mode only."""

    def initialize(self, key: Key, **shared: Access) -> None:
        super().initialize(**shared)
        self._key = key

    @operation(
        "A token for whoever asks (development mode)",
        answers={HTTPStatus.OK: IssuedToken},
        errors=(BadRequest,),
        query=(
            Parameter("user", "whose; digits become a number", default="1"),
            Parameter("scope", "scopes with blanks in between; `all`: every one", default=""),
        ),
        credentials=(),
    )
    def get(self) -> None:
        user = self.get_query_argument("user", "1")
        if not user:
            raise BadRequest("user must not be empty: /dev/token?user=1")
        scopes = self.get_query_argument("scope", "").split()
        claims = {
            # Existing systems number their users: digits become a number.
            "user_id": int(user) if re.fullmatch(r"[0-9]{1,18}", user) else user,
            "scope": " ".join(ALL_SCOPES if scopes == ["all"] else scopes),
            "exp": int(self.access.wall_clock()) + DEVELOPMENT_TOKEN_SECONDS,
        }
        token = jwt.encode(claims, self._key.material, algorithm=self._key.algorithms[0])
        self.set_header("Cache-Control", "no-store")
        self.answer(IssuedToken(access_token=token, expires_in=DEVELOPMENT_TOKEN_SECONDS))
