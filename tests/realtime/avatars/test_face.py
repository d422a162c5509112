"""The drawing: plain pixels."""

import unicodedata

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from realtime.avatars.local.expression import Pose
from realtime.avatars.local.face import Face
from realtime.avatars.local.lettering import write
from realtime.avatars.local.look import colour, look_of
from realtime.avatars.local.subtitles import Subtitles, line_characters
from realtime.consultation.settings import ConsultationSettings


@pytest.fixture(scope="module")
def face():
    return Face("", 320, 180)


def grey(width, height):
    half = height // 2, width // 2
    return tuple_of(np.full((height, width), 100, np.uint8), *np.full((2, *half), 100, np.uint8))


def tuple_of(y, u, v):
    return y, u, v


def differ(one, other):
    return max(int(np.abs(a.astype(int) - b).max()) for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("size", [(160, 90), (320, 180), (640, 360), (200, 720), (1280, 90)])
def test_a_picture_is_three_planes_with_the_colour_halved(size):
    width, height = size
    y, u, v = Face("x", width, height).draw(Pose(mouth=0.5, head=(9.0, -9.0)))
    assert y.shape == (height, width)
    assert u.shape == v.shape == (height // 2, width // 2)
    assert y.dtype == u.dtype == v.dtype == np.uint8


def test_brightness_is_as_video_has_it(face):
    y, _, _ = face.draw(Pose())
    assert y.min() >= 16 and y.max() <= 235


@pytest.mark.parametrize(
    "pose",
    [
        Pose(mouth=1.0),
        Pose(eyes=0.0),
        Pose(gaze=(1.0, 0.0)),
        Pose(brows=1.0),
        Pose(head=(1.0, 0.0)),
        Pose(head=(0.0, 0.3)),
    ],
)
def test_each_part_of_a_pose_can_be_seen(face, pose):
    assert differ(face.draw(pose), face.draw(Pose())) > 20


def test_the_same_pose_is_the_same_picture(face):
    before = face.draw(Pose(mouth=0.4))
    face.draw(Pose(mouth=0.9, eyes=0.0))
    assert differ(face.draw(Pose(mouth=0.4)), before) == 0


def test_a_mouth_opens_downwards_and_dark(face):
    shut, opened = (face.draw(Pose(mouth=each))[0].astype(int) for each in (0.0, 1.0))
    rows = np.argwhere((shut - opened) > 40)[:, 0]
    assert 0.5 < rows.mean() / 180 < 0.75


def test_another_avatar_is_somebody_else(face):
    assert look_of("gestao") != look_of("comercial") != look_of("tecnico") != look_of("")
    assert differ(Face("gestao", 320, 180).draw(Pose()), face.draw(Pose())) > 40


def test_the_same_avatar_looks_the_same():
    assert look_of("gestao") == look_of("gestao")


@pytest.mark.parametrize(
    ("rgb", "ycbcr"), [(0x000000, (16, 128, 128)), (0xFFFFFF, (235, 128, 128))]
)
def test_colours_are_those_of_video(rgb, ycbcr):
    assert colour(rgb) == pytest.approx(ycbcr, abs=1)


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=60))
def test_any_words_can_be_written(text):
    planes = grey(320, 180)
    subtitles = Subtitles(320, 180)
    subtitles.write(planes, text)
    assert bool(text) == bool((planes[0] != 100).any())


def test_every_accent_of_portuguese_is_written():
    def written(text):
        return np.asarray(write(text, 20, 400))

    letters = "ãâáàçéêíóôõúüÃÂÁÀÇÉÊÍÓÔÕÚÜ"
    pictures = {written(letter).tobytes() for letter in letters}
    assert len(pictures) == len(letters)
    missing = written("\ue000")
    for letter in letters:
        plain = unicodedata.normalize("NFD", letter)[0]
        ink = written(letter).astype(int)
        assert ink.shape == written(plain).shape
        assert (ink != written(plain)).any()
        assert missing.shape != ink.shape or (missing != ink).any()


@pytest.mark.parametrize("size", [(160, 90), (320, 180), (640, 360), (1280, 720), (160, 720)])
def test_a_full_line_fits_into_the_picture(size):
    width, height = size
    planes = grey(width, height)
    Subtitles(width, height).write(planes, "n" * line_characters(width, height))
    assert (planes[0][:, :2] == 100).all() and (planes[0][:, -2:] == 100).all()


def test_an_open_mouth_is_dark_inside(face):
    y, _, _ = face.draw(Pose(mouth=1.0))
    # Under the nose, between the teeth and the tongue.
    row, column = int(180 * 0.59), 160
    assert y[row, column] < 70


def test_shut_eyes_show_no_white(face):
    y, _, _ = face.draw(Pose(eyes=0.0))
    eyes = y[int(180 * 0.36) : int(180 * 0.44), 160 - 27 : 160 + 27]
    skin = y[int(180 * 0.47), 160]
    assert eyes.max() <= skin + 25


def test_the_consultants_that_ship_are_told_apart():
    looks = [look_of(each.slug) for each in ConsultationSettings().agent_types]
    for part in ("skin", "hair", "clothes", "wall"):
        assert len({getattr(each, part) for each in looks}) == len(looks)
