"""Links to practice calls: what a page opens the voice socket with.

A link stands for its caller and the role play, is good for five minutes, and once. Two forms: by
the role play's address, and as existing front ends ask, who get what the salesperson is to know
with it.
"""

import re
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import msgspec

from handlers.endpoint import Access
from handlers.rest import RestEndpoint
from realtime.roleplay.calls import Calls
from realtime.roleplay.catalogue import Catalogue
from realtime.roleplay.definition import RolePlay
from state.contract import CALL_LINK_SECONDS
from state.errors import BadRequest, RolePlayNotFound
from state.store import Store

_is_id = re.compile(r"[1-9][0-9]{0,17}", re.ASCII).fullmatch


class _Wanted(msgspec.Struct, frozen=True):
    case_setup_id: int


class LinkEndpoint(RestEndpoint):
    """What both share."""

    def initialize(
        self, *, calls: Calls, catalogue: Catalogue, store: Store, **shared: Access
    ) -> None:
        super().initialize(**shared)
        self._calls = calls
        self._catalogue = catalogue
        self._store = store

    async def link_to(self, role_play_id: int) -> str:
        """Raises NotAuthenticated, RolePlayNotFound, AgentNotFound."""
        user = self.user()
        self._calls.check(role_play_id)
        await self._store.settled()
        link = self.access.tickets.issue(
            user,
            "call",
            now=self.access.wall_clock(),
            about=str(role_play_id),
            seconds=CALL_LINK_SECONDS,
        )
        return f"{self.socket_base}/ws/voice-chat?{urlencode({'link': link})}"


class AgentLink(LinkEndpoint):
    async def post(self, id: str) -> None:
        if not _is_id(id):
            raise RolePlayNotFound(f"there is no role play {id!r}: ids are numbers")
        url = await self.link_to(int(id))
        self.answer({"signed_url": url, "expires_in": CALL_LINK_SECONDS})


class CaseLink(LinkEndpoint):
    """The form of existing front ends, errors included."""

    async def post(self) -> None:
        self.user()
        try:
            wanted = self.body(_Wanted)
        except BadRequest as error:
            self.answer({"detail": [_detail(str(error))]}, HTTPStatus.UNPROCESSABLE_ENTITY)
            return
        url = await self.link_to(wanted.case_setup_id)
        case = _case(self._catalogue.get(wanted.case_setup_id))
        self.answer({"signed_url": url, "case_data": case})


def _detail(error: str) -> dict[str, Any]:
    """An error of msgspec's: where, what, of which kind."""
    if "isn't JSON" in error:
        return {"loc": ["body"], "msg": error, "type": "value_error.jsondecode"}
    is_missing = "missing required field" in error
    kind = "value_error.missing" if is_missing else "type_error.integer"
    is_about_it = is_missing or "case_setup_id" in error
    place = ["body", "case_setup_id"] if is_about_it else ["body"]
    return {"loc": place, "msg": error, "type": kind if is_about_it else "type_error.dict"}


def _case(role_play: RolePlay) -> dict[str, Any]:
    definition, told = role_play.definition, role_play.definition.salesperson
    return {
        "case_setup_id": role_play.id,
        "training_name": definition.title,
        "training_objective": definition.objective,
        "salesperson_instructions": told.instructions,
        "salesperson_desired_tone_and_mood": told.tone_and_mood,
        "salesperson_desired_behaviors": told.desired_behaviors,
        "salesperson_undesired_behaviors": told.undesired_behaviors,
        "salesperson_success_criteria": told.success_criteria,
        "elevenlabs_agent_id": definition.elevenlabs_agent_id,
    }
