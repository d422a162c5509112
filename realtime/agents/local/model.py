"""Where the bundled acoustic model and dictionary are, and which words the dictionary has.

Reading the dictionary is blocking I/O, done once while agents are loaded. Nothing is kept of it but
the words asked for: as a set, all 134,000 would take 13 MB.
"""

from collections.abc import Collection
from importlib.util import find_spec
from pathlib import Path


def _folder() -> Path:
    # Not by importing it: that loads the decoder's library, which only the workers need.
    spec = find_spec("pocketsphinx")
    if spec is None or spec.origin is None:
        raise RuntimeError("pocketsphinx is not installed: run `make install`")
    return Path(spec.origin).parent / "model" / "en-us"


ACOUSTIC_MODEL = _folder() / "en-us"
DICTIONARY = _folder() / "cmudict-en-us.dict"


def known_words(wanted: Collection[str]) -> set[str]:
    """Those of `wanted` that the dictionary can pronounce."""
    sought = set(wanted)
    with DICTIONARY.open(encoding="utf-8") as lines:
        return {word for line in lines if (word := line.split(" ", 1)[0]) in sought}
