"""What in a call isn't about the sale: greetings, who is who, small talk, "can you hear me".

Each is known by a cue of ear.py and has a saying. Chatting that goes on brings nothing. Pure.
"""

from typing import NamedTuple

from realtime.roleplay.buyer.ear import Heard
from realtime.roleplay.buyer.mood import GOOD
from realtime.roleplay.scoring.questions import SPIN


class Aside(NamedTuple):
    cue: str
    #: What answers it, and the name of that.
    saying: str
    did: str
    #: Only where something is asked.
    is_asked: bool = False
    #: Whatever else is asked is more important.
    is_weak: bool = False
    #: Talk of this kind keeps a call from going on.
    is_idle: bool = False


#: The first that is heard is answered.
ASIDES = (
    Aside("bot", "not_a_bot", "small_talk", is_idle=True),
    Aside("hears", "hears", "small_talk", is_idle=True),
    Aside("name", "name", "told:name", is_asked=True),
    Aside("role", "role", "told:role", is_asked=True),
    Aside("company", "company", "told:company", is_asked=True),
    Aside("size", "size", "told:size", is_asked=True),
    Aside("decides", "decides", "told:decision", is_asked=True),
    Aside("contact", "contact", "told:contact"),
    Aside("may_ask", "go_ahead", "went_along", is_weak=True),
    Aside("doubts", "no_doubts", "went_along", is_asked=True, is_weak=True, is_idle=True),
)
#: Those that go only for a turn without another question.
COURTESIES = (
    Aside("material", "takes_material", "accepted_material"),
    Aside("apologises", "glad_of_it", "acknowledged"),
    Aside("reason", "go_ahead", "went_along"),
    Aside("small_talk", "small_talk", "small_talk", is_idle=True),
    Aside("greets", "greeting", "small_talk", is_idle=True),
)
THANKS = Aside("thanks", "thanks", "small_talk", is_idle=True)


def aside_in(heard: Heard) -> Aside | None:
    """What is answered in passing, before any question about the buyer's business."""
    asks = heard.question is not None
    found = next(
        (each for each in ASIDES if each.cue in heard.cues and (asks or not each.is_asked)), None
    )
    # "Can I ask what bothers you most?" wants more than leave.
    return None if found is not None and found.is_weak and heard.asks_for(*GOOD) else found


def courtesy_in(heard: Heard) -> Aside | None:
    """What is answered where nothing is asked about the buyer's business."""
    if heard.asks_for(*SPIN) or "asks_more" in heard.cues:
        return None
    found = next((each for each in COURTESIES if each.cue in heard.cues), None)
    # Thanks are said in passing; alone, they are an answer to be answered.
    return found or (THANKS if "thanks" in heard.cues and heard.length <= 6 else None)
