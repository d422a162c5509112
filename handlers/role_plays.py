"""/role_plays: the catalogue over REST.

Whoever signed in reads what a salesperson may know. What the buyer keeps back (facts, objections),
and by which words the call is judged, is for those who write the catalogue. Whatever is answered
is safe on disk.
"""

import re
from collections.abc import Sequence
from http import HTTPStatus

from handlers.endpoint import Access
from handlers.rest import RestEndpoint
from realtime.roleplay.catalogue import Catalogue
from realtime.roleplay.definition import Definition
from realtime.roleplay.views import for_salesperson, overview, whole
from state.contract import ROLE_PLAYS_SCOPE
from state.errors import RolePlayNotFound
from state.records import Change
from state.store import Store

_is_id = re.compile(r"[1-9][0-9]{0,17}", re.ASCII).fullmatch


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
    async def get(self) -> None:
        self.user()
        languages, (after, limit) = self.filter("language"), self.page()
        found = self._catalogue.page(languages, after=after, limit=limit + 1)
        next_cursor = found[limit - 1].id if len(found) > limit else None
        await self._store.settled()
        self.answer_page([overview(each) for each in found[:limit]], next_cursor)

    async def post(self) -> None:
        self.require_writer()
        created, change = self._catalogue.create(self.body(Definition))
        await self._store.commit(change)
        self.set_header("Location", f"/role_plays/{created.id}")
        self.answer(whole(created), HTTPStatus.CREATED)


class RolePlay(RolePlayEndpoint):
    async def get(self, id: str) -> None:
        user, found = self.user(), self._catalogue.get(_id(id))
        await self._store.settled()
        shown = whole if ROLE_PLAYS_SCOPE in user.scopes else for_salesperson
        self.answer(shown(found))

    async def put(self, id: str) -> None:
        self.require_writer()
        replaced, changes = self._catalogue.replace(_id(id), self.body(Definition))
        await self._keep(changes)
        self.answer(whole(replaced))

    async def delete(self, id: str) -> None:
        self.require_writer()
        await self._keep(self._catalogue.delete(_id(id)))
        self.set_status(HTTPStatus.NO_CONTENT)
        self.finish()

    async def _keep(self, changes: Sequence[Change]) -> None:
        if changes:
            await self._store.commit(*changes)
            return
        # It is as it should be, but perhaps by a change that isn't safe yet, or never will be.
        await self._store.settled()
        self._store.check()


def _id(text: str) -> int:
    """Raises RolePlayNotFound."""
    if not _is_id(text):
        raise RolePlayNotFound(f"there is no role play {text!r}: ids are numbers")
    return int(text)
