"""What an answer of the embedded buyer costs the event loop: CPU of turns of 2,000 characters.

Prints a line a kind of turn: prose, the same without marks (as speech comes), words that aren't
any, and the language's commonest words in any order, which begin the most phrases. The median is
of calls that are new each time; the slowest one may hold a collection of garbage. Exits with 1 if
a median is over the limit.

    python -m bench.buyer
"""

import random
import string
from collections.abc import Iterator
from statistics import median
from time import process_time

from bench import figures
from bench.figures import Row
from realtime.roleplay.buyer.buyer import Buyer
from realtime.roleplay.definition import Definition
from realtime.roleplay.files import read_files

MOST_MS = 5.0
LETTERS, TURNS = 2_000, 60
PROSE = {
    "pt-BR": "Entendo, e faz sentido. Me conta uma coisa, quantas consultas vocês têm por dia e"
    " o que acontece quando um paciente falta? A gente trabalha com clínicas parecidas com a sua. ",
    "en": "I understand, and that makes sense. Tell me, how many appointments do you have a day,"
    " and what happens when somebody doesn't turn up? We work with practices like yours. ",
}
COMMON = {
    "pt-BR": "quanto você que o a e como isso é o que vocês se",
    "en": "what would you how is it that do the if you are",
}


def turns_of(language: str, chance: random.Random) -> Iterator[tuple[str, list[str]]]:
    prose = PROSE[language] * (LETTERS // 100)
    unmarked = "".join(c for c in prose if c not in ".,?")
    yield "prose", [prose[at : at + LETTERS] for at in range(TURNS)]
    yield "unmarked", [unmarked[at : at + LETTERS] for at in range(TURNS)]
    for name, words in (("no words", None), ("commonest", COMMON[language].split())):
        yield name, [" ".join(_words(words, chance))[:LETTERS] for _ in range(TURNS)]


def _words(words: list[str] | None, chance: random.Random) -> Iterator[str]:
    for _ in range(LETTERS // 3):
        if words is not None:
            yield chance.choice(words)
        else:
            yield "".join(chance.choices(string.ascii_lowercase, k=chance.randint(1, 9)))


def measure(definition: Definition, turns: list[str]) -> list[float]:
    """Milliseconds of each turn's answer."""
    costs = []
    for turn in turns:
        buyer = Buyer(definition)
        began = process_time()
        buyer.answer(turn)
        costs.append(1_000 * (process_time() - began))
    return costs


def main() -> list[Row]:
    rows = []
    for definition in read_files(None, agents=()).values():
        if definition.call_type != "discovery":
            continue
        Buyer(definition).answer("?")
        for name, turns in turns_of(definition.language, random.Random(1)):
            costs = measure(definition, turns)
            middle = median(costs)
            print(f"{definition.language:6} {name:10} {middle:5.1f} ms  slowest {max(costs):5.1f}")
            what = f"an answer to {LETTERS:,} characters, {definition.language}, {name}"
            rows.append(figures.at_most(what, middle, MOST_MS, "ms of CPU"))
    return rows


if __name__ == "__main__":
    figures.finish(main())
