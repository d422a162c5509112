"""What the consultations' core wants done; driver.py does it.

Records and deletions among them are committed as one; the rest follows once that is safe.
"""

from dataclasses import dataclass

from realtime.avatars.base import User
from realtime.consultation.records import AvatarSession
from state.records import Change


@dataclass(frozen=True)
class TicketChanged:
    """This user's ticket isn't what it was; tell whoever follows it."""

    user: User


@dataclass(frozen=True)
class StopSession:
    """Stop starting it, stop it at its provider's, then say stopped()."""

    session: AvatarSession


@dataclass(frozen=True)
class NotStarted:
    """It was given up before it had begun, and its slot is free."""

    session: AvatarSession


Output = Change | TicketChanged | StopSession | NotStarted
