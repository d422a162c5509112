"""The READMEs are in step: what isn't prose is alike in both, and their links lead somewhere."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ENGLISH, PORTUGUESE = NAMES = ["README.md", "README.pt-BR.md"]
BLOCK = re.compile(r"^ *```.*?^ *```$", re.MULTILINE | re.DOTALL)


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def prose(name: str) -> str:
    return BLOCK.sub("", text(name))


def headings(name: str) -> list[tuple[int, str]]:
    """Level and words of each."""
    found = re.findall(r"^(#+) (.+)$", prose(name), re.MULTILINE)
    return [(len(marks), words) for marks, words in found]


def code_blocks(name: str) -> list[list[str]]:
    """Their lines, without comments."""
    stripped = [re.sub(r"(^|\s+)#.*$", "", block, flags=re.MULTILINE) for block in blocks(name)]
    return [list(filter(None, block.splitlines())) for block in stripped]


def blocks(name: str) -> list[str]:
    return BLOCK.findall(text(name))


def tables(name: str) -> list[int]:
    """How many lines each has."""
    return [each.count("\n") for each in re.findall(r"(?:^ *\|.*\n)+", prose(name), re.MULTILINE)]


def code_names(name: str) -> set[str]:
    return {" ".join(each.split()) for each in re.findall(r"`([^`]+)`", prose(name))}


def links(name: str) -> list[tuple[str, str]]:
    """File or address, and anchor; either may be empty."""
    return re.findall(r"\]\(([^)#\s]*)(?:#([^)\s]*))?\)", prose(name))


def anchors(name: str) -> set[str]:
    """As GitHub makes them of headings."""
    kept = [re.sub(r"[^\w\- ]", "", words.lower()) for _, words in headings(name)]
    return {words.replace(" ", "-") for words in kept}


def test_headings_are_in_step():
    english, portuguese = ([level for level, _ in headings(name)] for name in NAMES)
    assert portuguese == english


def test_code_is_the_same():
    assert code_blocks(PORTUGUESE) == code_blocks(ENGLISH)


def test_tables_have_the_same_rows():
    assert tables(PORTUGUESE) == tables(ENGLISH)


def test_the_same_names_of_code_are_told():
    assert code_names(PORTUGUESE) == code_names(ENGLISH)


def test_links_lead_to_the_same():
    english, portuguese = (sorted(target for target, _ in links(name)) for name in NAMES)
    english.remove(PORTUGUESE)
    portuguese.remove(ENGLISH)
    assert portuguese == english


@pytest.mark.parametrize("name", NAMES)
def test_links_lead_somewhere(name):
    for target, anchor in links(name):
        if "://" in target:
            continue
        assert (ROOT / target).exists(), target
        assert not anchor or anchor in anchors(target or name), anchor
