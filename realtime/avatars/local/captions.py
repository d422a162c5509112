"""The subtitles: what is being said, two lines at a time, as far as the sound has come.

Fed with the reply's text, which comes some seconds before its sound; asked with how much of the
reply's sound was played. Text and sound come apart, so the pages turn at the pace of speech in
general; a page that isn't quite the one being spoken is better than none. No clock.
"""

from collections.abc import Iterator
from textwrap import wrap

LINES = 2
#: How fast the voices that ship speak: measured 16.5 to 16.9.
CHARACTERS_A_SECOND = 16.7
#: Text that waits; a reply of ten minutes. Beyond it the rest has no subtitles.
MOST_CHARACTERS = 10_000


class Captions:
    def __init__(self, line_characters: int) -> None:
        self._line_characters = line_characters
        self._characters = 0
        self._pages: list[tuple[int, str]] = []  # where each ends, in characters

    def clear(self) -> None:
        self._characters = 0
        self._pages.clear()

    def add(self, text: str) -> None:
        """The next piece of the reply. Each begins a page of its own: it is a sentence, mostly."""
        room = MOST_CHARACTERS - self._characters
        for page in _pages(text[:room], self._line_characters):
            self._characters += len(page)
            self._pages.append((self._characters, page))

    def page(self, played_s: float) -> str:
        """Lines to show, so much of the reply having been heard; empty: none."""
        spoken = played_s * CHARACTERS_A_SECOND
        for end, page in self._pages:
            if spoken < end:
                return page
        return self._pages[-1][1] if self._pages else ""


def _pages(text: str, line_characters: int) -> Iterator[str]:
    lines = wrap(text, line_characters, break_on_hyphens=False)
    for at in range(0, len(lines), LINES):
        yield "\n".join(lines[at : at + LINES])
