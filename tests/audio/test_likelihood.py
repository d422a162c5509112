from dataclasses import dataclass

import numpy as np
import pytest

from audio.likelihood import Model, logistic
from bench.fitting import fit


@dataclass(frozen=True)
class Weather:
    cloud: float
    wind: float


@pytest.mark.parametrize(("odds", "probability"), [(0, 0.5), (np.log(9), 0.9), (1e9, 1), (-1e9, 0)])
def test_logistic_is_the_probability_that_odds_mean(odds, probability):
    assert logistic(odds) == pytest.approx(probability)


def test_model_weighs_each_measurement_by_its_name():
    model = Model(bias=-1.0, weights=Weather(cloud=2.0, wind=-0.5))
    assert model.likelihood(Weather(cloud=1.0, wind=2.0)) == pytest.approx(0.5)
    assert model.likelihood(Weather(cloud=3.0, wind=0.0)) == pytest.approx(logistic(5.0))


def test_fit_finds_the_weights_that_made_the_data():
    rng = np.random.default_rng(1)
    measured = rng.normal(size=(20_000, 2)) * [3.0, 0.2] + [10.0, 0.0]
    odds = -4.0 + 0.5 * measured[:, 0] - 5.0 * measured[:, 1]
    true = (rng.random(20_000) < 1 / (1 + np.exp(-odds))).astype(float)
    assert fit(measured, true, np.ones(20_000)) == pytest.approx([-4.0, 0.5, -5.0], rel=0.1)


def test_fit_of_what_tells_nothing_gives_the_share():
    measured = np.zeros((4, 1))
    bias, weight = fit(measured, np.array([1.0, 0.0, 0.0, 0.0]), np.ones(4))
    assert logistic(bias) == pytest.approx(0.25, abs=1e-3)
    assert weight == 0.0


def test_rows_count_as_often_as_told():
    counts = np.array([3.0, 1.0])
    bias, _ = fit(np.zeros((2, 1)), np.array([1.0, 0.0]), counts)
    assert logistic(bias) == pytest.approx(0.75, abs=1e-3)
