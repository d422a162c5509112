"""Where tokens and tickets are handed out."""

import re

import jwt

from handlers.access import Key, Purpose
from handlers.endpoint import Access, Endpoint
from state.contract import ALL_SCOPES, DEVELOPMENT_TOKEN_SECONDS
from state.errors import BadRequest


class Ticket(Endpoint):
    """A single-use stand-in for the caller's token, for where no header can be set."""

    def initialize(self, purpose: Purpose, scope: str | None = None, **shared: Access) -> None:
        """`scope`: what the token needs to have; None: nothing."""
        super().initialize(**shared)
        self._purpose: Purpose = purpose
        self._scope = scope

    def post(self) -> None:
        tickets, user = self.access.tickets, self.user()
        if self._scope is not None:
            user.require(self._scope)
        ticket = tickets.issue(user, self._purpose, now=self.access.wall_clock())
        self.set_header("Cache-Control", "no-store")
        self.answer({"ticket": ticket, "expires_in": tickets.seconds})


class DevelopmentToken(Endpoint):
    """Any token one asks for; mounted in development mode only."""

    def initialize(self, key: Key, **shared: Access) -> None:
        super().initialize(**shared)
        self._key = key

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
        self.answer(
            {
                "access_token": token,
                "token_type": "bearer",
                "expires_in": DEVELOPMENT_TOKEN_SECONDS,
            }
        )
