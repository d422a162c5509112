"""A stand-in of an OpenAI-compatible chat endpoint, over a real socket, with every fault it can
have.

In tests it runs in the same process and is told what to answer; by hand,
`python -m tests.judge_fake` starts it. It refuses what such endpoints refuse: a wrong key, an
unknown model, a schema that can't be enforced strictly.
"""

from tests.judge_fake.fake import Asked, JudgeFake
from tests.judge_fake.honest import labels_of
from tests.judge_fake.replies import (
    Cut,
    Hang,
    Reply,
    Slow,
    broken,
    completion,
    cut_short,
    declined,
    huge,
    invented,
    labelled,
    prose,
    too_many,
    truncated,
    unauthorised,
    wrong_schema,
    wrong_type,
)

__all__ = [
    "Asked",
    "Cut",
    "Hang",
    "JudgeFake",
    "Reply",
    "Slow",
    "broken",
    "completion",
    "cut_short",
    "declined",
    "huge",
    "invented",
    "labelled",
    "labels_of",
    "prose",
    "too_many",
    "truncated",
    "unauthorised",
    "wrong_schema",
    "wrong_type",
]
