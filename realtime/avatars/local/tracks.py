"""The avatar's two tracks: its sound every 20 ms, its picture some times a second.

aiortc's senders pull them, so each paces itself by the loop's clock. Drawing is a thread's work,
and so is encoding (aiortc's); the loop only learns when it is done.
"""

import asyncio
from concurrent.futures import Executor
from fractions import Fraction

import av
import numpy as np
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack

from realtime.avatars.local.face import Face
from realtime.avatars.local.speech import FRAME_S, OUT_FRAME_SAMPLES, OUT_HZ
from realtime.avatars.local.stage import Scene, Stage
from realtime.avatars.local.subtitles import Subtitles

_VIDEO_HZ = 90_000


class Pace:
    """Beats of one length. Who is late catches up, unless by too much: then beats are left out."""

    def __init__(self, beat_s: float, most_late: int) -> None:
        self._beat_s = beat_s
        self._most_late = most_late
        self._loop = asyncio.get_running_loop()
        self._since = self._loop.time()
        self._beats = -1

    async def next(self) -> int:
        """Waits for the next beat, and says which it is."""
        self._beats += 1
        now = self._loop.time() - self._since
        late = int(now / self._beat_s) - self._beats
        if late > self._most_late:
            self._beats += late
        await asyncio.sleep(max(0.0, self._beats * self._beat_s - now))
        return self._beats


class _Paced(MediaStreamTrack):
    def __init__(self, beat_s: float, most_late: int) -> None:
        super().__init__()
        self._beat_s, self._most_late = beat_s, most_late
        self._pace: Pace | None = None

    async def _beat(self) -> int:
        if self._pace is None:
            self._pace = Pace(self._beat_s, self._most_late)
        beat = await self._pace.next()
        if self.readyState != "live":
            raise MediaStreamError
        return beat


class SoundTrack(_Paced):
    kind = "audio"

    def __init__(self, stage: Stage) -> None:
        super().__init__(FRAME_S, most_late=10)
        self._stage = stage

    async def recv(self) -> av.AudioFrame:
        beat = await self._beat()
        frame = av.AudioFrame("s16", "mono", OUT_FRAME_SAMPLES)
        frame.planes[0].update(self._stage.next_sound())
        frame.sample_rate = OUT_HZ
        frame.pts = beat * OUT_FRAME_SAMPLES
        frame.time_base = Fraction(1, OUT_HZ)
        return frame


class Painter:
    """Makes pictures of scenes, in a thread."""

    def __init__(self, avatar_id: str, width: int, height: int) -> None:
        self._avatar_id = avatar_id
        self._size = width, height
        self._face: Face | None = None
        self._subtitles: Subtitles | None = None

    def paint(self, scene: Scene) -> av.VideoFrame:
        if self._face is None or self._subtitles is None:
            # Here and not when it is made: that takes as long as ten pictures.
            self._face = Face(self._avatar_id, *self._size)
            self._subtitles = Subtitles(*self._size)
        planes = self._face.draw(scene.pose)
        self._subtitles.write(planes, scene.caption)
        width, height = self._size
        whole = np.concatenate([plane.ravel() for plane in planes]).reshape(-1, width)
        assert whole.shape[0] == height * 3 // 2, "the size is even both ways"
        return av.VideoFrame.from_ndarray(whole, format="yuv420p")


class PictureTrack(_Paced):
    kind = "video"

    def __init__(
        self, stage: Stage, painter: Painter, executor: Executor, *, frames_per_second: int
    ) -> None:
        super().__init__(1 / frames_per_second, most_late=1)
        self._stage = stage
        self._painter = painter
        self._executor = executor
        self._frames_per_second = frames_per_second

    async def recv(self) -> av.VideoFrame:
        beat = await self._beat()
        loop = asyncio.get_running_loop()
        scene = self._stage.scene(loop.time())
        frame = await loop.run_in_executor(self._executor, self._painter.paint, scene)
        frame.pts = beat * _VIDEO_HZ // self._frames_per_second
        frame.time_base = Fraction(1, _VIDEO_HZ)
        return frame
