"""What the calls of one emulator share, and a test sets."""

import time
from collections.abc import Callable

from tests.dialogflow_emulator.faults import Fault
from tests.dialogflow_emulator.ledger import Call
from tests.dialogflow_emulator.sessions import Sessions
from tests.dialogflow_emulator.turn import Turn


class House:
    """`now`: a clock, for how long a session is kept."""

    def __init__(
        self, *, location: str = "global", now: Callable[[], float] = time.monotonic
    ) -> None:
        self.location = location
        #: What to set Vivavoz to; any other agent of the location answers as well.
        self.agent = f"projects/p/locations/{location}/agents/a"
        #: What is made of the turns to come; of those after them, what the dialogue makes of them.
        self.turns: list[Turn] = []
        #: What is said in a spoken turn that isn't among them.
        self.hears = "olá"
        #: None: a call that meets none, whichever comes next.
        self.faults: list[Fault | None] = []
        #: Of every call that no other fault fits.
        self.always: Fault | None = None
        #: All that came, the earliest first. May be cleared.
        self.calls: list[Call] = []
        #: Told of each call that is over.
        self.on_end: Callable[[Call], None] = lambda call: None
        #: Before every answer.
        self.latency_s = 0.0
        #: The most audio in a stream: 2 minutes are documented, 60 s were met.
        self.audio_limit_s: float | None = 120.0
        #: The most bytes of words in a stream, and characters typed; None: any length.
        self.text_limit: int | None = 256
        #: Whether `calls` keep what was said, or only how much.
        self.keeps_audio = True
        #: What is kept of conversations, by their sessions' names.
        self.sessions = Sessions()
        self.now = now
        #: The calls that are open now.
        self.open: list[Call] = []

    @property
    def running(self) -> int:
        return len(self.open)

    def fault_of(self, method: str) -> Fault | None:
        """The one that a new call meets."""
        for number, fault in enumerate(self.faults):
            if fault is None or method in fault.calls:
                return self.faults.pop(number)
        return self.always if self.always is not None and method in self.always.calls else None

    def go_away_soon(self, *, is_for_good: bool) -> None:
        """From within a call, which is cancelled with all others."""
        raise NotImplementedError
