"""What a call is measured against. Pure."""

import msgspec


class Targets(msgspec.Struct, frozen=True):
    #: The salesperson's share of speech, %.
    talk_low: float = 50.0
    talk_high: float = 60.0
    fillers_a_minute: float = 5.0
    pace_low: float = 120.0
    pace_high: float = 150.0
    monologue_s: float = 30.0


#: Those of the results page, whatever the type of call.
DEFAULT = Targets()
