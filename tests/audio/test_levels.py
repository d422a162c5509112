import math

import numpy as np
import pytest

from audio.levels import NoiseFloor, dbfs_of, energy_of, frame_energies


def test_energy_is_the_sum_of_squares_of_each_frame():
    frames = np.array([1, -2, 3, -32768], dtype="<i2").tobytes()
    assert frame_energies(memoryview(frames), 2) == [5.0, 9.0 + 32768.0**2]


def test_energy_does_not_depend_on_the_batch():
    frames = np.random.default_rng(1).integers(-32768, 32767, 320 * 50).astype("<i2").tobytes()
    alone = [
        frame_energies(memoryview(frames[at : at + 640]), 320)[0]
        for at in range(0, len(frames), 640)
    ]
    assert frame_energies(memoryview(frames), 320) == alone


@pytest.mark.parametrize("dbfs", [-60.0, -35.0, 0.0])
def test_decibels_and_energy_are_each_others_inverse(dbfs):
    assert dbfs_of(energy_of(dbfs, 320), 320) == pytest.approx(dbfs)


def test_digital_silence_is_below_all_levels():
    assert dbfs_of(0.0, 320) == -math.inf


def floor_after(*energies):
    floor = NoiseFloor()
    for energy in energies:
        heard = floor.hear(energy)
    return heard


def test_steady_noise_is_the_floor_at_once():
    assert floor_after(*[100.0] * 5) == pytest.approx(100.0)


def test_the_floor_falls_at_once_and_speech_does_not_lift_it():
    speech = [10_000.0, 10_000.0, 10_000.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0] * 8
    assert floor_after(*[1.0] * 100, *speech) < 1_000.0


def test_the_floor_follows_a_noise_that_began_two_seconds_ago():
    assert floor_after(*[1.0] * 100, *[5_000.0] * 110) == pytest.approx(5_000.0, rel=0.01)
