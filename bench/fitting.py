"""Fits the weights of audio/likelihood.py's models: logistic regression."""

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float64]


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
