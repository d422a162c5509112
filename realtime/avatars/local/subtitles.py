"""Writes the subtitles into a picture: light letters on a dark band near the bottom.

Letters are drawn (lettering.py) once for each page of text, then mixed into each picture, in
whatever thread draws it.
"""

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from realtime.avatars.local.captions import LINES
from realtime.avatars.local.face import Bytes
from realtime.avatars.local.lettering import line_height, write
from realtime.avatars.local.shapes import Plane

_BAND = 0.7  # how dark the band is
_LIGHT = 228.0


def line_characters(width: int, height: int) -> int:
    """So many fit into a line."""
    return max(12, int(width * 0.84 / (font_size(height) * 0.54)))


def font_size(height: int) -> int:
    return max(9, round(height * 0.058))


@dataclass(frozen=True)
class _Page:
    """A part of the picture: what remains of it, and what is added to its brightness."""

    text: str
    rows: slice
    columns: slice
    keep: Plane
    light: Plane


class Subtitles:
    def __init__(self, width: int, height: int) -> None:
        self._width, self._height = width, height
        self._page: _Page | None = None

    def write(self, planes: tuple[Bytes, Bytes, Bytes], text: str) -> None:
        """Into the picture that has these planes."""
        if not text:
            return
        page = self._page
        if page is None or page.text != text:
            page = self._page = self._draw(text)
        y, *colours = planes
        part = y[page.rows, page.columns]
        part[:] = part * page.keep + page.light
        rows, columns = (
            slice(each.start // 2, each.stop // 2) for each in (page.rows, page.columns)
        )
        for colour in colours:
            less = page.keep[::2, ::2]
            colour[rows, columns] = 128 + (colour[rows, columns] - np.float32(128)) * less

    def _draw(self, text: str) -> _Page:
        padding = round(self._height * 0.02)
        size = font_size(self._height)
        written = write(text, size, self._width - 4 * padding)
        # As high as LINES lines, so that the band doesn't jump.
        height = min(self._height, int(LINES * line_height(size)) + 2 * padding) // 2 * 2
        width = min(self._width, written.width + 2 * padding) // 4 * 4
        letters = Image.new("L", (width, height))
        letters.paste(written, ((width - written.width) // 2, (height - written.height) // 2))
        band = Image.new("L", (width, height))
        ImageDraw.Draw(band).rounded_rectangle(
            (0, 0, width - 1, height - 1), radius=2 * padding, fill=255
        )
        ink = np.asarray(letters, np.float32) / np.float32(255)
        shade = np.asarray(band, np.float32) / np.float32(255)
        keep: Plane = (1 - _BAND * shade) * (1 - ink)
        light: Plane = 16 * _BAND * shade * (1 - ink) + _LIGHT * ink
        top = (self._height - height - round(self._height * 0.035)) // 2 * 2
        left = (self._width - width) // 4 * 2
        rows, columns = slice(max(0, top), max(0, top) + height), slice(left, left + width)
        return _Page(text, rows, columns, keep, light)
