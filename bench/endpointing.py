"""How well turns are found: what is clipped, how late starts and ends come, what noise starts.

    python -m bench.endpointing [DIR]

DIR holds labelled speech: NAME.wav with NAME.lab beside it (lines that begin with the second at
which speech, and then silence, begins) and, if known, NAME.words.json (the start and duration of
each word). Without it only what is synthetic is measured. Heard in 20 ms chunks over a quiet room;
besides the recordings themselves, turns with pauses in them, spliced into the recordings and
synthetic (bench/pauses.py). Printed:

- per recording: onset clipped (true onset to where the turn's audio begins, 0 when before), start
  latency (true onset to `speech_started`), end latency (true end to `speech_stopped`);
- the same over all, as percentiles, with the settings as they come;
- false cut-offs, plain silence beside `early_end`, at equal mean delay (bench/cut_offs.py);
- false starts a minute in a quiet room and in white and pink noise, hum, and babble made of the
  recordings, at 20, 10 and 5 dB under speech of -20 dBFS; whether speech over each at 10 dB, and
  speech of -35 dBFS in a quiet room, is found (bench/backgrounds.py).

`early_end`'s rule was fitted to the very recordings that "recordings" and "recordings with pauses"
are made of (realtime/voice/ending.py), so those figures flatter it. "Synthetic with pauses" has
other voices and sentences than it was fitted to.
"""

import argparse
from pathlib import Path

import numpy as np

from bench import backgrounds, cut_offs, figures
from bench.figures import Row
from bench.hearing import turns_in
from bench.pauses import Talk, recorded, spliced, synthetic, talk
from realtime.voice.settings import VoiceSettings

LEVELS = (backgrounds.SPEECH_DBFS, backgrounds.SOFT_DBFS)


def as_recorded(folder: Path, dbfs: float | None = None) -> list[Talk]:
    """Each recording for itself, at its own level or this one."""
    labels = sorted(folder.glob("*.lab"))
    return [talk(each.stem, [recorded(each)], dbfs=dbfs) for each in labels]


class Latencies:
    """Those of some talks, in ms."""

    def __init__(self, talks: list[Talk], settings: VoiceSettings) -> None:
        self.clipped: list[float] = []
        self.start: list[float] = []
        self.end: list[float] = []
        for each in talks:
            self._add(each, settings)

    def _add(self, talk: Talk, settings: VoiceSettings) -> None:
        turns = turns_in(talk.sound, settings)
        for span in talk.turns:
            begun = [t for t in turns if span.onset_ms - 300 < t.started_at_ms < span.end_ms]
            stops = [t.stopped_at_ms for t in turns if t.stopped_at_ms is not None]
            after = [stop for stop in stops if stop >= span.end_ms]
            if begun:
                self.clipped.append(max(0.0, begun[0].begins_ms - span.onset_ms))
                self.start.append(begun[0].started_at_ms - span.onset_ms)
            if begun and after:
                self.end.append(after[0] - span.end_ms)

    def rows(self, name: str) -> list[Row]:
        if not self.end:
            return [figures.not_measured(name, "there is none")]
        return [
            figures.measured(f"{name}: clipped, at most", max(self.clipped), "ms"),
            figures.measured(f"{name}: late start, p99", np.percentile(self.start, 99), "ms"),
            figures.measured(f"{name}: end, p50", np.percentile(self.end, 50), "ms"),
        ]

    def __str__(self) -> str:
        if not self.end:
            return "no turn found"
        start, end = np.percentile(self.start, [50, 90, 99]), np.percentile(self.end, [50, 90])
        return (
            f"clipped at most {max(self.clipped):.0f} ms, start p50/p90/p99"
            f" {start[0]:.0f}/{start[1]:.0f}/{start[2]:.0f} ms,"
            f" end p50/p90 {end[0]:.0f}/{end[1]:.0f} ms"
        )


def report_latencies(recordings: list[Talk], sets: dict[str, list[Talk]]) -> list[Row]:
    rows: list[Row] = []
    plain, rule = VoiceSettings(early_end=False), VoiceSettings()
    for each in recordings:
        print(f"{each.name}: {Latencies([each], rule)}")
    for name, talks in sets.items():
        found = Latencies(talks, rule)
        print(f"{name}, early_end: {found}")
        print(f"{name}, silence alone: {Latencies(talks, plain)}")
        rows += found.rows(name)
    return rows


def main() -> list[Row]:
    parser = argparse.ArgumentParser(description="How well turns are found.")
    parser.add_argument("folder", type=Path, nargs="?", help="labelled speech")
    folder = parser.parse_args().folder
    sets = {"synthetic with pauses": synthetic()}
    if folder is not None:
        sets |= {"recordings": as_recorded(folder), "recordings with pauses": spliced(folder)}
    rows = report_latencies(sets.get("recordings", []), sets)
    print("False cut-offs")
    for name, talks in sets.items():
        if talks:
            rows += cut_offs.report(f"  {name}", talks)
    if folder is None:
        return [*rows, figures.not_measured("recordings, and noise", "no folder was named")]
    voices = [recorded(label).samples for label in sorted(folder.glob("*.lab"))]
    level, soft = (as_recorded(folder, dbfs) for dbfs in LEVELS)
    backgrounds.report(voices, level, soft)
    return rows


if __name__ == "__main__":
    figures.finish(main())
