"""Whom a caller of the voice socket talks as, by the token and by what is wished."""

from handlers.access import User
from handlers.rest import check_lead
from realtime.conversations.selection import Reach
from state.contract import CONVERSATIONS_SCOPE
from state.errors import NotPermitted


def lead_of(caller: User | None, wanted: str | None) -> str | None:
    """Whom the caller talks as; None: a lead by itself. A token may be for certain leads.

    Raises BadRequest, NotPermitted.
    """
    leads = None if caller is None else caller.reach.leads
    if wanted is None and leads is not None:
        if len(leads) != 1:
            raise NotPermitted("the token is for certain leads: say which, with lead_id")
        [wanted] = leads
    if wanted is not None:
        check_lead(wanted)
    if leads is not None and wanted not in leads:
        raise NotPermitted("the token isn't for this lead")
    return wanted


def reach_of(caller: User | None, lead_id: str | None) -> Reach | None:
    """Of a token that may feed conversations, or is for this lead; None of any other."""
    if caller is None or lead_id is None:
        return None
    is_for_it = caller.reach.leads is not None and caller.reach.has_lead(lead_id)
    return caller.reach if CONVERSATIONS_SCOPE in caller.scopes or is_for_it else None
