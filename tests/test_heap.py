"""What glibc keeps of many threads that each needed much, once. In a process of its own."""

import subprocess
import sys

import pytest

from bench.servers import ROOT

MEASURES = """
import threading
from pathlib import Path
import heap
{share}
here = threading.Barrier(9)

def need():
    pieces = [bytes(50_000) for _ in range(100)]
    here.wait()
    del pieces
    here.wait()

threads = [threading.Thread(target=need) for _ in range(8)]
for thread in threads:
    thread.start()
here.wait()
here.wait()
maps = Path("/proc/self/maps").read_text().splitlines()
starts = [int(line.partition("-")[0], 16) for line in maps if len(line.split()) == 5]
print(sum(start % 2**26 == 0 for start in starts))
"""


def heaps(share):
    """How many there are besides the first: each begins at a multiple of 64 MiB."""
    code = MEASURES.format(share=share)
    done = subprocess.run(
        (sys.executable, "-c", code), cwd=ROOT, capture_output=True, text=True, check=True
    )
    return int(done.stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="it is about glibc")
def test_threads_share_one_heap():
    if heaps("") < 8:
        pytest.skip("this isn't glibc")
    assert heaps("heap.share()") == 0
