import inspect

import pytest

from handlers.errors import WIRE, wire_of
from handlers.voice import CLOSE_CODES
from state import errors
from state.contract import VoiceError
from state.errors import ServiceError

KINDS = [kind for _, kind in inspect.getmembers(errors, inspect.isclass)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_error_says_when_it_is_raised_and_has_a_place_in_the_tree(kind):
    assert kind is ServiceError or "Raised when" in kind.__doc__
    assert kind.__name__ in errors.__doc__


@pytest.mark.parametrize("kind", [kind for kind in KINDS if not kind.__subclasses__()])
def test_every_leaf_has_a_form_on_the_wire(kind):
    assert wire_of(kind("text")) is not WIRE[ServiceError]


def test_an_error_without_a_row_takes_its_parent_s():
    class Odd(errors.BadAudio):
        pass

    assert wire_of(Odd("text")) is WIRE[errors.BadAudio]


def test_every_code_of_the_voice_socket_is_used():
    assert {wire.voice for wire in WIRE.values()} == set(VoiceError)


@pytest.mark.parametrize("code", CLOSE_CODES.values())
def test_close_codes_are_of_the_registered_or_private_range(code):
    assert code in (1000, 1001, 1009, 1011, 1012, 1013) or 4000 <= code <= 4999
