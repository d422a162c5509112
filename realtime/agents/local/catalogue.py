"""The products, categories and orders an agent can talk about, in the agent's language.

A catalogue file holds every language; `in_language` gives one language's view, which slots and
tools share, so what can be said and what can be found never differ. Pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, TypeVar

import msgspec

T = TypeVar("T")
Amount = Annotated[int, msgspec.Meta(ge=0)]
Name = Annotated[str, msgspec.Meta(min_length=1)]


class Naming(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What something is called in one language."""

    name: Name
    synonyms: tuple[Name, ...] = ()


class ProductNaming(Naming, frozen=True, forbid_unknown_fields=True, kw_only=True):
    #: In whole units of the language's currency, so that it can be spoken.
    price: Amount


class ProductEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: Name
    category: str
    stock: Amount
    delivery_days: Amount
    names: dict[str, ProductNaming]


class CategoryEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: Name
    names: dict[str, Naming]


class OrderEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: Name
    product: str
    status: str
    days: Amount
    #: How the number is said, by language.
    spoken: dict[str, tuple[Name, ...]]


class CatalogueFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    #: What delivery costs, by language; free from `free_delivery_from` on.
    delivery_price: dict[str, Amount]
    free_delivery_from: dict[str, Amount]
    categories: tuple[CategoryEntry, ...]
    products: tuple[ProductEntry, ...]
    orders: tuple[OrderEntry, ...] = ()


class CatalogueError(ValueError):
    """Raised when a catalogue contradicts itself; says which entry and why."""


@dataclass(frozen=True)
class Category:
    name: str
    synonyms: tuple[str, ...]


@dataclass(frozen=True)
class Product:
    name: str
    synonyms: tuple[str, ...]
    category: str
    price: int
    stock: int
    delivery_days: int


@dataclass(frozen=True)
class Order:
    id: str
    spoken: tuple[str, ...]
    product: str
    status: str
    days: int


@dataclass(frozen=True)
class Catalogue:
    """One language's view."""

    categories: tuple[Category, ...]
    products: tuple[Product, ...]
    orders: tuple[Order, ...]
    delivery_price: int
    free_delivery_from: int


def in_language(file: CatalogueFile, language: str) -> Catalogue:
    """What `file` says in `language`, or CatalogueError where it says nothing or contradicts."""
    categories = {entry.id: _category(entry, language) for entry in file.categories}
    products = {entry.id: _product(entry, categories, language) for entry in file.products}
    return Catalogue(
        categories=tuple(categories.values()),
        products=tuple(products.values()),
        orders=tuple(_order(entry, products, language) for entry in file.orders),
        delivery_price=_said(file.delivery_price, language, "delivery_price"),
        free_delivery_from=_said(file.free_delivery_from, language, "free_delivery_from"),
    )


def _said(by_language: Mapping[str, T], language: str, where: str) -> T:
    if language not in by_language:
        raise CatalogueError(f"{where} has no {language!r}")
    return by_language[language]


def _category(entry: CategoryEntry, language: str) -> Category:
    naming = _said(entry.names, language, f"categories.{entry.id}.names")
    return Category(naming.name, naming.synonyms)


def _product(entry: ProductEntry, categories: Mapping[str, Category], language: str) -> Product:
    if entry.category not in categories:
        raise CatalogueError(f"products.{entry.id}.category is {entry.category!r}, an unknown one")
    naming = _said(entry.names, language, f"products.{entry.id}.names")
    return Product(
        name=naming.name,
        synonyms=naming.synonyms,
        category=categories[entry.category].name,
        price=naming.price,
        stock=entry.stock,
        delivery_days=entry.delivery_days,
    )


def _order(entry: OrderEntry, products: Mapping[str, Product], language: str) -> Order:
    if entry.product not in products:
        raise CatalogueError(f"orders.{entry.id}.product is {entry.product!r}, an unknown one")
    spoken = _said(entry.spoken, language, f"orders.{entry.id}.spoken")
    return Order(entry.id, spoken, products[entry.product].name, entry.status, entry.days)
