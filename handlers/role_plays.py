"""/role_plays: the catalogue over REST.

Whoever signed in reads what a salesperson may know. What the buyer keeps back (facts, objections),
and by which words the call is judged, is for those who write the catalogue. Whatever is answered
is safe on disk.
"""

import re
from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated

import msgspec

from handlers.documents.operations import Answer, Link, Parameter, operation
from handlers.endpoint import Access
from handlers.rest import CURSOR, LIMIT, Items, RestEndpoint
from realtime.roleplay.catalogue import Catalogue
from realtime.roleplay.definition import Definition
from realtime.roleplay.views import (
    RolePlayView,
    ToldRolePlay,
    WholeRolePlay,
    for_salesperson,
    overview,
    whole,
)
from state.contract import ROLE_PLAYS_SCOPE
from state.errors import BadRequest, Conflict, InvalidBody, RolePlayNotFound
from state.records import Change
from state.store import Store

_is_id = re.compile(r"[1-9][0-9]{0,17}", re.ASCII).fullmatch


_EXAMPLE = {
    "title": "A cold call",
    "objective": "Earn a second call.",
    "language": "en",
    "difficulty": "hard",
    "call_type": "discovery",
    "opening_line": "Yes, who is this?",
    "tone": "Short, in a hurry.",
    "persona": {"name": "Ida Moss", "role": "owner"},
    "company": {"name": "Moss Lamps", "does": "Makes lamps.", "size": "four people"},
    "objections": [{"type": "timing", "wording": "I really have no time for this."}],
    "facts": [{"name": "volume", "asked_by": ["how many"], "answer": "Forty lamps a week."}],
    "rubric": [
        {"criterion": "Asked what is hard", "weight": 60, "evidence": "asked_problem"},
        {"criterion": "Spoke of the lamps", "weight": 40, "evidence": ["lamp", "lamps"]},
    ],
}
Written = Annotated[Definition, msgspec.Meta(extra_json_schema={"examples": [_EXAMPLE]})]


class RolePlayEndpoint(RestEndpoint):
    """What all of them share."""

    def initialize(self, *, catalogue: Catalogue, store: Store, **shared: Access) -> None:
        super().initialize(**shared)
        self._catalogue = catalogue
        self._store = store

    def require_writer(self) -> None:
        """Raises NotAuthenticated, NotPermitted."""
        self.user().require(ROLE_PLAYS_SCOPE)


class RolePlays(RolePlayEndpoint):
    @operation(
        "The catalogue, by id",
        answers={HTTPStatus.OK: Items[RolePlayView]},
        errors=(BadRequest,),
        query=(LIMIT, CURSOR, Parameter("language", "only in these languages", repeats=True)),
        links=(
            Link(
                "the first of them",
                "GET /role_plays/{role_play_id}",
                {"role_play_id": "$response.body#/items/0/id"},
            ),
            Link(
                "a call of it, as a case",
                "POST /role_plays_session/get_agent_link",
                body={"case_setup_id": "$response.body#/items/0/id"},
            ),
        ),
    )
    async def get(self) -> None:
        self.user()
        languages, (after, limit) = self.filter("language"), self.page()
        found = self._catalogue.page(languages, after=after, limit=limit + 1)
        next_cursor = found[limit - 1].id if len(found) > limit else None
        await self._store.settled()
        self.answer_page([overview(each) for each in found[:limit]], next_cursor)

    @operation(
        "Write a role play",
        body=Written,
        answers={
            HTTPStatus.CREATED: Answer(WholeRolePlay, headers={"Location": "where it is"}),
        },
        errors=(BadRequest, InvalidBody, Conflict),
        scope=ROLE_PLAYS_SCOPE,
        links=tuple(
            Link(name, to, {"role_play_id": "$response.body#/id"})
            for name, to in (
                ("reading it", "GET /role_plays/{role_play_id}"),
                ("replacing it", "PUT /role_plays/{role_play_id}"),
                ("deleting it", "DELETE /role_plays/{role_play_id}"),
                ("its calls", "GET /role_plays/{role_play_id}/sessions"),
                ("a call of it", "POST /role_plays/{role_play_id}/get_agent_link"),
            )
        ),
    )
    async def post(self) -> None:
        self.require_writer()
        created, change = self._catalogue.create(self.body(Definition))
        await self._store.commit(change)
        self.set_header("Location", f"/role_plays/{created.id}")
        self.answer(whole(created), HTTPStatus.CREATED)


class RolePlay(RolePlayEndpoint):
    @operation(
        "A role play",
        about="With the scope roleplays:write all of it; else without what the buyer keeps back.",
        answers={HTTPStatus.OK: (WholeRolePlay, ToldRolePlay)},
        errors=(RolePlayNotFound,),
    )
    async def get(self, role_play_id: str) -> None:
        user, found = self.user(), self._catalogue.get(id_of(role_play_id))
        await self._store.settled()
        shown = whole if ROLE_PLAYS_SCOPE in user.scopes else for_salesperson
        self.answer(shown(found))

    @operation(
        "Replace a role play",
        body=Written,
        answers={HTTPStatus.OK: WholeRolePlay},
        errors=(BadRequest, InvalidBody, RolePlayNotFound, Conflict),
        scope=ROLE_PLAYS_SCOPE,
    )
    async def put(self, role_play_id: str) -> None:
        self.require_writer()
        replaced, changes = self._catalogue.replace(id_of(role_play_id), self.body(Definition))
        await self._keep(changes)
        self.answer(whole(replaced))

    @operation("Delete a role play", errors=(RolePlayNotFound,), scope=ROLE_PLAYS_SCOPE)
    async def delete(self, role_play_id: str) -> None:
        self.require_writer()
        await self._keep(self._catalogue.delete(id_of(role_play_id)))
        self.set_status(HTTPStatus.NO_CONTENT)
        self.finish()

    async def _keep(self, changes: Sequence[Change]) -> None:
        if changes:
            await self._store.commit(*changes)
            return
        # It is as it should be, but perhaps by a change that isn't safe yet, or never will be.
        await self._store.settled()
        self._store.check()


def id_of(text: str) -> int:
    """A role play's id, in a path. Raises RolePlayNotFound."""
    if not _is_id(text):
        raise RolePlayNotFound(f"there is no role play {text!r}: ids are numbers")
    return int(text)
