"""What is kept of the catalogue: role plays written through REST, and versions that calls had.

A file's role play has a record only once it was replaced or deleted. Versions are kept apart from
that, for calls alone: theirs stays the one they started with, whatever becomes of the role play or
of the file it came from.

A definition is checked whenever it is read, here too: its limits may be loosened, but a tighter one
would make older records unreadable.
"""

from typing import ClassVar

from realtime.roleplay.definition import Definition
from state.records import Record


class Written(Record, frozen=True):
    """A role play as it was last written; in place of a file of its id."""

    table: ClassVar[str] = "role_plays"

    id: int
    version: int
    #: None: it was deleted. The record stays, so that no other ever gets its id, and a file's role
    #: play stays away.
    definition: Definition | None

    @property
    def key(self) -> str:
        return str(self.id)


class Frozen(Record, frozen=True):
    """A version that a call started with; never changed."""

    table: ClassVar[str] = "role_play_versions"

    id: int
    version: int
    definition: Definition

    @property
    def key(self) -> str:
        return frozen_key(self.id, self.version)


def frozen_key(id: int, version: int) -> str:
    return f"{id}/{version}"
