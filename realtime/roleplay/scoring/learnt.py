"""What a sentence is, by weights learnt from labelled examples.

The weights of a language are a file beside this one, made by bench/scoring_fit.py: for each task a
heading, `# task label label...`, then a row a feature with its weight for each label. Weights are
whole numbers, so a sum is the same in whatever order: the same words always get the same label.
A file is read when its language is imported; else this is pure.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import sqrt
from pathlib import Path
from typing import NamedTuple

#: Of a weight as it was learnt.
SCALE = 100
#: All features of a sentence together count as so many, however many there are.
NORM = 3.0


class Verdict(NamedTuple):
    """What a sentence is, and how far ahead of all else it could be."""

    label: str
    lead: float


class Learnt:
    """One task: the labels, and what each feature says for each of them."""

    def __init__(self, labels: Sequence[str], weights: Mapping[str, Sequence[int]]) -> None:
        self.labels = labels
        self._weights = weights

    def judge(self, features: Iterable[str]) -> Verdict:
        """Of two labels with the same weight the first wins."""
        weights = self.weigh(features)
        first, second = sorted(weights.values(), reverse=True)[:2]
        return Verdict(max(weights, key=weights.__getitem__), first - second)

    def weigh(self, features: Iterable[str]) -> dict[str, float]:
        """What the features say for each label."""
        known = [self._weights[each] for each in features if each in self._weights]
        sums = [sum(column) for column in zip(*known, strict=True)] or [0] * len(self.labels)
        part = NORM / SCALE / sqrt(max(1, len(known)))
        return {label: total * part for label, total in zip(self.labels, sums, strict=True)}


def path_of(code: str) -> Path:
    return Path(__file__).parent / f"learnt.{code}.tsv"


def read(code: str) -> dict[str, Learnt]:
    """The tasks of a language, by name. Does blocking I/O."""
    tasks: dict[str, Learnt] = {}
    weights: dict[str, tuple[int, ...]] = {}
    for row in path_of(code).read_text(encoding="utf-8").splitlines():
        name, _, rest = row.partition("\t")
        if name == "#":
            task, *labels = rest.split()
            weights = {}
            tasks[task] = Learnt(labels, weights)
        else:
            weights[name] = tuple(map(int, rest.split()))
    return tasks


def written(tasks: Mapping[str, tuple[Sequence[str], Mapping[str, Sequence[int]]]]) -> str:
    """The file of a language, as `read` reads it: of each task its labels and weights."""
    rows = []
    for task, (labels, weights) in tasks.items():
        rows.append(f"#\t{task} {' '.join(labels)}")
        rows += [f"{name}\t{' '.join(map(str, weights[name]))}" for name in sorted(weights)]
    return "\n".join(rows) + "\n"
