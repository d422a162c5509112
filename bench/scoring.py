"""How well the scoring of practice calls reads sentences, orders calls, and what it costs.

Prints macro-F1 of each language on the rows nobody looked at while the scorer was made (held_out),
with that of the rows it was made on (tuning) beside it: questions by kind,
objections by type, treatments by technique. Then the rank order of the whole calls, and the CPU of
a call of an hour. Of held-out rows it prints nothing but those figures. Exits with 1 if a limit is
missed.

    python -m bench.scoring [--show-wrong LANGUAGE]
"""

import argparse
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from time import process_time
from typing import NamedTuple

from bench import figures
from realtime.roleplay.scoring.language import Language
from realtime.roleplay.scoring.language_en import ENGLISH
from realtime.roleplay.scoring.language_pt import PORTUGUESE
from realtime.roleplay.scoring.lines import Line, Side, sentences_of
from realtime.roleplay.scoring.objections import objection_in, technique_in
from realtime.roleplay.scoring.questions import questions_of, strongest
from realtime.roleplay.scoring.results import Scored
from realtime.roleplay.scoring.score import Call, score

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
    asked = strongest(questions_of(sentences_of([Line("salesperson", row.text)], language)))
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


def f1_of(pairs: Sequence[Pair]) -> dict[str, float]:
    """Of each label."""
    right = Counter(pair.label for pair in pairs if pair.label == pair.read)
    labelled = Counter(pair.label for pair in pairs)
    read = Counter(pair.read for pair in pairs)
    return {each: 2 * right[each] / (labelled[each] + read[each]) for each in sorted(labelled)}


def macro_f1(pairs: Sequence[Pair]) -> float:
    return sum(f1_of(pairs).values()) / len(f1_of(pairs))


def read(task: str, language: str, half: str) -> list[Pair]:
    chosen, judged = TASKS[task]
    rows = [row for row in rows_of(language) if row.half == half and chosen(row)]
    return [judged(row, LANGUAGES[language]) for row in rows]


def main() -> list[figures.Row]:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--show-wrong", choices=LANGUAGES, help="tuning rows read wrongly")
    options = parser.parse_args()
    if options.show_wrong:
        for task in TASKS:
            print(f"{task}: {macro_f1(read(task, options.show_wrong, 'tuning')):.3f}")
            for pair in read(task, options.show_wrong, "tuning"):
                if pair.read != pair.label:
                    print(f"  {pair.label} read as {pair.read}: {pair.text}")
        return []
    rows = []
    for language in LANGUAGES:
        for task in TASKS:
            tuning = macro_f1(read(task, language, "tuning"))
            held_out = macro_f1(read(task, language, "held_out"))
            what = f"macro-F1 of {task} nobody looked at, {language}"
            rows.append(figures.at_least(what, held_out, LEAST_F1))
            print(
                f"{language:6}{task:12}macro-F1 held out {held_out:.3f} (limit {LEAST_F1:.2f}), "
                f"tuning {tuning:.3f}"
            )
        unordered = int(not ordered(language))
        rows.append(figures.none_of(f"whole calls not in their order, {language}", unordered))
    return [*rows, figures.at_most("CPU of an hour's call", cheap(), MOST_CPU_S, "s")]


def call_of(path: Path, language: str) -> Call:
    lines = []
    for row in path.read_text(encoding="utf-8").splitlines()[2:]:
        start, end, who, text = row.split("\t")
        side: Side = "salesperson" if who == "salesperson" else "buyer"
        lines.append(Line(side, text, float(start), float(end)))
    return Call(tuple(lines), language, max(line.end_s or 0.0 for line in lines))


def overall(call: Call) -> int:
    result = score(call)
    assert isinstance(result, Scored) and result.spin_metrics.overall_score is not None
    return result.spin_metrics.overall_score


def ordered(language: str) -> bool:
    paths = sorted((CALLS / "whole").glob(f"*.{language}.tsv"))
    scores = [overall(call_of(path, language)) for path in paths]
    strictly = all(a < b for a, b in pairwise(scores))
    print(
        f"{language:6}whole calls from worst to best: {scores}; Spearman {spearman(scores):.3f}, "
        f"{'strictly ordered' if strictly else 'not strictly ordered'}"
    )
    return strictly


def spearman(scores: Sequence[int]) -> float:
    """Of scores that should rise; ties share their mean rank."""
    ranks = [(sum(b < a for b in scores) + sum(b <= a for b in scores) - 1) / 2 for a in scores]
    middle = (len(scores) - 1) / 2
    above = sum((i - middle) * (rank - middle) for i, rank in enumerate(ranks))
    below = sum((i - middle) ** 2 for i in range(len(ranks)))
    spread = sum((rank - middle) ** 2 for rank in ranks)
    return above / (below * spread) ** 0.5 if spread else 0.0


def cheap() -> float:
    """Seconds of CPU for an hour of the longest call, over and over."""
    worst = 0.0
    for language in LANGUAGES:
        call = hour_of(call_of(CALLS / "whole" / f"10-excellent.{language}.tsv", language))
        least = min(cpu_of(call) for _ in range(3))
        words = sum(len(line.text.split()) for line in call.lines)
        print(
            f"{language:6}a call of {call.duration_s / 60:.0f} min, {len(call.lines)} lines, "
            f"{words} words: {least:.3f} s of CPU (limit {MOST_CPU_S:.0f} s)"
        )
        worst = max(worst, least)
    return worst


def hour_of(call: Call) -> Call:
    lines = []
    at = 0.0
    while at < 3600:
        lines += [
            Line(line.who, line.text, at + (line.start_s or 0), at + (line.end_s or 0))
            for line in call.lines
        ]
        at += call.duration_s
    return Call(tuple(lines), call.language, at)


def cpu_of(call: Call) -> float:
    began = process_time()
    score(call)
    return process_time() - began


if __name__ == "__main__":
    figures.finish(main())
