from typing import Annotated, Generic, TypeVar

import msgspec
import pytest
from msgspec import UNSET, UnsetType

from handlers.documents.schemas import Schemas, portable

T = TypeVar("T")


class Inner(msgspec.Struct, rename="camel"):
    #: Seconds, of
    #: something.
    how_long: float
    title: str = ""


class Answered(msgspec.Struct, Generic[T]):
    items: list[T]
    note: str = ""
    left_out: int | UnsetType = UNSET


class Terse(msgspec.Struct, omit_defaults=True):
    always: int
    seldom: int = 0


class Sent(msgspec.Struct, tag="sent"):
    needed: Annotated[str, msgspec.Meta(pattern=r"^\w\Z")]
    more: int = 0


def components(**types):
    return Schemas(**{"sent": [], "answered": [], **types}).components


def test_of_an_answer_all_is_there_that_isnt_left_out():
    found = components(answered=[Answered[Inner], Terse])
    assert found["Answered_Inner"]["required"] == ["items", "note"]
    assert found["Inner"]["required"] == ["howLong", "title"]
    assert found["Terse"]["required"] == ["always"]


def test_of_what_is_sent_defaults_may_be_missing():
    found = components(sent=[Sent, Inner], answered=[Answered[Inner]])
    assert found["Sent"]["required"] == ["type", "needed"]
    assert found["Inner"]["required"] == ["howLong"]


def test_the_comments_beside_fields_are_their_descriptions():
    inner = components(sent=[Inner])["Inner"]
    assert inner["properties"]["howLong"]["description"] == "Seconds, of something."
    assert "description" not in inner["properties"]["title"]
    assert inner["properties"]["title"]["type"] == "string"


def test_one_of_several_types():
    schemas = Schemas(sent=[], answered=[Terse, Inner])
    refs = [{"$ref": f"#/components/schemas/{name}"} for name in ("Terse", "Inner")]
    assert schemas.of((Terse, Inner)) == {"anyOf": refs}
    assert schemas.of(Inner) == refs[1]


@pytest.mark.parametrize(
    ("pattern", "there"),
    [
        (r"^[0-9]{1,18}\Z", "^[0-9]{1,18}$"),
        (r"^[^\W_]\Z", r"^[0-9A-Za-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u024F]$"),
    ],
)
def test_patterns_are_for_everybody(pattern, there):
    assert portable(pattern) == there
