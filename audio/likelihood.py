"""How likely something is, by measurements of it: logistic regression, applied and fitted.

A kind of measurement is a frozen dataclass of floats; its weights are another of the same class, so
a table of coefficients names what each belongs to. Pure.
"""

import math
from dataclasses import astuple, dataclass
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float64]
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


def fit(measured: Matrix, true: Matrix, counts: Matrix, *, ridge: float = 1.0) -> Matrix:
    """Bias and weights, (1 + n,), that tell `true` rows of `measured`, (rows, n), from others.

    A row counts as often as `counts` says. `ridge` keeps weights of measurements that vary together
    small, in units of their spread. Newton's method, which takes a dozen steps.
    """
    centre, spread = measured.mean(axis=0), measured.std(axis=0) + 1e-9
    rows = np.column_stack((np.ones(len(measured)), (measured - centre) / spread))
    penalty = np.diag([1e-6] + [ridge] * measured.shape[1])
    weights = np.zeros(rows.shape[1])
    for _ in range(30):
        likely = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (counts * (true - likely)) - penalty @ weights
        bend = (rows.T * (counts * likely * (1 - likely))) @ rows + penalty
        weights += np.linalg.solve(bend, slope)
    plain = weights[1:] / spread
    return np.concatenate(([weights[0] - plain @ centre], plain))


def _numbers(measured: Any) -> tuple[float, ...]:
    return astuple(measured)
