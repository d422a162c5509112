"""How many words of free speech are transcribed right, how well that is known, and what it costs.

    python -m bench.transcription [sentences for each voice, default 20] [--speech DIR] [--show]

Transcribes, in this process:

- what salespeople say (bench/calls), in synthetic voices, one sentence a turn;
- with `--speech`, the recordings in DIR (WAV, 16 kHz) whose words are beside them, in
  `NAME.words.json` under "t"; and all of them in one turn.

Prints for each voice or source: the word error rate (words wrong, left out and too many, of those
said), the words right of those given, beside the confidence, which should be the same; turns
refused; CPU time as a part of the audio's length. Then what the model takes to load.

Last measured, six sentences a voice on a busy machine: recordings 33 % wrong (in one turn 29 %), of
synthetic voices American women 43 %, men 63 and 67 %, British 81 and 93 %: the model hardly hears
them. Confidence is right but there: 76 % of words right for 74 %, 72 for 59, 45 for 52, but 13 for
48 in received pronunciation. CPU 0.26 to 0.41; loaded in 0.5 s.
"""

import argparse
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from time import process_time

import orjson

from audio.wav import read_wav
from bench import figures
from bench.clips import Clip, speak
from bench.figures import Row
from bench.scoring import rows_of
from realtime.agents.local.jobs import Heard, Recognised
from realtime.agents.local.transcriber import Transcriber

VOICES = ("en-us", "en-us+f2", "en-us+m3", "en-gb-x-rp+f4", "en-gb-scotland+m1")


@dataclass(frozen=True)
class Taken:
    """A turn that was transcribed."""

    clip: Clip
    heard: Heard
    cpu_s: float

    @property
    def said(self) -> list[str]:
        return words_of(self.clip.text)

    @property
    def found(self) -> list[str]:
        return words_of(self.heard.text) if isinstance(self.heard, Recognised) else []


def words_of(text: str) -> list[str]:
    return re.findall(r"[a-z']+", text.lower().replace("\u2019", "'"))


def errors(said: Sequence[str], found: Sequence[str]) -> int:
    """The least number of words to change, add or take away."""
    row = list(range(len(found) + 1))
    for count, word in enumerate(said, 1):
        before, row[0] = row[0], count
        for at, other in enumerate(found, 1):
            before, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, before + (word != other))
    return row[-1]


def right(turn: Taken) -> int:
    """Words given that were said, in their order."""
    blocks = SequenceMatcher(None, turn.said, turn.found, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks)


def recordings(folder: Path) -> Iterator[Clip]:
    clips = [
        Clip(
            "recordings",
            orjson.loads(path.read_bytes())["t"],
            read_wav(path.with_name(path.name.replace(".words.json", ".wav")).read_bytes()).pcm,
        )
        for path in sorted(folder.glob("*.words.json"))
    ]
    yield from clips
    text = " ".join(clip.text for clip in clips)
    yield Clip("all in one turn", text, b"".join(clip.pcm for clip in clips))


def sentences(each: int) -> list[Clip]:
    """Without figures, which are written otherwise than they are heard."""
    rows = (row.text for row in rows_of("en") if row.who == "salesperson")
    texts = [text for text in rows if len(text.split()) > 4 and not re.search(r"\d", text)]
    return speak(
        [
            (text, voice)
            for at, voice in enumerate(VOICES)
            for text in texts[at :: max(1, len(texts) // each)][:each]
        ]
    )


def report(source: str, turns: Sequence[Taken]) -> list[Row]:
    said = sum(len(turn.said) for turn in turns)
    found = max(1, sum(len(turn.found) for turn in turns))
    heard = [turn.heard for turn in turns if isinstance(turn.heard, Recognised)]
    sure = sum(one.confidence * len(words_of(one.text)) for one in heard)
    wrong = sum(errors(t.said, t.found) for t in turns) / said
    cpu = sum(t.cpu_s for t in turns) / sum(t.clip.seconds for t in turns)
    print(
        f"  {source:20} word error rate {wrong:.1%},"
        f" right {sum(map(right, turns)) / found:.1%} (confidence {sure / found:.1%}),"
        f" refused {len(turns) - len(heard)}/{len(turns)},"
        f" CPU {cpu:.2f}"
    )
    return [
        figures.measured(f"{source}: words wrong", 100 * wrong, "%"),
        figures.measured(f"{source}: CPU of the audio's length", 100 * cpu, "%"),
    ]


def main() -> list[Row]:
    parser = argparse.ArgumentParser(description="Transcription: words right, and what they cost.")
    parser.add_argument("each", type=int, nargs="?", default=20, metavar="SENTENCES")
    parser.add_argument("--speech", type=Path, help="a folder of recordings")
    parser.add_argument("--show", action="store_true", help="what was said and heard")
    options = parser.parse_args()
    begun = process_time()
    transcriber = Transcriber()
    load_s = process_time() - begun
    by_source: dict[str, list[Taken]] = defaultdict(list)
    for clip in [*sentences(options.each), *(recordings(options.speech) if options.speech else ())]:
        begun = process_time()
        heard = transcriber.transcribe(clip.pcm)
        by_source[clip.source].append(Taken(clip, heard, process_time() - begun))
        if options.show:
            print(f"    {clip.source}: {clip.text!r}: {heard}")
    rows = [row for source, turns in by_source.items() for row in report(source, turns)]
    print(f"  the model is loaded in {load_s:.2f} s of CPU")
    if not options.speech:
        rows.append(figures.not_measured("recordings", "no folder was named"))
    return rows


if __name__ == "__main__":
    figures.finish(main())
