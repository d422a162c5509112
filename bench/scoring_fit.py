"""Learns how sentences of practice calls are read, and says how well that serves elsewhere.

Fits a multinomial logistic regression to the labelled examples (bench/calls/examples.*.tsv) and
writes its weights beside the scorer. Printed first, of each task: macro-F1 and F1 of each label on
domains nothing was learnt of. The weights that are written have learnt of the tuning rows, too. An
example that says nearly what a held-out row says is left out, unseen; of held-out rows nothing
else is known here.

    python -m bench.scoring_fit [--dry-run | --unchecked] [--show-wrong] [LANGUAGE...]
"""

import argparse
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from bench.scoring import CALLS, LANGUAGES, TASKS, Pair, f1_of, macro_f1, rows_of
from realtime.roleplay.scoring import learnt
from realtime.roleplay.scoring.language import Language
from realtime.roleplay.scoring.lines import mark_of

#: How much weights are held back, and how many examples have to show a feature.
_PENALTY = 0.3
_LEAST_SHOWN = 2
_STEPS = 200
#: Recognition writes no marks: what was written with one is learnt without it, too.
_WITHOUT_MARK = 0.5
#: Features whose weights all are less than this say next to nothing; a file stays below 450 kB.
_LEAST_WEIGHT = 17
_FOLDS = 5
#: The domain of the tuning rows, and of what buyers tell.
TUNING = "tuning"
TOLD = "told"
#: What an example of it counts.
_TOLD = 0.3
#: Words two sentences may share, of all they have, and count as different.
_MOST_SHARED = 0.5

Matrix = npt.NDArray[np.float32]


class Example(NamedTuple):
    task: str
    label: str
    domain: str
    text: str


def told_in(examples: Sequence[Example]) -> list[Example]:
    """What buyers tell asks nothing, said by a salesperson."""
    return [
        Example("question", "statement", TOLD, each.text)
        for each in examples
        if each.task == "objection" and mark_of(each.text) == "."
    ]


class Seen(NamedTuple):
    """An example as it is learnt; `of` tells which it is, with its mark or without."""

    features: frozenset[str]
    label: str
    weight: float
    of: int


def examples_of(code: str) -> list[Example]:
    rows = (CALLS / f"examples.{code}.tsv").read_text(encoding="utf-8").splitlines()
    examples = [Example(*row.split("\t")) for row in rows[1:]]
    held_out = [_words(row.text, code) for row in rows_of(code) if row.half == "held_out"]
    return [each for each in examples if not _is_near(_words(each.text, code), held_out)]


def tuning_of(code: str) -> Iterator[Example]:
    for task, (chosen, judged) in TASKS.items():
        for row in rows_of(code):
            if row.half == "tuning" and chosen(row):
                label = judged(row, LANGUAGES[code]).label
                yield Example(task.removesuffix("s"), label, TUNING, row.text)


def _words(text: str, code: str) -> frozenset[str]:
    return frozenset(word.plain for word in LANGUAGES[code].words(text))


def _is_near(words: frozenset[str], others: Sequence[frozenset[str]]) -> bool:
    return any(len(words & each) > _MOST_SHARED * len(words | each) for each in others)


def seen_of(examples: Sequence[Example], language: Language) -> list[Seen]:
    seen = []
    for at, each in enumerate(examples):
        words = [word.plain for word in language.words(each.text)]
        # Only a question's mark says what it is.
        asks = each.task == "question"
        mark = mark_of(each.text) if asks else None
        whole = _TOLD if each.domain == TOLD else 1.0
        marks = [(mark, whole), *([("", whole * _WITHOUT_MARK)] if mark else [])]
        for mark, weight in marks:
            features = frozenset(language.features_of(each.task, words, mark))
            if each.domain == TUNING:
                # The hints were written on these rows, and look better on them than they are.
                features = frozenset(name for name in features if not name.startswith("<"))
            seen.append(Seen(features, each.label, weight, at))
    return seen


class Fitted(NamedTuple):
    labels: list[str]
    places: dict[str, int]
    weights: Matrix

    def label_of(self, features: frozenset[str]) -> str:
        known = [self.places[each] for each in features if each in self.places]
        return self.labels[int(np.argmax(self.weights[known].sum(0)))]


