"""Where the bundled acoustic model and dictionary are, and how the dictionary says words.

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
#: Which phones follow which, in English.
PHONE_MODEL = _folder() / "en-us-phone.lm.bin"
#: Which words follow which two, of 20,000: English in general.
LANGUAGE_MODEL = _folder() / "en-us.lm.bin"


def dictionary_of(wanted: Collection[str]) -> dict[str, list[str]]:
    """Every way the dictionary says each of `wanted`: "to" is ["T UW", "T IH", "T AH"].

    Words it doesn't have are left out.
    """
    sought = set(wanted)
    found: dict[str, list[str]] = {}
    with DICTIONARY.open(encoding="utf-8") as lines:
        for line in lines:
            entry, _, phones = line.partition(" ")
            # A second pronunciation is listed as "to(2)".
            word = entry.partition("(")[0]
            if word in sought:
                found.setdefault(word, []).append(" ".join(phones.split()))
    return found
