"""Start the stand-in for Dialogflow CX by hand.

    python -m tests.dialogflow_emulator [--port 8092] [--fault unavailable] [--latency-ms 300]

It says which settings to start Vivavoz with, and then a line for each call that is over. What is
typed is understood by a few keywords, in Portuguese and English; what is spoken is always heard as
--hears. Ctrl-C ends it.
"""

import argparse
import asyncio
import logging
import signal
import sys
from typing import Any

from tests.dialogflow_emulator.emulator import Emulator
from tests.dialogflow_emulator.faults import FAULTS, Fault

_TRY = """\
Try, typed: olá; procuro um violão (a tool call); atendente (hands over to a person); tchau (ends
the conversation); anything else is no match. In English: hello, search for a guitar, human agent,
bye. --hears makes any of them what is understood of every spoken turn.

--fault NAME is a fault of the next call, NAMExN of the next N, NAMEx* of all; it may be given more
than once. NAME is one of
"""


def plant(text: str, emulator: Emulator) -> None:
    """Raises ValueError."""
    name, cross, times = text.rpartition("x")
    if not (cross and (times == "*" or times.isdecimal())):
        name, times = text, "1"
    fault: Fault | None = FAULTS.get(name)
    if fault is None:
        raise ValueError(f"there is no fault {name!r}")
    if times == "*":
        emulator.always = fault
    else:
        emulator.faults += [fault] * int(times)


def environment(emulator: Emulator) -> dict[str, str]:
    """What Vivavoz has to be started with."""
    return {
        "VIVAVOZ_DIALOGFLOW_AGENT": emulator.agent,
        "VIVAVOZ_DIALOGFLOW_ENDPOINT": emulator.address,
        "VIVAVOZ_DIALOGFLOW_TOOLS_OF": "marketplace-pt-BR",
    }


def read_arguments() -> tuple[argparse.Namespace, Emulator]:
    parser = argparse.ArgumentParser(
        prog="python -m tests.dialogflow_emulator",
        description="A stand-in for Dialogflow CX's Sessions, on this machine alone.",
        epilog=_TRY + "".join(f"  {name}\n" for name in FAULTS),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add: Any = parser.add_argument
    add("--port", type=int, default=0, help="any free one, unless given")
    add("--location", default="global", help="of its agents (global)")
    add("--hears", default="olá", metavar="TEXT", help="what is understood of speech (olá)")
    add("--latency-ms", type=int, default=0, help="before every answer (0)")
    add("--audio-limit-s", type=float, default=120.0, help="of a stream (120)")
    add("--fault", action="append", default=[], metavar="NAME", help="see below")
    options = parser.parse_args()
    emulator = Emulator(location=options.location)
    emulator.hears = options.hears
    emulator.latency_s = options.latency_ms / 1000
    emulator.audio_limit_s = options.audio_limit_s
    emulator.keeps_audio = False
    # It may run for days.
    emulator.on_end = emulator.calls.remove
    try:
        for each in options.fault:
            plant(each, emulator)
    except ValueError as error:
        parser.error(str(error))
    return options, emulator


async def run(options: argparse.Namespace, emulator: Emulator) -> None:
    try:
        await emulator.listen(options.port)
    except OSError as error:
        sys.exit(f"port {options.port}: {error.strerror}")
    settings = " ".join(f"{name}={value}" for name, value in environment(emulator).items())
    print(f"Dialogflow CX's stand-in listens on {emulator.address}. In another shell:\n")
    print(f"{settings} make run\n", flush=True)
    over = asyncio.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(each, over.set)
    await over.wait()
    print(f"{emulator.running} calls were open")
    await emulator.close()


if __name__ == "__main__":
    logging.basicConfig(format="%(asctime)s %(message)s")
    logging.getLogger("tests.dialogflow_emulator").setLevel(logging.INFO)
    asyncio.run(run(*read_arguments()))
