import dataclasses
import re
import string

import pytest

from realtime.roleplay.buyer.sayings import Sayings
from realtime.roleplay.buyer.wording import SAYINGS

FIELDS = [field.name for field in dataclasses.fields(Sayings)]
BOTH = [(language, field) for language in sorted(SAYINGS) for field in FIELDS]

#: What a buyer would say of themself as a woman, or as a man.
GENDERED = re.compile(
    r"\b(obrigad[oa]|sozinh[oa]|cansad[oa]|ocupad[oa]|interessad[oa]|preocupad[oa]|convencid[oa]"
    r"|sincer[oa]|honest[oa]|segur[oa]|tranquil[oa]|satisfeit[oa]|pront[oa])\b",
    re.IGNORECASE,
)


def wordings(language, field):
    return getattr(SAYINGS[language], field)


@pytest.mark.parametrize("language, field", BOTH)
def test_everything_is_said_in_three_ways_at_least(language, field):
    assert len(set(wordings(language, field))) >= 3


@pytest.mark.parametrize("language, field", BOTH)
def test_a_saying_is_two_short_sentences_at_most(language, field):
    for wording in wordings(language, field):
        assert len(re.split(r"(?<=[.!?])\s+", wording)) <= 2
        assert len(wording.split()) <= 45


@pytest.mark.parametrize("language, field", BOTH)
def test_all_wordings_of_a_saying_want_the_same_of_the_role_play(language, field):
    facts = {"does", "size", "role", "fact", "said", "day"}
    wants = [
        {name for _, name, _, _ in string.Formatter().parse(wording) if name} & facts
        for wording in wordings(language, field)
    ]
    assert all(each == wants[0] for each in wants)


@pytest.mark.parametrize("field", FIELDS)
def test_nothing_says_whether_the_buyer_is_a_woman_or_a_man(field):
    said = [each for each in wordings("pt-BR", field) if GENDERED.search(each)]
    assert [each for each in said if "Tudo tranquilo" not in each] == []
