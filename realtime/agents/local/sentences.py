"""Cuts a reply into the pieces that are shown and spoken one by one.

What a caller heard is cut by these pieces, and the synthesiser speaks each as one job: so they are
sentences, and never so long that one holds the voice of everybody else. Pure.
"""

import re

#: About 15 s of speech: 50 ms of the synthesiser's time.
MAX_CHARACTERS = 240

_END = re.compile(r"(?<=[.!?\u2026])\s+")


def split_sentences(text: str) -> list[str]:
    """The sentences of `text`, none empty, none over MAX_CHARACTERS."""
    pieces = []
    for sentence in _END.split(" ".join(text.split())):
        while len(sentence) > MAX_CHARACTERS:
            cut = _cut(sentence)
            pieces.append(sentence[:cut].rstrip())
            sentence = sentence[cut:].lstrip()
        if sentence:
            pieces.append(sentence)
    return pieces


def _cut(sentence: str) -> int:
    """Where to part a long sentence: after a comma, else between words, else anywhere."""
    head = sentence[:MAX_CHARACTERS]
    comma = max(head.rfind(mark) for mark in (", ", "; ", ": "))
    if comma >= MAX_CHARACTERS // 2:
        return comma + 1
    space = head.rfind(" ")
    return space if space > 0 else MAX_CHARACTERS
