"""How likely something is, by measurements of it: logistic regression.

A kind of measurement is a frozen dataclass of floats; its weights are another of the same class, so
a table of coefficients names what each belongs to. (bench/fitting.py fits them.) Pure.
"""

import math
from dataclasses import astuple, dataclass
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Model(Generic[T]):
    """How measurements of the kind T speak for a likelihood."""

    bias: float
    weights: T

    def likelihood(self, measured: T) -> float:
        """Of `measured`, between 0 and 1."""
        pairs = zip(_numbers(self.weights), _numbers(measured), strict=True)
        return logistic(self.bias + sum(weight * value for weight, value in pairs))


def logistic(odds: float) -> float:
    """The probability that natural log `odds` mean; at their extremes 0 or 1, never an error."""
    return 1.0 / (1.0 + math.exp(-max(-500.0, min(500.0, odds))))


def _numbers(measured: Any) -> tuple[float, ...]:
    return astuple(measured)
