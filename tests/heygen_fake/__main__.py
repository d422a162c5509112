"""Start both fakes by hand.

    python -m tests.heygen_fake [--port 8091] [--limit 3] [--fault start=429x2] [--fault stop=hang]

They say which environment to start Vivavoz with, and then a line for each request. Sessions that
nobody stops go on until the vendor's own limits; Ctrl-C ends it all and says which they are. There
is no room behind liveavatar, so a page has nothing to show; --media is for heygen_streaming.
"""

import argparse
import asyncio
import logging
import re
import signal
from contextlib import suppress
from typing import Any

from tests.heygen_fake import liveavatar, streaming
from tests.heygen_fake.faults import (
    Cut,
    Fault,
    Garbage,
    Hang,
    LiveAvatarFaults,
    Slow,
    StreamingFaults,
)
from tests.heygen_fake.front import Front
from tests.heygen_fake.liveavatar import LiveAvatarFake
from tests.heygen_fake.streaming import StreamingFake

_FAULTS = """\
CALL=WHAT is a fault of the next request of that call, CALL=WHATxN of the next N, CALL=WHATx* of
all; --fault may be given more than once.
CALL is one of
  liveavatar:        token start stop keep_alive list get transcript credits delete_events contexts
  heygen_streaming:  create_token new start ice task interrupt keep_alive stop list avatars
and holds for both where both have it; liveavatar:start is of one alone. WHAT is one of
  401 403 404 422 429 500   refused: key, full house, avatar, a field, too many requests, broken
  credits                   refused: none left
  garbage                   200, but no JSON
  slow, slow:SECONDS        answered late, after 5 s or so many
  hang                      never answered
  cut, cut-taken            the connection is closed before, after it took effect
  500-taken, hang-taken, garbage-taken   took effect, and then that
"""
_FORM = re.compile(r"(?:(\w+):)?(\w+)=([\w:.-]+?)(?:x(\d+|\*))?")
SLOW_S = 5.0
#: How often what is due is done though nobody asks anything.
LOOK_S = 1.0


def fault_of(what: str, words: type[LiveAvatarFaults] | type[StreamingFaults]) -> Fault:
    """Raises ValueError."""
    what, _, seconds = what.partition(":")
    if what == "slow":
        return Slow(seconds=float(seconds or SLOW_S))
    faults: dict[str, Fault] = {
        "401": words.bad_key(),
        "403": words.concurrency(),
        "404": words.unknown_avatar(),
        "422": words.unprocessable(),
        "429": words.too_many(),
        "500": words.server_error(),
        "credits": words.no_credits(),
        "garbage": Garbage(),
        "hang": Hang(),
        "cut": Cut(taken=False),
        "cut-taken": Cut(taken=True),
        "hang-taken": Hang(taken=True),
        "garbage-taken": Garbage(taken=True),
    }
    if what == "500-taken":
        broken = words.server_error()
        return type(broken)(broken.status, broken.body, taken=True)
    if what not in faults or seconds:
        raise ValueError(f"there is no fault {what!r}")
    return faults[what]


def plant(text: str, fakes: list[Front]) -> None:
    """Raises ValueError."""
    form = _FORM.fullmatch(text)
    if form is None:
        raise ValueError(f"a fault is CALL=WHAT, CALL=WHATxN or CALL=WHATx*, not {text!r}")
    name, call, what, times = form.groups()
    meant = [
        each
        for each in fakes
        if name in (None, each.name) and call in {route.call for route in each.routes()}
    ]
    if not meant:
        raise ValueError(f"there is no call {call!r}")
    for fake in meant:
        words = LiveAvatarFaults if isinstance(fake, LiveAvatarFake) else StreamingFaults
        fault = fault_of(what, words)
        if times == "*":
            fake.always[call] = fault
        else:
            fake.faults[call] += [fault] * int(times or 1)


def environment(fake: Front) -> dict[str, str]:
    """What Vivavoz has to be started with."""
    if isinstance(fake, LiveAvatarFake):
        own = {
            "VIVAVOZ_LIVEAVATAR_BASE_URL": fake.url,
            "VIVAVOZ_LIVEAVATAR_API_KEY": fake.key,
            "VIVAVOZ_LIVEAVATAR_AVATAR_ID": liveavatar.AVATAR_ID,
            "VIVAVOZ_LIVEAVATAR_CONTEXT_ID": liveavatar.CONTEXT_ID,
        }
    else:
        own = {
            "VIVAVOZ_HEYGEN_STREAMING_BASE_URL": fake.url,
            "VIVAVOZ_HEYGEN_STREAMING_API_KEY": fake.key,
            "VIVAVOZ_HEYGEN_STREAMING_AVATAR_ID": streaming.AVATAR_ID,
        }
    return {"VIVAVOZ_AVATARS_PROVIDER": fake.name, **own}


def read_arguments() -> tuple[argparse.Namespace, list[Front]]:
    parser = argparse.ArgumentParser(
        prog="python -m tests.heygen_fake",
        description="Stand-ins for HeyGen's two real-time APIs, on this machine alone.",
        epilog=_FAULTS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add: Any = parser.add_argument
    add("--port", type=int, default=0, help="of liveavatar; the other's is the next (any free)")
    add("--limit", type=int, default=3, help="sessions at once, of each (3)")
    add("--key", default="fake-key", help="the API key of both (fake-key)")
    add("--credits", type=float, help="what is left on the account (as much as you like)")
    add("--foreign", type=int, default=0, help="sessions another deployment has running (0)")
    add("--media", action="store_true", help="heygen_streaming: a picture and a tone (aiortc)")
    add("--fault", action="append", default=[], metavar="CALL=WHAT", help="see below")
    options = parser.parse_args()
    limit, key = options.limit, options.key
    fakes: list[Front] = [
        LiveAvatarFake(key=key, limit=limit, credits=options.credits),
        StreamingFake(key=key, limit=limit, media=options.media),
    ]
    try:
        for each in options.fault:
            plant(each, fakes)
    except ValueError as error:
        parser.error(str(error))
    return options, fakes


async def run(options: argparse.Namespace, fakes: list[Front]) -> None:
    for number, fake in enumerate(fakes):
        await fake.listen(options.port and options.port + number)
        for _ in range(options.foreign):
            fake.foreign_session()
        for name, value in environment(fake).items():
            print(f"export {name}={value}")
        print(flush=True)
    over = asyncio.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(each, over.set)
    while not over.is_set():
        for fake in fakes:
            fake.expire()
        with suppress(TimeoutError):
            await asyncio.wait_for(over.wait(), LOOK_S)
    for fake in fakes:
        await fake.close()
        left = [each.id for each in fake.running() if not each.is_foreign]
        print(f"{fake.name}: {len(left)} left running", *left)


if __name__ == "__main__":
    logging.basicConfig(format="%(asctime)s %(message)s")
    logging.getLogger("tests.heygen_fake").setLevel(logging.INFO)
    asyncio.run(run(*read_arguments()))
