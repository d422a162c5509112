"""The tools of the shipped consultants: sums they are asked for, whom to call, and a person.

An agent file names this module, and `make_tools` is called with the agent's definition. Each tool
takes the text of a slot's value; what it can't reckon with gets the intent's default reply. Pure.
"""

from realtime.agents.base import Json
from realtime.agents.local.definition import AgentDefinition
from realtime.agents.tools import Tool

#: What a small company usually keeps of a sale, after its direct costs.
USUAL_MARGIN = 40


def make_tools(agent: AgentDefinition) -> dict[str, Tool]:
    """The tools by name."""
    return {
        "price_from_margin": price_from_margin,
        "weigh_discount": weigh_discount,
        "whom_to_call": whom_to_call,
        "request_person": request_person,
    }


def price_from_margin(margin: str) -> Json:
    """What to sell for that costs one hundred, to keep `margin` percent of the price."""
    percent = _percent(margin)
    if percent is None:
        return {"outcome": "unknown"}
    price = round(100 / (1 - percent / 100))
    return {"outcome": "known", "margin": percent, "price": price, "markup": price - 100}


def weigh_discount(discount: str) -> Json:
    """What `discount` percent take of the usual profit, and how much more must be sold for it."""
    percent = _percent(discount)
    if percent is None or percent >= USUAL_MARGIN:
        return {"outcome": "unknown"}
    return {
        "outcome": "known",
        "discount": percent,
        "taken": round(100 * percent / USUAL_MARGIN),
        "more": round(100 * percent / (USUAL_MARGIN - percent)),
    }


def whom_to_call(area: str) -> Json:
    """Each area has a reply of its own."""
    return {"outcome": area, "area": area}


def request_person() -> Json:
    """The call itself is the request: whoever follows the conversation sees it."""
    return {"outcome": "requested"}


def _percent(text: str) -> int | None:
    percent = int(text) if text.isdecimal() else 0
    return percent if 0 < percent < 100 else None
