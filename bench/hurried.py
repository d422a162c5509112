"""server.py with less patience, for a short bench (of bench/leaks.py).

Its times that aren't settings, or can't be set so low, are a small part of what they are; nothing
else is changed.
"""

import dataclasses
from collections.abc import Mapping
from pathlib import Path

import server
import settings
from realtime.avatars import leaving, stay, vendor
from realtime.consultation import sessions

#: In place of 10 s, 30 s and 30 s; and of 20 s and 1 s, the least that can be set.
CALL_S = 4.0
DOUBT_S = 1.2
STOP_AGAIN_S = 0.5
HEARTBEAT_LOST_S = 1.0
RECONNECT_S = 0.3


def main() -> None:
    for module, name, seconds in (
        (vendor, "VENDOR_CALL_SECONDS", CALL_S),
        (leaving, "_DOUBT_SECONDS", DOUBT_S),
        (sessions, "STOP_AGAIN_SECONDS", STOP_AGAIN_S),
        (stay, "STOP_AGAIN_SECONDS", STOP_AGAIN_S),
    ):
        assert hasattr(module, name), "it has another name by now"
        setattr(module, name, seconds)
    load = settings.load

    def load_hurried(file: Path | None, environment: Mapping[str, str]) -> settings.Settings:
        loaded = load(file, environment)
        hurried = dataclasses.replace(
            loaded.consultation, heartbeat_lost_s=HEARTBEAT_LOST_S, reconnect_s=RECONNECT_S
        )
        return dataclasses.replace(loaded, consultation=hurried)

    settings.load = load_hurried
    server.main()


if __name__ == "__main__":
    main()
