"""Start the stand-in by hand.

    python -m tests.judge_fake [--port 8095] [--reply 429x2] [--reply hang]

It says which environment to start Vivavoz with, and then a line for each request. What it labels
is honest, and no expert's; Ctrl-C ends it.
"""

import argparse
import asyncio
import logging
import re
import signal
from typing import Any

from tests.judge_fake import replies
from tests.judge_fake.fake import JudgeFake
from tests.judge_fake.honest import labels_of
from tests.judge_fake.replies import Cut, Hang, Scripted, Slow

_REPLIES = """\
WHAT is the next reply, WHATxN the next N, WHATx* all; --reply may be given more than once.
WHAT is one of
  401 429 500                     refused: the key, too many requests (Retry-After: 1), broken
  slow, slow:SECONDS, hang, cut   late (5 s or so many), never, the connection closed within it
  truncated length                JSON that breaks off; the same, and the limit of tokens is said
  schema prose declined           other JSON, text around it, a refusal of the model
  invented huge type              quotes nobody said, 2 MiB, another content type
"""
_FORM = re.compile(r"([\w.:]+?)(?:x(\d+|\*))?")
SLOW_S = 5.0


def reply_of(what: str) -> Scripted:
    """Raises ValueError."""
    what, _, seconds = what.partition(":")
    if what == "slow":
        return Slow(seconds=float(seconds or SLOW_S))
    nothing = labels_of({"lines": [], "criteria": []})
    known: dict[str, Scripted] = {
        "401": replies.unauthorised(),
        "429": replies.too_many(),
        "500": replies.broken(),
        "hang": Hang(),
        "cut": Cut(),
        "truncated": replies.truncated(nothing),
        "length": replies.cut_short(nothing),
        "schema": replies.wrong_schema(),
        "prose": replies.prose(nothing),
        "declined": replies.declined(),
        "invented": replies.invented(nothing),
        "huge": replies.huge(),
        "type": replies.wrong_type(nothing),
    }
    if what not in known or seconds:
        raise ValueError(f"there is no reply {what!r}")
    return known[what]


def plant(text: str, fake: JudgeFake) -> None:
    """Raises ValueError."""
    form = _FORM.fullmatch(text)
    if form is None:
        raise ValueError(f"a reply is WHAT, WHATxN or WHATx*, not {text!r}")
    what, times = form.groups()
    if times == "*":
        fake.always = reply_of(what)
    else:
        fake.replies += [reply_of(what)] * int(times or 1)


def environment(fake: JudgeFake) -> dict[str, str]:
    """What Vivavoz has to be started with."""
    return {
        "VIVAVOZ_JUDGE_URL": fake.url,
        "VIVAVOZ_JUDGE_MODEL": fake.model,
        "VIVAVOZ_JUDGE_API_KEY": fake.key,
    }


def read_arguments() -> tuple[argparse.Namespace, JudgeFake]:
    parser = argparse.ArgumentParser(
        prog="python -m tests.judge_fake",
        description="A stand-in of an OpenAI-compatible chat endpoint, on this machine alone.",
        epilog=_REPLIES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add: Any = parser.add_argument
    add("--port", type=int, default=0, help="(any free)")
    add("--key", default="fake-key", help="the API key (fake-key)")
    add("--model", default="fake-judge", help="the model's name (fake-judge)")
    add("--reply", action="append", default=[], metavar="WHAT", help="see below")
    options = parser.parse_args()
    fake = JudgeFake(key=options.key, model=options.model)
    try:
        for each in options.reply:
            plant(each, fake)
    except ValueError as error:
        parser.error(str(error))
    return options, fake


async def run(options: argparse.Namespace, fake: JudgeFake) -> None:
    await fake.listen(options.port)
    for name, value in environment(fake).items():
        print(f"export {name}={value}")
    print(flush=True)
    over = asyncio.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(each, over.set)
    await over.wait()
    await fake.close()
    print(f"{len(fake.requests)} requests")


if __name__ == "__main__":
    logging.basicConfig(format="%(asctime)s %(message)s")
    logging.getLogger("tests.judge_fake").setLevel(logging.INFO)
    asyncio.run(run(*read_arguments()))
