"""Smooth shapes on a grid of pixels: how much of each pixel a shape covers, and paint for it.

Everything is a signed distance to an outline, negative inside; cut at half a pixel on both sides it
is an anti-aliased edge. A Sheet is colour (YCbCr, premultiplied) with an alpha plane; plane by
plane, since numpy is quickest on whole planes.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from realtime.avatars.local.look import Colour

Plane = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Grid:
    """Where pixels are, in units of the drawing."""

    x: Plane
    y: Plane
    #: A pixel's width in the drawing.
    pixel: float

    def __getitem__(self, part: tuple[slice, slice]) -> "Grid":
        return Grid(self.x[:, part[1]], self.y[part[0], :], self.pixel)

    def moved(self, x: float, y: float) -> "Grid":
        """With that point as its origin."""
        return Grid(self.x - np.float32(x), self.y - np.float32(y), self.pixel)

    def cover(self, distance: Plane) -> Plane:
        """0.0 to 1.0 of each pixel, of the shape with that distance."""
        cover: Plane = np.clip(0.5 - distance / np.float32(self.pixel), 0.0, 1.0)
        return cover

    def ellipse(self, a: float, b: float) -> Plane:
        """Distance to an ellipse around the origin, about; exact on its outline."""
        x, y = self.x / np.float32(a), self.y / np.float32(b)
        near = np.sqrt(x * x + y * y)
        steep = np.sqrt(np.square(x / np.float32(a)) + np.square(y / np.float32(b)))
        distance: Plane = near * (near - 1) / np.maximum(steep, np.float32(1e-6))
        return distance

    def stroke(self, points: tuple[tuple[float, float], ...], width: float) -> Plane:
        """Distance to a line through the points, with round ends."""
        nearest = None
        for (ax, ay), (bx, by) in zip(points, points[1:], strict=False):
            dx, dy = bx - ax, by - ay
            along = ((self.x - ax) * dx + (self.y - ay) * dy) / (dx * dx + dy * dy)
            along = np.clip(along, 0.0, 1.0)
            far = np.hypot(self.x - ax - along * dx, self.y - ay - along * dy)
            nearest = far if nearest is None else np.minimum(nearest, far)
        assert nearest is not None, "a line has two points"
        distance: Plane = (nearest - np.float32(width / 2)).astype(np.float32)
        return distance


class Sheet:
    """Something painted, to be laid over something else."""

    def __init__(self, planes: Plane) -> None:
        """`planes`: Y, Cb, Cr and alpha."""
        self.planes = planes

    @classmethod
    def clear(cls, height: int, width: int) -> "Sheet":
        return cls(np.zeros((4, height, width), np.float32))

    def __getitem__(self, part: tuple[slice, slice]) -> "Sheet":
        """A part of this sheet, not of a copy."""
        return Sheet(self.planes[:, part[0], part[1]])

    def copy(self) -> "Sheet":
        return Sheet(self.planes.copy())

    def paint(self, cover: Plane, colour: Colour, strength: float = 1.0) -> None:
        if strength != 1.0:
            cover = cover * np.float32(strength)
        rest = 1 - cover
        for plane, value in zip(self.planes, (*colour, 1.0), strict=True):
            plane *= rest
            plane += cover * np.float32(value)

    def shifted(self, right: float, down: float) -> "Sheet":
        """Moved by less than a pixel, with the neighbours mixed in as much as they are there.

        One pixel smaller both ways.
        """
        planes = self.planes
        planes = planes[:, :, 1:] + np.float32(right) * (planes[:, :, :-1] - planes[:, :, 1:])
        planes = planes[:, 1:] + np.float32(down) * (planes[:, :-1] - planes[:, 1:])
        return Sheet(planes)
