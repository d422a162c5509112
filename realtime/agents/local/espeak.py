"""The C library espeak-ng: text in, 22,050 Hz PCM16 out, piece by piece as it is made.

The library's state is global to the process, so there is one engine and a lock around it. Calls
block; ctypes gives up the GIL while the library works and takes it back for each piece of sound
(60 ms of it). Whoever needs this off the loop runs it in a thread: synthesiser.py.
"""

import ctypes
from collections.abc import Callable
from functools import cache
from threading import Lock
from typing import Any

import espeakng_loader

_AUDIO_OUTPUT_SYNCHRONOUS = 2
_DONT_EXIT = 0x8000
_CHARS_UTF8 = 1
_BUFFER_MS = 50
_ABORT = 1
_SynthCallback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)


def _to_nobody(_: bytes) -> bool:
    return False


class UnknownVoice(ValueError):
    """Raised when espeak-ng has no voice of that name."""


class Engine:
    """The one engine; get it from `engine()`."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        data = espeakng_loader.get_data_path().encode()
        self.sample_rate_hz: int = self._library.espeak_Initialize(
            _AUDIO_OUTPUT_SYNCHRONOUS, _BUFFER_MS, data, _DONT_EXIT
        )
        if self.sample_rate_hz <= 0:
            raise RuntimeError("espeak-ng can't be started: is espeakng-loader installed whole?")
        # Kept: the library calls it long after this method returned.
        self._callback = _SynthCallback(self._take)
        self._library.espeak_SetSynthCallback(self._callback)
        self._lock = Lock()
        self._voice = ""
        self._give: Callable[[bytes], bool] = _to_nobody
        self._raised: BaseException | None = None

    def speak(self, text: str, voice: str, give: Callable[[bytes], bool]) -> None:
        """Speak `text`, handing each piece to `give` until that returns False."""
        # The library reads up to a NUL.
        encoded = text.replace("\0", " ").encode("utf-8", "replace")
        with self._lock:
            self._choose(voice)
            self._give, self._raised = give, None
            self._library.espeak_Synth(encoded, len(encoded) + 1, 0, 1, 0, _CHARS_UTF8, None, None)
            raised, self._raised = self._raised, None
            self._give = _to_nobody  # what was spoken last isn't held on to
        if raised is not None:
            raise raised

    def require(self, voice: str) -> None:
        """Raise UnknownVoice unless there is such a voice."""
        with self._lock:
            self._choose(voice)

    def _choose(self, voice: str) -> None:
        if voice == self._voice:
            return
        if self._library.espeak_SetVoiceByName(voice.encode()) != 0:
            raise UnknownVoice(f"espeak-ng has no voice {voice!r}")
        self._voice = voice

    def _take(self, samples: Any, count: int, _events: object) -> int:
        """Called by the library, which can't raise: an exception waits until it returned."""
        if not samples or count <= 0:
            return 0
        try:
            wanted = self._give(ctypes.string_at(samples, 2 * count))
        except BaseException as error:
            self._raised = error
            return _ABORT
        return 0 if wanted else _ABORT


@cache
def engine() -> Engine:
    """The process's engine, started by the first call."""
    return Engine()
