"""The catalogue of role plays: what files give, and what was written through REST over them.

A core over the store's tables: a change is returned as the record that makes it, and is one commit
of whoever asked. A record with a file's id stands in the file's place; a deleted role play leaves
one that says so. Versions count the changes of a definition. What a call started with is frozen
under its id and version, in one commit with the call's own records, and stays when the role play is
changed or deleted, or its file is another one after an upgrade.
"""

from collections.abc import Collection, Mapping

from realtime.roleplay.definition import Definition, RolePlay
from realtime.roleplay.records import Frozen, Written, frozen_key
from state.contract import FIRST_WRITTEN_ROLE_PLAY
from state.errors import Conflict, InvalidBody, RolePlayNotFound
from state.records import Table


class Catalogue:
    """Made once the store was read; `files` by id, `agents` the names of who can be the buyer."""

    def __init__(
        self,
        files: Mapping[int, Definition],
        written: Table[Written],
        frozen: Table[Frozen],
        *,
        agents: Collection[str],
        most_written: int,
    ) -> None:
        self._written = written
        self._frozen = frozen
        self._agents = frozenset(agents)
        self._most_written = most_written
        latest = {each.id: each for each in sorted(frozen, key=lambda each: each.version)}
        self._files = {
            id: RolePlay(id, _version(definition, latest.get(id)), definition)
            for id, definition in files.items()
        }

    def get(self, id: int) -> RolePlay:
        """As it is now. Raises RolePlayNotFound."""
        found = self._find(id)
        if found is None:
            raise RolePlayNotFound(f"there is no role play {id}")
        return found

    def of_elevenlabs_agent(self, agent_id: str) -> RolePlay:
        """The first of those whose buyer is that agent. Raises RolePlayNotFound."""
        for id in sorted({*self._files, *(each.id for each in self._written)}):
            each = self._find(id)
            if agent_id and each is not None and each.definition.elevenlabs_agent_id == agent_id:
                return each
        raise RolePlayNotFound("no role play has this elevenlabs_agent_id")

    def page(
        self, languages: Collection[str] = (), *, after: int | None, limit: int
    ) -> list[RolePlay]:
        """By id, from the one after `after` on; those of `languages`, if any are given."""
        ids = {*self._files, *(each.id for each in self._written)}
        found: list[RolePlay] = []
        for id in sorted(id for id in ids if after is None or id > after):
            each = self._find(id)
            if each is not None and (not languages or each.definition.language in languages):
                found.append(each)
                if len(found) == limit:
                    break
        return found

    # Changes

    def create(self, definition: Definition) -> tuple[RolePlay, Written]:
        """A new one, with an id that none ever had. Raises InvalidBody, Conflict."""
        self._check_agent(definition)
        self._check_room()
        last = max((each.id for each in self._written), default=0)
        return _put(max(last + 1, FIRST_WRITTEN_ROLE_PLAY), 1, definition)

    def replace(self, id: int, definition: Definition) -> tuple[RolePlay, tuple[Written, ...]]:
        """Its next version; no change when it is as it was, so that asking twice does no harm.

        Raises RolePlayNotFound, InvalidBody, Conflict.
        """
        before = self.get(id)
        self._check_agent(definition)
        if before.definition == definition:
            return before, ()
        if self._written.get(str(id)) is None:
            self._check_room()
        role_play, change = _put(id, before.version + 1, definition)
        return role_play, (change,)

    def delete(self, id: int) -> tuple[Written, ...]:
        """It is gone; no change when it was already. Raises RolePlayNotFound for what never was."""
        record = self._written.get(str(id))
        if record is not None and record.definition is None:
            return ()
        return (Written(id=id, version=self.get(id).version, definition=None),)

    # Versions

    def freeze(self, id: int) -> tuple[RolePlay, tuple[Frozen, ...]]:
        """The version a call starts with, and what keeps it. Raises RolePlayNotFound."""
        now = self.get(id)
        if self._frozen.get(frozen_key(id, now.version)) is not None:
            return now, ()
        return now, (Frozen(id=id, version=now.version, definition=now.definition),)

    def frozen(self, id: int, version: int) -> RolePlay:
        """What a call started with. Raises RolePlayNotFound."""
        kept = self._frozen.get(frozen_key(id, version))
        if kept is None:
            raise RolePlayNotFound(f"no call started with version {version} of role play {id}")
        return RolePlay(id, version, kept.definition)

    def _find(self, id: int) -> RolePlay | None:
        record = self._written.get(str(id))
        if record is None:
            return self._files.get(id)
        if record.definition is None:
            return None
        return RolePlay(id, record.version, record.definition)

    def _check_agent(self, definition: Definition) -> None:
        if definition.agent and definition.agent not in self._agents:
            there = ", ".join(sorted(self._agents))
            raise InvalidBody(f"agent: there is no agent {definition.agent!r}; there are: {there}")

    def _check_room(self) -> None:
        count = sum(each.definition is not None for each in self._written)
        if count >= self._most_written:
            raise Conflict(f"there are {count} written role plays already; delete some first")


def _put(id: int, version: int, definition: Definition) -> tuple[RolePlay, Written]:
    return RolePlay(id, version, definition), Written(id=id, version=version, definition=definition)


def _version(definition: Definition, latest: Frozen | None) -> int:
    """A file's version: it changes with what is in it, as far as a call ever had the one before."""
    if latest is None:
        return 1
    return latest.version if latest.definition == definition else latest.version + 1
