import pytest

from realtime.agents.directory import SHIPPED
from realtime.agents.local import definition
from realtime.agents.local.agent import load_agent
from realtime.agents.local.definition import DefinitionError
from realtime.agents.local.files import BadAgentFile, agent_paths

from .agents import CONSULTANTS, small, small_text, write


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('name = "shop"', 'name = ""', r"shop\.toml: name: "),
        ('title = "Shop"', "title = 3", r"title: Expected `str`, got `int`"),
        ('title = "Shop"\n', "", r"title"),
        ('title = "Shop"', 'title = "Shop"\ncolour = "red"', r"colour"),
        ("hears = true", "hears = true =", r"file: is not TOML"),
        ("hears = true", "hears = false", r"sayings\.deaf: is needed"),
        ("hears = true", 'hears = true\ntools = "nowhere"', r"tools: module 'nowhere'"),
        ("hears = true", 'hears = true\ntools = "json"', r"tools: module 'json' has no tools"),
        ("hears = true", 'hears = true\ncatalogue = "c.toml"', r"c\.toml: file: No such file"),
        ("hears = true", 'hears = true\ncatalogue = "../c.toml"', r"catalogue: .*same folder"),
        ('name = "price"', 'name = "find"', r"intents\.find: is a name already taken"),
        ('name = "price"', 'name = "no_match"', r"intents\.no_match: is a name already taken"),
        ('["yes"]', '["yes {"]', r"intents\.yes\.phrases: .*a slot is written"),
        ('["yes"]', '["yes {tree}"]', r"unknown slot 'tree'"),
        ('["yes"]', '["(a|b|c|d)(a|b|c|d)(a|b|c|d)(a|b|c|d)(a|b|c|d)"]', r"more than 1000"),
        ('["yes"]', "[]", r"intents\[2\]\.phrases: .*length >= 1"),
        ('["yes"]', '["yes"]\nrequires = ["tree"]', r"intents\.yes\.re.*unknown slot|missing"),
        ('["yes"]', '["yes"]\nrecalls = ["tree"]', r"intents\.yes\.recalls: .*'tree'"),
        ('["yes"]', '["yes"]\ntool = "saw"', r"intents\.yes\.tool: 'saw' is no tool.*none"),
        ('["yes"]', '["yes"]\nparameters = { a = "b" }', r"intents\.yes\.parameters: .*no tool"),
        (
            '["yes"]',
            '["yes"]\ntool = "saw"\nparameters = { a = "{tree}" }',
            r"intents\.yes\.parameters\.a: names an unknown slot 'tree'",
        ),
        ('default = "price"', 'default = "gift"', r"intents\.find\.offers: .*'gift'"),
        (', missing = ["Which fruit?"]', "", r"intents\.price\.replies: needs a `missing`"),
        ('replies = { default = ["Fine."] }', "replies = {}", r"yes\.replies: needs a `default`"),
        ("pear = []", 'pear = ["Red Apple!"]', r"slots\.fruit: .*'apple' and for 'pear'"),
        ("pear = []", 'pear = ["?"]', r"slots\.fruit: '\?' has no words"),
        ('{ apple = ["red apple"], pear = [] }', "{}", r"slots\.fruit: has no values"),
        (
            'list_and = "and"',
            'list_and = "and"\nabout = { fruit = ["{tree}"] }',
            r"sayings\.about\.fruit: .*only this one",
        ),
        (
            'list_and = "and"',
            'list_and = "and"\nabout = { tree = ["Hm?"] }',
            r"sayings\.about\.tree: may name a slot",
        ),
        ("open = true", 'open = true\nfrom = "products"', r"slots\.fruit\.from: .*catalogue"),
        (
            "[slots.f",
            '[synonyms]\na = ["b"]\nc = ["B!"]\n[slots.f',
            r"synonyms\.c: 'B!' is read as 'a'",
        ),
        ("[slots.f", '[synonyms]\na = ["b"]\nb = ["c"]\n[slots.f', r"synonyms\.a: .*of its own"),
        ("[slots.f", '[synonyms]\na = ["?"]\n[slots.f', r"synonyms\.a: '\?' has no words"),
        (
            "pear = []",
            'pear = ["ill"], fig = ["i will"]',
            r"slots\.fruit: 'i will' is said for 'pear' and for 'fig'",
        ),
        (
            "[slots.f",
            '[synonyms]\na = ["dont like"]\nb = ["do not like"]\n[slots.f',
            r"synonyms\.b: 'do not like' is read as 'a'",
        ),
        (
            "[slots.f",
            '[synonyms]\nthanks = ["cheers"]\n"thank you" = ["thx"]\n[slots.f',
            r"synonyms\.thank you: 'thx' has synonyms of its own, as 'thanks'",
        ),
        ("[slots.f", '[synonyms]\nim = ["b"]\n"i am" = ["c"]\n[slots.f', r"synonyms\.i am: .*'im'"),
        (
            "[slots.f",
            '[synonyms]\nfind = ["red APPLE"]\n[slots.f',
            r"synonyms\.find: 'red APPLE' is said for a value of slots\.fruit",
        ),
        ('["yes"]', '["yes"]\ntyped = ["\U0001f642"]', r"intents\.yes\.typed: .* has no words"),
        ('["yes"]', '["yes"]\ntyped = ["(!|sure)"]', r"intents\.yes\.typed: .*alternative"),
        ("polite = [", 'other_wishes = ["?"]\npolite = [', r"other_wishes: '\?' has no words"),
        ('"yes"]', '"zorkmid"]', r"phrases: the dictionary lacks 'zorkmid'"),
    ],
)
def test_wrong_agent_file_tells_file_key_and_reason(tmp_path, old, new, complaint):
    path = write(tmp_path, small_text((old, new)))
    with pytest.raises(BadAgentFile, match=complaint) as raised:
        load_agent(path)
    assert str(tmp_path) in str(raised.value)


