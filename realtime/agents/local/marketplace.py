"""The tools of the shipped marketplace agents, over the agent's catalogue.

The example of how an agent gets its tools: an agent file names this module, and `make_tools` is
called with the agent's definition. `outcome` chooses among the intent's replies; a result named
like a slot (`product`) is what "it" means in the next turn.
"""

from realtime.agents.base import Json
from realtime.agents.local.catalogue import Catalogue, Product
from realtime.agents.local.definition import AgentDefinition, DefinitionError
from realtime.agents.local.words import plain_words
from realtime.agents.tools import Tool

#: More can't be followed by ear.
MOST_TOLD = 5


def make_tools(agent: AgentDefinition) -> dict[str, Tool]:
    """The tools by name."""
    if agent.catalogue is None:
        raise DefinitionError("catalogue", "is needed by the marketplace tools")
    market = Marketplace(agent.catalogue)
    return {
        "search_products": market.search_products,
        "get_price": market.get_price,
        "get_delivery": market.get_delivery,
        "get_order_status": market.get_order_status,
        "request_person": market.request_person,
    }


class Marketplace:
    """Answers from one language's catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def search_products(self, query: str = "", category: str = "") -> Json:
        """Products whose names have all words of `query`; without one, all of `category`."""
        found = self._matching(query) if query else self._in_category(category)
        told = [_told(product) for product in found[:MOST_TOLD]]
        count = len(found)
        result: dict[str, Json] = {"query": query, "category": category, "count": count}
        result["products"] = list[Json](told)
        if count == 1:
            available = "one" if found[0].stock else "sold_out"
            return result | told[0] | {"outcome": available, "product": found[0].name}
        if not found:
            return result | {"outcome": "none"}
        return result | {"outcome": "several", "first": found[0].name}

    def get_price(self, product: str) -> Json:
        found = self._named(product)
        if found is None:
            return {"outcome": "unknown", "name": product}
        return _told(found) | {"outcome": "known"}

    def get_delivery(self, product: str) -> Json:
        """Days and price of delivery; without a product, those of any."""
        catalogue = self._catalogue
        found = self._named(product)
        result: dict[str, Json] = {
            "free_from": catalogue.free_delivery_from,
            "delivery_price": catalogue.delivery_price,
        }
        if found is None:
            days = [p.delivery_days for p in catalogue.products]
            return result | {"outcome": "any", "least_days": min(days), "most_days": max(days)}
        free = found.price >= catalogue.free_delivery_from
        result |= {"name": found.name, "days": found.delivery_days}
        return result | {"outcome": "free" if free else "paid"}

    def get_order_status(self, order: str) -> Json:
        for known in self._catalogue.orders:
            if known.id == order:
                return {
                    "outcome": known.status,
                    "order": known.id,
                    "name": known.product,
                    "days": known.days,
                }
        return {"outcome": "unknown", "order": order}

    def request_person(self) -> Json:
        """The call itself is the request: whoever follows the conversation sees it."""
        return {"outcome": "requested"}

    def _named(self, name: str) -> Product | None:
        return next((p for p in self._catalogue.products if p.name == name), None)

    def _matching(self, query: str) -> list[Product]:
        if exact := self._named(query):
            return [exact]
        wanted = set(plain_words(query))
        return [
            product
            for product in self._catalogue.products
            if any(wanted <= set(plain_words(name)) for name in (product.name, *product.synonyms))
        ]

    def _in_category(self, category: str) -> list[Product]:
        return [p for p in self._catalogue.products if category in ("", p.category)]


def _told(product: Product) -> dict[str, Json]:
    return {
        "name": product.name,
        "price": product.price,
        "stock": product.stock,
        "in_category": product.category,
    }
