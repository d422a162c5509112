"""Draws the face: one picture of a pose, as the three planes a video encoder wants (YUV 4:2:0).

Pure numpy, no I/O. The room and the head are drawn once (portrait.py). For each picture the eyes,
brows and mouth are put on a copy of the head, and the head on the room; only the part of the
picture where the head can be is touched.
"""

import math

import numpy as np
import numpy.typing as npt

from realtime.avatars.local import portrait
from realtime.avatars.local.expression import Pose
from realtime.avatars.local.look import colour, look_of
from realtime.avatars.local.shapes import Grid, Plane, Sheet

Bytes = npt.NDArray[np.uint8]

_WHITE = colour(0xF7F5F2)
_GLEAM = colour(0xFFFFFF)
_PUPIL = colour(0x14100E)
_LASHES = colour(0x2B2320)
_THROAT = colour(0x4A1D20)
_TONGUE = colour(0xB85A5C)
_TEETH = colour(0xF4F1EC)

_EYE_X, _EYE_Y = 9.4, -3.2
_MOUTH_Y = 15.5
#: The head never moves further.
_REACH = 3.0
#: Finer differences of a pose can't be seen.
_STEPS = 24


class Face:
    """Of one avatar, at one size."""

    def __init__(self, avatar_id: str, width: int, height: int) -> None:
        self._look = look_of(avatar_id)
        self._pixel = 100 / height
        self._centre = width / 2
        room = portrait.room(self._grid(height, width, self._centre, 0), self._look)
        half_width = min(portrait.HEAD_HALF_WIDTH, self._centre * self._pixel - _REACH - 1)
        self._half_width = math.floor(half_width / self._pixel)
        self._half_height = math.floor(portrait.HEAD_HALF_HEIGHT / self._pixel)
        self._head_grid = self._grid(
            2 * self._half_height, 2 * self._half_width, self._half_width, self._half_height
        )
        self._head = portrait.head(self._head_grid, self._look)
        self._eyes = {side: self._eye_part(side) for side in (-1, 1)}
        self._glasses = self._part(-18, -11, 18, 5)
        self._mouth = self._part(-12, _MOUTH_Y - 6, 12, _MOUTH_Y + 10)
        # The last head with its eyes, and with its mouth, and what of the pose they show: most of
        # the time nothing but the head's place changes.
        self._seeing: tuple[tuple[int, ...], Sheet] | None = None
        self._whole: tuple[int, Sheet] | None = None
        # Where the head can be, on whole chroma pixels.
        reach = math.ceil(_REACH / self._pixel) + 2
        top = round(portrait.HEAD_Y / self._pixel) - self._half_height - reach
        left = round(self._centre) - self._half_width - reach
        bottom, right = (
            top + 2 * (self._half_height + reach),
            left + 2 * (self._half_width + reach),
        )
        self._top, self._left = max(0, top) // 2 * 2, max(0, left) // 2 * 2
        bottom, right = min(height, bottom) // 2 * 2, min(width, right) // 2 * 2
        self._behind = room.planes[:3, self._top : bottom, self._left : right].copy()
        self._still = _planes(room.planes)

    def _grid(self, height: int, width: int, x: float, y: float) -> Grid:
        columns = (np.arange(width, dtype=np.float32) + 0.5 - x) * self._pixel
        rows = (np.arange(height, dtype=np.float32) + 0.5 - y) * self._pixel
        return Grid(
            columns[np.newaxis, :].astype(np.float32),
            rows[:, np.newaxis].astype(np.float32),
            self._pixel,
        )

    def _part(self, left: float, top: float, right: float, bottom: float) -> tuple[slice, slice]:
        """Of the head's sheet."""

        def at(middle: int, place: float) -> int:
            return max(0, middle + round(place / self._pixel))

        return (
            slice(at(self._half_height, top), at(self._half_height, bottom)),
            slice(at(self._half_width, left), at(self._half_width, right)),
        )

    def _eye_part(self, side: int) -> tuple[slice, slice]:
        middle = side * _EYE_X
        return self._part(middle - 7.5, _EYE_Y - 10, middle + 7.5, _EYE_Y + 5.5)

    def draw(self, pose: Pose) -> tuple[Bytes, Bytes, Bytes]:
        """Y, U and V: the caller's own."""
        eyes, mouth = _eyes_of(pose), round(pose.mouth * _STEPS)
        if self._seeing is None or self._seeing[0] != eyes:
            self._seeing = eyes, self._with_eyes(pose)
            self._whole = None
        if self._whole is None or self._whole[0] != mouth:
            head = self._seeing[1].copy()
            self._draw_mouth(head[self._mouth], self._head_grid[self._mouth], pose)
            self._whole = mouth, head
        return self._put(self._whole[1], *pose.head)

    def _with_eyes(self, pose: Pose) -> Sheet:
        head = self._head.copy()
        for side, part in self._eyes.items():
            eye = self._head_grid[part].moved(side * _EYE_X, _EYE_Y)
            self._draw_eye(head[part], eye, pose)
            self._draw_brow(head[part], eye, side, pose)
        if self._look.has_glasses:
            portrait.glasses(head[self._glasses], self._head_grid[self._glasses])
        return head

    def _put(self, head: Sheet, right: float, down: float) -> tuple[Bytes, Bytes, Bytes]:
        limit = _REACH
        x = max(-limit, min(limit, right)) / self._pixel + self._centre - self._half_width
        y = (max(-limit, min(limit, down)) + portrait.HEAD_Y) / self._pixel - self._half_height
        column, row = math.floor(x), math.floor(y)
        head = head.shifted(x - column, y - row)
        # The sheet lost its first row and column in being shifted.
        row, column = row + 1 - self._top, column + 1 - self._left
        picture = self._behind.copy()
        above, beside = max(0, -row), max(0, -column)
        planes = head.planes[:, above:, beside:]
        row, column = max(0, row), max(0, column)
        under = picture[:, row : row + planes.shape[1], column : column + planes.shape[2]]
        planes = planes[:, : under.shape[1], : under.shape[2]]
        under *= 1 - planes[3]
        under += planes[:3]
        whole = (self._still[0].copy(), self._still[1].copy(), self._still[2].copy())
        for still, moved, step in zip(whole, _planes(picture), (1, 2, 2), strict=True):
            top, left = self._top // step, self._left // step
            still[top : top + moved.shape[0], left : left + moved.shape[1]] = moved
        return whole

    def _draw_eye(self, sheet: Sheet, eye: Grid, pose: Pose) -> None:
        # The upper lid's edge, in the middle: above the eye's corners, or, shut, below them.
        edge = 1.8 - 5.1 * pose.eyes
        is_raised = edge < 0
        lid = eye.ellipse(4.7, max(0.6, abs(edge)))
        under_lid = np.minimum(lid, -eye.y) if is_raised else np.maximum(-lid, -eye.y)
        sheet.paint(eye.cover(eye.moved(0, -1.0).ellipse(5.6, 4.3)), self._look.shade, 0.3)
        white = eye.cover(np.maximum(eye.ellipse(4.7, 1.8 + 1.5 * pose.eyes), under_lid))
        sheet.paint(white, _WHITE)
        iris = eye.moved(1.6 * pose.gaze[0], 0.2 + 1.1 * pose.gaze[1])
        sheet.paint(white * eye.cover(iris.ellipse(2.9, 2.9)), self._look.iris)
        sheet.paint(white * eye.cover(iris.ellipse(1.45, 1.45)), _PUPIL)
        sheet.paint(white * eye.cover(iris.moved(-0.9, -1.0).ellipse(0.7, 0.7)), _GLEAM)
        lashes = np.maximum(np.abs(lid) - 0.45, (eye.y if is_raised else -eye.y) - 0.3)
        sheet.paint(eye.cover(lashes.astype(np.float32)), _LASHES, 0.9)

    def _draw_brow(self, sheet: Sheet, eye: Grid, side: int, pose: Pose) -> None:
        up = -6.6 - 1.4 * pose.brows
        brow = eye.stroke(
            ((-5 * side, up + 0.6), (-1 * side, up - 0.5), (5 * side, up + 0.9)), 1.35
        )
        sheet.paint(eye.cover(brow), self._look.hair, 0.85)

    def _draw_mouth(self, sheet: Sheet, grid: Grid, pose: Pose) -> None:
        opened = pose.mouth
        mouth = grid.moved(0, _MOUTH_Y)
        half = 8.0 - 1.4 * opened
        across = np.clip(mouth.x / np.float32(half), -1, 1)
        bow = 1 - np.square(across)
        beside = np.abs(mouth.x) - np.float32(half)
        smile = -1.7 * np.square(across)
        above: Plane = smile - 0.15 - 1.5 * opened * bow
        below: Plane = smile + 0.15 + 5.2 * opened * bow
        hole = np.maximum(np.maximum(above - mouth.y, mouth.y - below), beside)
        upper_lip = np.maximum(above - 1.5 * bow - mouth.y, mouth.y - smile - 0.3)
        lower_lip = np.maximum(smile - 0.3 - mouth.y, mouth.y - below - 2.3 * bow)
        lips = np.maximum(np.minimum(upper_lip, lower_lip), beside)
        sheet.paint(mouth.cover(lips), self._look.lips, 0.7)
        cover = mouth.cover(hole)
        sheet.paint(cover, _THROAT)
        if opened > 0.08:
            tongue = mouth.moved(0, 6.4 * opened).ellipse(4.6, 2.2 + opened)
            sheet.paint(cover * mouth.cover(tongue), _TONGUE)
            teeth = np.maximum(mouth.y - above - 1.5 * min(1.0, 2 * opened), np.abs(mouth.x) - 6.2)
            sheet.paint(cover * mouth.cover(teeth), _TEETH)


def _eyes_of(pose: Pose) -> tuple[int, ...]:
    """What of it the eyes and brows show, as fine as can be seen."""
    return tuple(round(each * _STEPS) for each in (pose.eyes, *pose.gaze, pose.brows))


def _planes(planes: Plane) -> tuple[Bytes, Bytes, Bytes]:
    """Of YCbCr planes, as bytes, and the colour halved both ways."""
    y = np.clip(planes[0] + 0.5, 0, 255).astype(np.uint8)
    colours = (planes[1:3, ::2, ::2] + planes[1:3, 1::2, ::2]) * 0.25
    colours += (planes[1:3, ::2, 1::2] + planes[1:3, 1::2, 1::2]) * 0.25
    rounded = np.clip(colours + 0.5, 0, 255).astype(np.uint8)
    return y, rounded[0], rounded[1]
