"""What a call is measured against, by its type. Pure."""

import msgspec

from realtime.roleplay.definition import CallType


class Targets(msgspec.Struct, frozen=True):
    #: The salesperson's share of speech, %.
    talk_low: float = 50.0
    talk_high: float = 60.0
    fillers_a_minute: float = 5.0
    pace_low: float = 120.0
    pace_high: float = 150.0
    monologue_s: float = 30.0


#: The documented targets of the results page, unless a role play says otherwise.
DEFAULT = Targets()
BY_CALL_TYPE: dict[CallType, Targets] = {
    "discovery": DEFAULT,
    "presentation": DEFAULT,
    "negotiation": DEFAULT,
    "renewal": DEFAULT,
}
