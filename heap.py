"""glibc's malloc, told what kind of process this is."""

import ctypes
import sys
from contextlib import suppress

#: From malloc.h.
_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8
_LARGE_BYTES = 131_072


def share() -> None:
    """One heap for all threads, and what is large is given back as soon as it is freed.

    By itself each thread gets a heap, which keeps the most it ever needed: ten threads that now and
    then write a snapshot or read an archive keep 2 MB each, and a server grows for an hour
    (bench/soak). Python runs one of them at a time, so one heap holds up nobody. Call it before
    there are any. Nothing is done without glibc.
    """
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            libc = ctypes.CDLL(None)
            libc.mallopt(_M_ARENA_MAX, 1)
            libc.mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)
