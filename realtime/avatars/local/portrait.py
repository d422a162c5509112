"""What of the face doesn't move by itself, drawn once: the room, the shoulders, the head.

Lengths are hundredths of the picture's height; the head's origin is between the eyes and the
mouth. What moves (eyes, brows, mouth) is put on it by face.py for each picture.
"""

import numpy as np

from realtime.avatars.local.look import Colour, Look, colour
from realtime.avatars.local.shapes import Grid, Plane, Sheet

#: The head's place in the picture, from the top.
HEAD_Y = 42.0
#: Half the head's sheet.
HEAD_HALF_WIDTH, HEAD_HALF_HEIGHT = 36.0, 44.0
_DARK = colour(0x2A2220)


def room(grid: Grid, look: Look) -> Sheet:
    """All of the picture behind the head; the origin is under the head's, at the top."""
    sheet = Sheet.clear(grid.y.shape[0], grid.x.shape[1])
    sheet.paint(np.ones((grid.y.shape[0], grid.x.shape[1]), np.float32), look.wall)
    light = np.exp(-(np.square(grid.x / 60) + np.square((grid.y - 30) / 50))).astype(np.float32)
    sheet.paint(light, look.wall_light)
    shoulders = grid.moved(0, 106)
    body = np.maximum(shoulders.ellipse(49, 33), -(grid.y - 66))
    sheet.paint(grid.cover(body), look.clothes)
    fold = shoulders.moved(0, 4).ellipse(45, 33)
    sheet.paint(grid.cover(body) * grid.cover(-fold) * 0.5, _darker(look.clothes))
    collar = np.maximum(grid.moved(0, 72).ellipse(15.5, 15), body)
    sheet.paint(grid.cover(collar), look.collar)
    _neck(sheet, grid, look)
    return sheet


def _neck(sheet: Sheet, grid: Grid, look: Look) -> None:
    throat = np.maximum(grid.moved(0, 68).ellipse(11, 17), -(grid.y - 50))
    sheet.paint(grid.cover(throat), look.shade)


def head(grid: Grid, look: Look) -> Sheet:
    """With its hair and ears, without what moves; the grid's origin is the head's."""
    sheet = Sheet.clear(grid.y.shape[0], grid.x.shape[1])
    _hair_behind(sheet, grid, look)
    for side in (-1, 1):
        ear = grid.moved(side * 22.0, 1)
        sheet.paint(grid.cover(ear.ellipse(3.8, 6)), look.skin)
        sheet.paint(grid.cover(ear.moved(-side * 0.4, 0.5).ellipse(2, 3.8)), look.shade, 0.5)
    face = _face(grid)
    inside = grid.cover(face)
    sheet.paint(inside, look.skin)
    side_light = np.clip(grid.x / 44 + 0.05, 0, 1) * inside
    sheet.paint(side_light.astype(np.float32), look.shade, 0.55)
    chin = np.clip((grid.y - 12) / 34, 0, 1) * inside
    sheet.paint(chin.astype(np.float32), look.shade, 0.45)
    for side in (-1, 1):
        cheek = np.square((grid.x - side * 13.5) / 6) + np.square((grid.y - 8) / 4.5)
        sheet.paint((np.exp(-cheek) * inside).astype(np.float32), look.blush, 0.4)
    _nose(sheet, grid, look)
    _hair_before(sheet, grid, look, face)
    return sheet


def _face(grid: Grid) -> Plane:
    """Wider above than at the chin."""
    narrowing = (1 - 0.0045 * np.clip(grid.y, 0, None)).astype(np.float32)
    wide = Grid(grid.x / narrowing, grid.y, grid.pixel)
    return wide.ellipse(22.5, 28.5)


def _nose(sheet: Sheet, grid: Grid, look: Look) -> None:
    bridge = grid.stroke(((1.2, -4), (2.6, 5.2), (0.2, 7)), 0.9)
    sheet.paint(grid.cover(bridge), look.shade, 0.55)
    tip = np.exp(-(np.square((grid.x + 0.5) / 2) + np.square((grid.y - 4.2) / 2)))
    sheet.paint(tip.astype(np.float32), colour(0xFFFFFF), 0.16)


def _hair_behind(sheet: Sheet, grid: Grid, look: Look) -> None:
    dark = _darker(look.hair)
    match look.style:
        case "long":
            fall = np.maximum(grid.moved(0, 4).ellipse(29.5, 38), -(grid.y + 30))
            sheet.paint(grid.cover(np.maximum(fall, grid.y - 36)), dark)
            _neck(sheet, grid.moved(0, -HEAD_Y), look)
        case "bun":
            sheet.paint(grid.cover(grid.moved(0, -32).ellipse(9.5, 8.5)), dark)
            sheet.paint(grid.cover(grid.moved(-2, -34).ellipse(5, 3.5)), look.hair_light, 0.5)
        case "curly":
            for x, y, r in ((-22, -10, 9), (22, -10, 9), (-25, 2, 8), (25, 2, 8)):
                sheet.paint(grid.cover(grid.moved(x, y).ellipse(r, r)), dark)
        case "short":
            pass
    sheet.paint(grid.cover(grid.moved(0, -5).ellipse(24.8, 27)), dark)


def _hair_before(sheet: Sheet, grid: Grid, look: Look, face: Plane) -> None:
    scalp = grid.moved(0, -3.5).ellipse(24.6, 29.5)
    parting = -6.0 if look.style != "short" else 8.0
    swoop = np.square((grid.x - parting) / 24)
    line = (-21.5 + 13.0 * swoop + 0.12 * (grid.x - parting)).astype(np.float32)
    fringe = np.maximum(scalp, grid.y - line)
    if look.style == "curly":
        for x in range(-20, 21, 8):
            curl = grid.moved(x, -24.5 + 0.016 * x * x).ellipse(6.4, 6)
            fringe = np.minimum(fringe, curl)
    if look.style == "long":
        for side in (-1, 1):
            strand = grid.moved(side * 24.2, 8).ellipse(4.6, 25)
            fringe = np.minimum(fringe, strand)
    cover = grid.cover(fringe)
    shadow = grid.cover(fringe - 1.6) * grid.cover(face)
    sheet.paint(np.clip(shadow - cover, 0, 1), look.shade, 0.6)
    sheet.paint(cover, look.hair)
    gleam = np.exp(-np.square((np.hypot(grid.x + 8, grid.y + 2) - 26) / 2.2))
    gleam *= np.exp(-np.square((grid.x + 10) / 9))
    sheet.paint((gleam * cover).astype(np.float32), look.hair_light, 0.8)


def _darker(of: Colour) -> Colour:
    return (16 + (of[0] - 16) * 0.72, 128 + (of[1] - 128) * 0.8, 128 + (of[2] - 128) * 0.8)


def glasses(sheet: Sheet, grid: Grid) -> None:
    """Over the eyes, so drawn after them."""
    for side in (-1, 1):
        rim = np.abs(grid.moved(side * 9.4, -3.2).ellipse(7.4, 6.2)) - 0.45
        sheet.paint(grid.cover(rim.astype(np.float32)), _DARK, 0.9)
    bridge = grid.stroke(((-2.2, -4), (0, -4.7), (2.2, -4)), 0.9)
    sheet.paint(grid.cover(bridge), _DARK, 0.9)
