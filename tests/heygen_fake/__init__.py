"""Stand-ins for HeyGen's two real-time APIs, over real sockets, with every fault they can have.

In tests and benches they run in the same process and are told what to do by their attributes; by
hand, `python -m tests.heygen_fake` starts both. What is known of the vendor's own servers is kept;
what nobody has written down is an argument.
"""

from tests.heygen_fake.asked import Request
from tests.heygen_fake.faults import (
    WRONG_SHAPES,
    Cut,
    Fault,
    Garbage,
    Hang,
    LiveAvatarFaults,
    Refuse,
    Slow,
    StreamingFaults,
)
from tests.heygen_fake.ledger import Session
from tests.heygen_fake.liveavatar import LiveAvatarFake
from tests.heygen_fake.streaming import StreamingFake

__all__ = [
    "WRONG_SHAPES",
    "Cut",
    "Fault",
    "Garbage",
    "Hang",
    "LiveAvatarFake",
    "LiveAvatarFaults",
    "Refuse",
    "Request",
    "Session",
    "Slow",
    "StreamingFake",
    "StreamingFaults",
]
