"""Links to practice calls: what a page opens the voice socket with.

A link stands for its caller and the role play, is good for five minutes, and once. Two forms: by
the role play's address, and as existing front ends ask, who get what the salesperson is to know
with it.
"""

from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode

import msgspec

from handlers.documents.operations import Answer, operation
from handlers.endpoint import Access
from handlers.rest import RestEndpoint
from handlers.role_plays import id_of
from realtime.roleplay.calls import Calls
from realtime.roleplay.catalogue import Catalogue
from realtime.roleplay.definition import RolePlay
from state.contract import CALL_LINK_SECONDS
from state.errors import AgentNotFound, BadRequest, RolePlayNotFound, ServerStopping
from state.store import Store


class CaseBody(msgspec.Struct, frozen=True):
    #: A role play's id.
    case_setup_id: Annotated[int, msgspec.Meta(examples=[1])]


class SignedLink(msgspec.Struct, frozen=True):
    """The address of a voice socket; good once."""

    signed_url: str
    #: Seconds.
    expires_in: int


class CaseData(msgspec.Struct, frozen=True):
    """What the salesperson is to know."""

    case_setup_id: int
    training_name: str
    training_objective: str
    salesperson_instructions: tuple[str, ...]
    salesperson_desired_tone_and_mood: str
    salesperson_desired_behaviors: tuple[str, ...]
    salesperson_undesired_behaviors: tuple[str, ...]
    salesperson_success_criteria: tuple[str, ...]
    elevenlabs_agent_id: str


class SignedCase(msgspec.Struct, frozen=True):
    signed_url: str
    case_data: CaseData


class Detail(msgspec.Struct, frozen=True):
    loc: tuple[str, ...]
    msg: str
    type: str


class Details(msgspec.Struct, frozen=True):
    """What is wrong with the body, as existing front ends read it."""

    detail: tuple[Detail, ...]


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
    @operation(
        "A link to a practice call",
        answers={HTTPStatus.OK: SignedLink},
        errors=(RolePlayNotFound, AgentNotFound, ServerStopping),
    )
    async def post(self, role_play_id: str) -> None:
        url = await self.link_to(id_of(role_play_id))
        self.answer(SignedLink(url, CALL_LINK_SECONDS))


class CaseLink(LinkEndpoint):
    """The form of existing front ends, errors included."""

    @operation(
        "A link to a practice call, and what to know for it",
        body=CaseBody,
        answers={
            HTTPStatus.OK: SignedCase,
            HTTPStatus.UNPROCESSABLE_ENTITY: Answer(Details, "The body is wrong"),
        },
        errors=(RolePlayNotFound, AgentNotFound, ServerStopping),
    )
    async def post(self) -> None:
        self.user()
        try:
            wanted = self.body(CaseBody)
        except BadRequest as error:
            self.answer(Details((_detail(str(error)),)), HTTPStatus.UNPROCESSABLE_ENTITY)
            return
        url = await self.link_to(wanted.case_setup_id)
        case = _case(self._catalogue.get(wanted.case_setup_id))
        self.answer(SignedCase(url, case))


def _detail(error: str) -> Detail:
    """An error of msgspec's: where, what, of which kind."""
    if "isn't JSON" in error:
        return Detail(("body",), error, "value_error.jsondecode")
    is_missing = "missing required field" in error
    kind = "value_error.missing" if is_missing else "type_error.integer"
    is_about_it = is_missing or "case_setup_id" in error
    place = ("body", "case_setup_id") if is_about_it else ("body",)
    return Detail(place, error, kind if is_about_it else "type_error.dict")


def _case(role_play: RolePlay) -> CaseData:
    definition, told = role_play.definition, role_play.definition.salesperson
    return CaseData(
        case_setup_id=role_play.id,
        training_name=definition.title,
        training_objective=definition.objective,
        salesperson_instructions=told.instructions,
        salesperson_desired_tone_and_mood=told.tone_and_mood,
        salesperson_desired_behaviors=told.desired_behaviors,
        salesperson_undesired_behaviors=told.undesired_behaviors,
        salesperson_success_criteria=told.success_criteria,
        elevenlabs_agent_id=definition.elevenlabs_agent_id,
    )
