"""What was done, and what went wrong (part of bench/soak)."""

import time
from collections import Counter, deque
from dataclasses import dataclass, field
from random import Random

import jwt

SECRET = "a secret of the soak's own, of no use to anybody"
_TOKEN_S = 86_400
_MOST_TOLD = 20


@dataclass
class Account:
    """Shared by all who take part."""

    port: int
    chance: Random
    done: Counter[str] = field(default_factory=Counter)
    #: What mustn't happen, by what it is.
    wrong: Counter[str] = field(default_factory=Counter)
    #: Seconds from the true end of speech to the first audio of its answer.
    answers_s: list[float] = field(default_factory=list)
    told: deque[str] = field(default_factory=lambda: deque(maxlen=_MOST_TOLD))
    #: By so much everything is faster than people are.
    haste: float = 1.0
    #: Nobody begins anything any more.
    is_over: bool = False

    def some(self, mean_s: float, most_s: float = 3_600.0) -> float:
        """So many seconds, or more, or less."""
        return min(self.chance.expovariate(1 / mean_s), most_s) / self.haste

    def blame(self, what: str, detail: object = "") -> None:
        self.wrong[what] += 1
        self.told.append(f"{what}: {detail}")


def token_of(user: int | str, *scopes: str, leads: tuple[str, ...] = ()) -> str:
    claims: dict[str, object] = {"user_id": user, "exp": int(time.time()) + _TOKEN_S}
    if scopes:
        claims["scope"] = " ".join(scopes)
    if leads:
        claims["leads"] = list(leads)
    return jwt.encode(claims, SECRET, algorithm="HS256")
