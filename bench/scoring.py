"""How well the scoring of practice calls reads sentences, orders calls, and what it costs.

Prints macro-F1 of each language on the rows nobody looked at while the rules were written
(held_out), with that of the rows they were written on (tuning) beside it: questions by kind,
objections by type, treatments by technique. Then the rank order of the whole calls, and the CPU of
a call of an hour. Of held-out rows it prints nothing but those figures. Exits with 1 if a limit is
missed.

    python -m bench.scoring [--show-wrong LANGUAGE]
"""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from time import process_time
from typing import NamedTuple

from realtime.roleplay.scoring.language import Language
from realtime.roleplay.scoring.language_en import ENGLISH
from realtime.roleplay.scoring.language_pt import PORTUGUESE
from realtime.roleplay.scoring.lines import Line, sentences_of
from realtime.roleplay.scoring.objections import objection_in, technique_in
from realtime.roleplay.scoring.questions import questions_of, strongest

CALLS = Path(__file__).parent / "calls"
LANGUAGES = {"pt-BR": PORTUGUESE, "en": ENGLISH}
LEAST_F1 = 0.80
MOST_CPU_S = 1.0


class Row(NamedTuple):
    half: str
    who: str
    kind: str
    text: str
    about: str


class Pair(NamedTuple):
    text: str
    label: str
    read: str


def rows_of(language: str) -> Iterator[Row]:
    path = CALLS / f"sentences.{language}.tsv"
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        yield Row(*(line.split("\t") + [""])[:5])


def question(row: Row, language: Language) -> Pair:
    asked = strongest(
        questions_of(sentences_of([Line("salesperson", row.text)], language), language)
    )
    return Pair(row.text, row.kind, asked.kind if asked else "statement")


def objection(row: Row, language: Language) -> Pair:
    words = [word.plain for word in language.words(row.text)]
    label = row.about if row.kind == "objection" else row.kind
    return Pair(row.text, label, objection_in(words, language) or "no_objection")


def treatment(row: Row, language: Language) -> Pair:
    words = [word.plain for word in language.words(row.text)]
    return Pair(row.text, row.about, technique_in(words, language) or "none")


TASKS: dict[str, tuple[Callable[[Row], bool], Callable[[Row, Language], Pair]]] = {
    "questions": (lambda row: row.who == "salesperson" and row.kind != "treatment", question),
    "objections": (lambda row: row.who == "buyer", objection),
    "treatments": (lambda row: row.kind == "treatment", treatment),
}


def macro_f1(pairs: Sequence[Pair]) -> float:
    labels = {pair.label for pair in pairs}
    right = Counter(pair.label for pair in pairs if pair.label == pair.read)
    labelled = Counter(pair.label for pair in pairs)
    read = Counter(pair.read for pair in pairs)
    return sum(2 * right[each] / (labelled[each] + read[each]) for each in labels) / len(labels)


def read(task: str, language: str, half: str) -> list[Pair]:
    chosen, judged = TASKS[task]
    rows = [row for row in rows_of(language) if row.half == half and chosen(row)]
    return [judged(row, LANGUAGES[language]) for row in rows]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--show-wrong", choices=LANGUAGES, help="tuning rows read wrongly")
    parser.add_argument("--tuning-only", action="store_true")
    options = parser.parse_args()
    if options.show_wrong:
        for task in TASKS:
            print(f"{task}: {macro_f1(read(task, options.show_wrong, 'tuning')):.3f}")
            for pair in read(task, options.show_wrong, "tuning"):
                if pair.read != pair.label:
                    print(f"  {pair.label} read as {pair.read}: {pair.text}")
        return 0
    failed = False
    for language in LANGUAGES:
        for task in TASKS:
            tuning = macro_f1(read(task, language, "tuning"))
            held_out = macro_f1(read(task, language, "held_out"))
            failed |= held_out < LEAST_F1
            print(
                f"{language:6}{task:12}macro-F1 held out {held_out:.3f} (limit {LEAST_F1:.2f}), "
                f"tuning {tuning:.3f}"
            )
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
