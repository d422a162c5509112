"""Writes lines of text with Pillow's own font, and the accents that it lacks.

The font comes with Pillow, is scalable, and needs no file of ours or the system's; but it has
unaccented letters only. So what Unicode takes apart into a letter and a mark is drawn as both: the
letter by the font, the mark by a few strokes. Everything is drawn four times as large, since
Pillow's strokes have no smooth edges.
"""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

_SCALE = 4
_LINE = 1.24  # of the font's size, from line to line
_INSTEAD = str.maketrans(
    {"–": "-", "—": "-", "…": "...", "º": "o", "ª": "a", "¿": "", "¡": "", "€": "EUR ", "\xa0": " "}
)

# Strokes in hundredths of the font's size: from the letter's middle, and up from its top (of the
# cedilla: down from the baseline).
_WAVE = ((-17, 4), (-12, 9), (-6, 10), (0, 7), (6, 4), (12, 5), (17, 10))
_ABOVE: dict[str, tuple[tuple[tuple[int, int], ...], ...]] = {
    "\u0300": (((-10, 18), (4, 4)),),
    "\u0301": (((10, 18), (-4, 4)),),
    "\u0302": (((-14, 3), (0, 15), (14, 3)),),
    "\u0303": (_WAVE,),
    "\u0308": (((-11, 8), (-10, 8)), ((10, 8), (11, 8))),
}
_CEDILLA = "\u0327"
_HOOK = ((0, 0), (-1, 7), (6, 10), (6, 16), (0, 19), (-8, 18))


@lru_cache(maxsize=8)
def _font(size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size * _SCALE)
    assert isinstance(font, ImageFont.FreeTypeFont), "Pillow's wheels have FreeType"
    return font


def line_height(size: int) -> float:
    return size * _LINE


def write(text: str, size: int, most_width: int) -> Image.Image:
    """The lines of `text`, centred, light on nothing; no wider than that."""
    font = _font(size)
    lines = [_apart(line.translate(_INSTEAD)) for line in text.split("\n")]
    width = max(font.getlength("".join(letter for letter, _ in line)) for line in lines)
    height = line_height(size) * _SCALE
    large = Image.new("L", (int(width) + size * _SCALE, int(height * len(lines)) + 1))
    pen = ImageDraw.Draw(large)
    for at, line in enumerate(lines):
        _write_line(pen, font, line, large.width / 2, height * (at + 0.79))
    small = (min(most_width, large.width // _SCALE), max(1, large.height // _SCALE))
    return large.resize(small, Image.Resampling.BOX)


def _apart(line: str) -> list[tuple[str, str]]:
    """Each letter, and the mark that belongs to it."""
    letters: list[tuple[str, str]] = []
    for character in unicodedata.normalize("NFD", line):
        if not unicodedata.combining(character):
            letters.append((character, ""))
        elif letters:
            letters[-1] = (letters[-1][0], character)
    return letters


def _write_line(
    pen: ImageDraw.ImageDraw,
    font: ImageFont.FreeTypeFont,
    letters: list[tuple[str, str]],
    middle: float,
    baseline: float,
) -> None:
    text = "".join(letter for letter, _ in letters)
    left = middle - font.getlength(text) / 2
    pen.text((left, baseline), text, 255, font, anchor="ls")
    for at, (letter, mark) in enumerate(letters):
        if mark:
            centre = left + font.getlength(text[:at]) + font.getlength(letter) / 2
            for stroke in _strokes(pen, font, letter, mark, centre, baseline):
                width = round(font.size * 0.075)
                pen.line(stroke, 255, width, joint="curve")
                for x, y in stroke:
                    pen.circle((x, y), width / 2, 255)


def _strokes(
    pen: ImageDraw.ImageDraw,
    font: ImageFont.FreeTypeFont,
    letter: str,
    mark: str,
    x: float,
    baseline: float,
) -> Iterator[list[tuple[float, float]]]:
    unit = font.size / 100
    if mark == _CEDILLA:
        yield [(x + right * unit, baseline + down * unit) for right, down in _HOOK]
        return
    top = baseline + font.getbbox("x" if letter == "i" else letter, anchor="ls")[1]
    if letter == "i":  # its dot makes room
        dot = baseline + font.getbbox("i", anchor="ls")[1]
        pen.rectangle((x - 9 * unit, dot - 2 * unit, x + 9 * unit, top - 3 * unit), 0)
    for stroke in _ABOVE.get(mark, ()):
        yield [(x + right * unit, top - (4 + up) * unit) for right, up in stroke]
