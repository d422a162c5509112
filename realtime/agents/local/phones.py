"""The phones of the bundled acoustic model, and how unlike two strings of them sound.

ARPAbet without stress. A recogniser that hears mere phones errs between neighbours (P for B, IY for
IH), so these count for less than a P for an AA. Pure.
"""

from collections.abc import Sequence

VOWELS = frozenset("AA AE AH AO AW AY EH ER EY IH IY OW OY UH UW".split())
_SONORANTS = frozenset("L M N NG R W Y".split())
_STOPS = frozenset("B CH D G JH K P T".split())
_FRICATIVES = frozenset("DH F HH S SH TH V Z ZH".split())
PHONES = VOWELS | _SONORANTS | _STOPS | _FRICATIVES

_MANNERS = (VOWELS, _SONORANTS, _STOPS, _FRICATIVES)
_NEIGHBOURS = tuple(
    frozenset(group.split())
    for group in (
        *("P B", "T D", "K G", "CH JH SH ZH", "S Z", "F V", "TH DH", "M N NG", "L W", "R ER"),
        *("IY IH EY Y", "EH AE EY", "AH UH ER", "AA AO AH AW", "OW AO UH UW", "AY AA", "OY AO"),
        *("IH EH AH", "AE AA AW", "T CH", "D DH JH", "HH F TH", "S TH F SH Z DH", "UW W", "TH T"),
        "V B W DH",
    )
)

#: What it costs to take one phone for another: a neighbour, one said the same manner, any other.
NEIGHBOUR, SAME_MANNER, OTHER = 0.4, 0.7, 1.0
#: What a phone costs that is missing or too many.
ODD = 0.7


def _cost(one: str, other: str) -> float:
    if one == other:
        return 0.0
    if any(one in group and other in group for group in _NEIGHBOURS):
        return NEIGHBOUR
    return SAME_MANNER if any(one in m and other in m for m in _MANNERS) else OTHER


_COSTS = {(one, other): _cost(one, other) for one in PHONES for other in PHONES}


def distance(said: Sequence[str], heard: Sequence[str]) -> float:
    """The least cost of turning `said` into `heard`: an edit distance over sounds."""
    above = [ODD * column for column in range(len(heard) + 1)]
    for row, one in enumerate(said, start=1):
        line = [ODD * row]
        for column, other in enumerate(heard, start=1):
            changed = above[column - 1] + _COSTS[one, other]
            line.append(min(changed, above[column] + ODD, line[-1] + ODD))
        above = line
    return above[-1]