def test_phrases_of_all_intents_together_are_bounded():
    def typed(*hundreds):
        choices = (
            " ".join(f"({a}|{b})" for a, b in zip(h[::2], h[1::2], strict=True)) for h in hundreds
        )
        return ('["yes"]', f'["yes"]\ntyped = [{", ".join(repr(c) for c in choices)}]')

    words = [f"{first}{second}x" for first in "abcdef" for second in "ghijklmnopqrstuvwxyz"]
    assert small(typed(words[:18], words[18:36]))
    with pytest.raises(DefinitionError, match=r"^intents: .*than 1500 .*intents\.yes") as raised:
        small(typed(words[:18], words[18:36], words[36:54]))
    assert raised.value.key == "intents"


def test_alternatives_of_light_words_are_free():
    alike = " ".join(["[the|a|is|me]"] * 4)
    many = [f"yes {alike} {word}" for word in ("go", "do", "so")]
    assert small(('["yes"]', f'["yes"]\ntyped = {many}'))


@pytest.mark.parametrize("name", ["marketplace-en", "marketplace-pt-BR", *CONSULTANTS])
def test_shipped_agents_stay_well_inside_the_bound(name, monkeypatch):
    monkeypatch.setattr(definition, "MAX_PHRASES", 1_000)
    assert load_agent(SHIPPED / f"{name}.toml")


def test_synonym_that_the_language_reads_as_its_word_is_allowed():
    assert small(("[slots.f", '[synonyms]\nyes = ["yeah", "yep", "si"]\n[slots.f'))


def test_right_agent_file_loads(tmp_path):
    loaded = load_agent(write(tmp_path, small_text()))
    assert loaded.definition.file.name == "shop"
    assert loaded.grammar is not None


def test_missing_file_and_foreign_encoding_are_told(tmp_path):
    with pytest.raises(BadAgentFile, match="No such file"):
        load_agent(tmp_path / "none.toml")
    path = tmp_path / "latin.toml"
    path.write_bytes(b'name = "caf\xe9"')
    with pytest.raises(BadAgentFile, match="not UTF-8"):
        load_agent(path)


CATALOGUE = """
delivery_price = { en = 1 }
free_delivery_from = { en = 1 }
[[categories]]
id = "fruit"
names.en = { name = "fruit" }
[[products]]
id = "apple"
category = "fruit"
stock = 1
delivery_days = 1
names.en = { name = "apple", price = 1 }
[[orders]]
id = "1"
product = "apple"
status = "shipped"
days = 1
spoken.en = ["one"]
"""


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('category = "fruit"', 'category = "tool"', r"products\.apple\.category is 'tool'"),
        ('product = "apple"', 'product = "saw"', r"orders\.1\.product is 'saw'"),
        ('names.en = { name = "apple"', 'names.pt = { name = "apple"', r"apple\.names has no 'en'"),
        ("delivery_price = { en", "delivery_price = { pt", r"delivery_price has no 'en'"),
        ("price = 1 }", "price = -1 }", r"products\.toml: products\[0\].*price"),
        ('spoken.en = ["one"]', "spoken.pt = []", r"orders\.1\.spoken has no 'en'"),
    ],
)
def test_wrong_catalogue_is_told(tmp_path, old, new, complaint):
    path = write(
        tmp_path, small_text(("hears = true", 'hears = true\ncatalogue = "products.toml"'))
    )
    write(tmp_path, CATALOGUE.replace(old, new, 1), "products.toml")
    with pytest.raises(BadAgentFile, match=complaint):
        load_agent(path)


def test_catalogues_are_no_agents(tmp_path):
    write(tmp_path, CATALOGUE, "my-products.toml")
    agent = write(tmp_path, small_text())
    assert agent_paths(tmp_path) == [agent]


def test_agents_folder_must_exist(tmp_path):
    with pytest.raises(BadAgentFile, match="agents_dir: is not a folder"):
        agent_paths(tmp_path / "none")
