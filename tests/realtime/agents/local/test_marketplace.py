import pytest

from realtime.agents.local.definition import DefinitionError
from realtime.agents.local.marketplace import MOST_TOLD, make_tools

from .agents import shipped, small

TOOLS = make_tools(shipped("marketplace-en").definition)


def call(name, **parameters):
    return TOOLS[name](**parameters)


def test_one_product_is_found_by_name():
    found = call("search_products", query="headphones", category="electronics")
    assert (found["outcome"], found["product"], found["price"]) == ("one", "headphones", 120)


def test_category_lists_only_as_many_as_can_be_followed():
    found = call("search_products", query="", category="electronics")
    assert found["outcome"] == "several"
    assert found["count"] == 6
    assert len(found["products"]) == MOST_TOLD


def test_without_query_and_category_everything_is_counted():
    assert call("search_products", query="", category="")["count"] == 16


def test_part_of_a_name_finds_too():
    found = call("search_products", query="Machine", category="")
    assert found["product"] == "coffee maker"


def test_sold_out_and_unknown_are_told_apart():
    assert call("search_products", query="camera", category="")["outcome"] == "sold_out"
    assert call("search_products", query="bagpipe", category="")["outcome"] == "none"


def test_price_is_known_of_products_only():
    assert call("get_price", product="laptop") == {
        "outcome": "known",
        "name": "laptop",
        "price": 950,
        "stock": 4,
        "in_category": "electronics",
    }
    assert call("get_price", product="bagpipe")["outcome"] == "unknown"


@pytest.mark.parametrize(
    ("product", "outcome"), [("laptop", "free"), ("cookbook", "paid"), ("", "any")]
)
def test_delivery_depends_on_the_price(product, outcome):
    assert call("get_delivery", product=product)["outcome"] == outcome


def test_order_is_found_by_number():
    assert call("get_order_status", order="1003")["outcome"] == "delivered"
    assert call("get_order_status", order="7")["outcome"] == "unknown"


def test_person_is_requested():
    assert call("request_person") == {"outcome": "requested"}


def test_agent_without_catalogue_cannot_have_these_tools():
    with pytest.raises(DefinitionError, match="catalogue"):
        make_tools(small())
