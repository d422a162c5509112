"""Who the face is: colours, hair, glasses. The same avatar_id looks the same everywhere.

Colours are YCbCr as video has them (BT.601, 16 to 235), so that nothing has to be converted while
drawing. Every combination is one to be seen with: skin and hair come in pairs.
"""

import hashlib
from dataclasses import dataclass
from typing import Literal

Colour = tuple[float, float, float]
Hair = Literal["short", "long", "bun", "curly"]


def colour(rgb: int) -> Colour:
    """Of 0xRRGGBB."""
    red, green, blue = (rgb >> shift & 0xFF for shift in (16, 8, 0))
    return (
        16 + (65.738 * red + 129.057 * green + 25.064 * blue) / 256,
        128 + (-37.945 * red - 74.494 * green + 112.439 * blue) / 256,
        128 + (112.439 * red - 94.154 * green - 18.285 * blue) / 256,
    )


@dataclass(frozen=True)
class Look:
    skin: Colour
    #: Of the skin in shadow: neck, nose, lids.
    shade: Colour
    blush: Colour
    lips: Colour
    hair: Colour
    hair_light: Colour
    iris: Colour
    clothes: Colour
    collar: Colour
    wall: Colour
    wall_light: Colour
    style: Hair
    has_glasses: bool


# Skin, its shade, blush, lips; then hair and its light.
_PEOPLE = (
    (0xF2C9A8, 0xD9A383, 0xEA9C85, 0xC2615C, 0x5B3A24, 0x7B5236),
    (0xC98E63, 0xA86F49, 0xC4705A, 0x9C4A44, 0x231A17, 0x443632),
    (0x8A5A3C, 0x6D432A, 0x97503F, 0x7A3A38, 0x17120F, 0x38302C),
    (0xF6D7BF, 0xE0B096, 0xF0A594, 0xC9646A, 0xA8552B, 0xC97A48),
    (0xE5B48C, 0xC58F68, 0xDC8A70, 0xB1554F, 0x3A3230, 0x5C524E),
    (0xF0CDB2, 0xD6A88B, 0xE79F8D, 0xBA6161, 0x8E8C8B, 0xB0AEAC),
)
_IRISES = (0x5A3B22, 0x3E6A57, 0x3F6289, 0x2E2320)
_CLOTHES = (
    (0x2F4A6D, 0xF3F1EC),
    (0x3D6B5C, 0xF4EFE2),
    (0x6B3F52, 0xF6EDEE),
    (0x40434E, 0xBFD3DE),
    (0x8A5A34, 0xF5EBDD),
)
_WALLS = ((0xC9DCE4, 0xEEF5F7), (0xDCE3D2, 0xF5F7EF), (0xE6D9CB, 0xF9F3EB), (0xD5D4E6, 0xF2F1F9))
_STYLES: tuple[Hair, ...] = ("long", "short", "bun", "curly")
#: The consultants that ship, as their voices sound; each unlike the others.
_CHOSEN = {
    "gestao": bytes((5, 0, 0, 2, 1, 1)),
    "comercial": bytes((1, 2, 2, 0, 0, 0)),
    "tecnico": bytes((2, 1, 1, 3, 1, 0)),
}


def look_of(avatar_id: str) -> Look:
    """Empty: the default one."""
    choice = _CHOSEN.get(avatar_id)
    if choice is None:
        choice = hashlib.sha256(avatar_id.encode()).digest() if avatar_id else bytes(8)
    skin, shade, blush, lips, hair, hair_light = _PEOPLE[choice[0] % len(_PEOPLE)]
    clothes, collar = _CLOTHES[choice[1] % len(_CLOTHES)]
    wall, wall_light = _WALLS[choice[2] % len(_WALLS)]
    return Look(
        skin=colour(skin),
        shade=colour(shade),
        blush=colour(blush),
        lips=colour(lips),
        hair=colour(hair),
        hair_light=colour(hair_light),
        iris=colour(_IRISES[choice[3] % len(_IRISES)]),
        clothes=colour(clothes),
        collar=colour(collar),
        wall=colour(wall),
        wall_light=colour(wall_light),
        style=_STYLES[choice[4] % len(_STYLES)],
        has_glasses=choice[5] % 3 == 1,
    )
