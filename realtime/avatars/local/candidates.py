"""The visitor's ICE candidates: read, bounded, and told apart from those that lead nowhere.

Some are no error, and still not for us: TCP ones, and names made up by the browser to hide its
address (`….local`), which would have to be asked for by multicast. Neither is needed: a visitor's
own checks reach the addresses that were offered, and show where they come from.
"""

import ipaddress

from aiortc import RTCIceCandidate
from aiortc.sdp import candidate_from_sdp

from realtime.avatars.base import Candidate
from state.errors import BadCandidate

#: Characters of a candidate. Browsers' have 100 to 250.
MOST_CHARACTERS = 1_000
#: Of one visitor; each is worth some packets to wherever it says. Machines have a handful.
MOST = 64

_PREFIX = "candidate:"
_TYPES = ("host", "srflx", "prflx", "relay")

Heard = RTCIceCandidate | None
"""None: one that isn't for us."""


def heard_candidate(text: str) -> Heard:
    """Raises BadCandidate."""
    if len(text) > MOST_CHARACTERS or not text.startswith(_PREFIX):
        raise BadCandidate("that is no ICE candidate")
    try:
        found = candidate_from_sdp(text.removeprefix(_PREFIX))
    except (AssertionError, ValueError, IndexError) as error:
        raise BadCandidate("that is no ICE candidate") from error
    if not 0 < found.port < 65_536 or found.type not in _TYPES or found.priority < 0:
        raise BadCandidate("that is no ICE candidate")
    if found.protocol.lower() != "udp" or found.component != 1 or found.type == "prflx":
        return None
    found.protocol = "udp"
    try:
        ipaddress.ip_address(found.ip)
    except ValueError:
        return None
    return found


def read_candidate(candidate: Candidate | None) -> Heard:
    """What a page posts; an empty one, as null, says that there are no more.

    Raises BadCandidate.
    """
    if candidate is None or not candidate.candidate:
        return None
    # Browsers write it with the prefix, some libraries as a line of the description.
    return heard_candidate(candidate.candidate.removeprefix("a="))
