"""The server, counting its tasks when told (SIGUSR2), into the file WATCHED: for bench/hostile.py.

Also on uvloop such a handler runs between two turns of the loop.
"""

import asyncio
import os
import signal
from pathlib import Path

import server


def _count(*_: object) -> None:
    path = Path(os.environ["WATCHED"])
    written = path.with_suffix(".new")
    written.write_text(str(len(asyncio.all_tasks())))
    written.replace(path)


if __name__ == "__main__":
    signal.signal(signal.SIGUSR2, _count)
    server.main()