def fit(seen: Sequence[Seen]) -> Fitted:
    shown: dict[str, set[int]] = defaultdict(set)
    for each in seen:
        for feature in each.features:
            shown[feature].add(each.of)
    names = sorted(name for name, of in shown.items() if len(of) >= _LEAST_SHOWN)
    places = {name: place for place, name in enumerate(names)}
    labels = sorted({each.label for each in seen})
    inputs = np.zeros((len(seen), len(places)), np.float32)
    wanted = np.zeros((len(seen), len(labels)), np.float32)
    for row, each in enumerate(seen):
        known = [places[feature] for feature in each.features if feature in places]
        inputs[row, known] = learnt.NORM / len(known) ** 0.5
        wanted[row, labels.index(each.label)] = 1
    counts = np.array([each.weight for each in seen], np.float32)
    return Fitted(labels, places, inputs.T @ _minimum(inputs @ inputs.T, wanted, counts))


def _minimum(kernel: Matrix, wanted: Matrix, counts: Matrix) -> Matrix:
    """What each example adds to the weights: accelerated gradient descent in their space."""
    roots = np.sqrt(counts)
    vector = roots.copy()
    for _ in range(15):
        vector = roots * (kernel @ (roots * vector))
        norm = float(np.linalg.norm(vector))
        vector /= norm
    slope = 0.55 * norm + _PENALTY
    before = ahead = np.zeros_like(wanted)
    pace = 1.0
    for _ in range(_STEPS):
        sums = kernel @ ahead
        chances = np.exp(sums - sums.max(1, keepdims=True))
        chances /= chances.sum(1, keepdims=True)
        now = ahead - (counts[:, None] * (chances - wanted) + _PENALTY * ahead) / slope
        faster = (1 + (1 + 4 * pace * pace) ** 0.5) / 2
        ahead = (now + (pace - 1) / faster * (now - before)).astype(np.float32)
        before, pace = now, faster
    return before.astype(np.float32)


def read_with(fitted: Fitted, examples: Sequence[Example], language: Language) -> list[Pair]:
    seen = seen_of(examples, language)
    marked = {each.of: each for each in reversed(seen)}
    return [
        Pair(example.text, example.label, fitted.label_of(marked[at].features))
        for at, example in enumerate(examples)
    ]


def left_out(examples: Sequence[Example], language: Language) -> list[Pair]:
    """What is read in each domain by weights that were learnt in others."""
    domains = sorted({each.domain for each in examples} - {TOLD})
    pairs = []
    for fold in range(_FOLDS):
        out = set(domains[fold::_FOLDS])
        fitted = fit(seen_of([each for each in examples if each.domain not in out], language))
        pairs += read_with(fitted, [each for each in examples if each.domain in out], language)
    return pairs


def whole_weights(fitted: Fitted) -> dict[str, tuple[int, ...]]:
    """Weights as whole numbers, without what says nothing."""
    rounded = np.rint(fitted.weights * learnt.SCALE).astype(int)
    return {
        name: tuple(int(weight) for weight in rounded[place])
        for name, place in fitted.places.items()
        if abs(rounded[place]).max() >= _LEAST_WEIGHT
    }


def report(code: str, task: str, examples: Sequence[Example], *, wrong: bool) -> None:
    pairs = left_out(examples, LANGUAGES[code])
    print(f"{code:6}{task:10}{len(examples)} examples, domains left out: macro-F1 ", end="")
    print(f"{macro_f1(pairs):.3f};", *(f"{name} {f1:.2f}" for name, f1 in f1_of(pairs).items()))
    for pair in pairs if wrong else ():
        if pair.label != pair.read:
            print(f"    {pair.label} read as {pair.read}: {pair.text}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("languages", nargs="*", default=list(LANGUAGES), metavar="LANGUAGE")
    parser.add_argument("--dry-run", action="store_true", help="write no weights")
    parser.add_argument("--unchecked", action="store_true", help="leave no domain out first")
    parser.add_argument("--show-wrong", action="store_true", help="examples read wrongly")
    options = parser.parse_args()
    for code in options.languages:
        language, examples, tuning = LANGUAGES[code], examples_of(code), list(tuning_of(code))
        tasks = {}
        for task in language.hints:
            own = [each for each in examples if each.task == task]
            own += told_in(examples) if task == "question" else []
            if not options.unchecked:
                report(code, task, own, wrong=options.show_wrong)
            rows = [each for each in tuning if each.task == task]
            fitted = fit(seen_of([*own, *rows], language))
            tasks[task] = (fitted.labels, whole_weights(fitted))
        if not options.dry_run:
            text = learnt.written(tasks)
            learnt.path_of(code).write_text(text, encoding="utf-8")
            print(f"{code:6}{len(text.encode()) / 1000:.0f} kB of weights")


if __name__ == "__main__":
    main()
