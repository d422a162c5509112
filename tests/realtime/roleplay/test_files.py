import pytest

from realtime.roleplay.files import SHIPPED, BadRolePlayFile, read_files
from tests.realtime.roleplay.plays import definition

PLAIN = """
id = 50
title = "A first call"
objective = "Find out what hurts."
language = "en"
difficulty = "easy"
call_type = "discovery"
opening_line = "Yes?"
tone = "Short."

[persona]
name = "Ida"
role = "owner"

[company]
name = "Ida's"
does = "Sells lamps."
size = "four people"

[[objections]]
type = "price"
wording = "That's a lot of money."

[[facts]]
name = "volume"
asked_by = ["how many"]
answer = "Forty a week."

[[rubric]]
criterion = "Asked for the problem"
weight = 60
evidence = "asked_problem"

[[rubric]]
criterion = "Said hello"
weight = 40
evidence = ["hello", "good morning"]
"""


@pytest.fixture
def folder(tmp_path):
    """Writes files in a folder, and reads them with the shipped ones."""

    def write(*texts):
        for at, text in enumerate(texts):
            (tmp_path / f"{at}.toml").write_text(text, "utf-8")
        return read_files(tmp_path, agents=["marketplace-en"])

    return write


def test_a_deployment_s_own_join_the_shipped_ones(folder):
    shipped = read_files(None, agents=[])
    assert folder(PLAIN) == {**shipped, 50: definition()}


def test_a_deployment_s_own_takes_the_place_of_a_shipped_one(folder):
    found = folder(PLAIN.replace("id = 50", "id = 1"))
    assert found[1] == definition() and len(found) == len(read_files(None, agents=[]))


def test_an_agent_that_is_there_may_be_the_buyer(folder):
    assert folder('agent = "marketplace-en"' + PLAIN)[50].agent == "marketplace-en"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("id = 50\n", "", "top level: .*`id`"),
        ("id = 50", "id = 0", "id: "),
        ("id = 50", "id = 1000", "id: "),
        ("id = 50", 'id = "50"', "id: "),
        ('title = "A first call"', "", "top level: .*`title`"),
        ('"easy"', '"awful"', "difficulty: "),
        ('type = "price"', 'type = "weather"', r"objections\[0\].type: "),
        ("weight = 60", "weight = 61", "rubric: the weights must sum to 100, not 101"),
        ('name = "Ida"', 'name = "Ida"\nmood = "good"', "persona.mood: there is no such key"),
        ("id = 50", "id = 50\ncolour = 1", "colour: there is no such key"),
        (
            'wording = "That',
            'when = ["a"]\nwording = "That',
            r"objections\[0\].when: there is no such key",
        ),
        ("id = 50", 'id = 50\nagent = "nobody"', "agent: .*'nobody'; there are: marketplace-en"),
        ("id = 50", "id = ", "file: is not TOML"),
    ],
)
def test_what_is_wrong_is_told_by_file_and_key(folder, old, new, told):
    assert old in PLAIN
    with pytest.raises(BadRolePlayFile, match=rf"0\.toml: {told}"):
        folder(PLAIN.replace(old, new, 1))


def test_two_files_of_a_folder_have_two_ids(folder):
    with pytest.raises(BadRolePlayFile, match=r"1\.toml: id: 50 is taken"):
        folder(PLAIN, PLAIN)


def test_a_file_is_text(tmp_path):
    (tmp_path / "a.toml").write_bytes(b"\xff")
    with pytest.raises(BadRolePlayFile, match=r"a\.toml: file: is not UTF-8"):
        read_files(tmp_path, agents=[])


def test_what_can_t_be_read_is_told(tmp_path):
    (tmp_path / "a.toml").mkdir()
    with pytest.raises(BadRolePlayFile, match=r"a\.toml: file: "):
        read_files(tmp_path, agents=[])


def test_a_folder_that_isn_t_there_is_told(tmp_path):
    with pytest.raises(BadRolePlayFile, match="nowhere: files_dir: is not a folder"):
        read_files(tmp_path / "nowhere", agents=[])


# What ships

SHIPPED_ONES = read_files(None, agents=[])
IDS = sorted(SHIPPED_ONES)


def test_each_kind_of_call_ships_in_both_languages():
    kinds = [(each.call_type, each.language) for each in SHIPPED_ONES.values()]
    assert sorted(kinds) == sorted(
        (kind, language)
        for kind in ("discovery", "negotiation", "renewal")
        for language in ("pt-BR", "en")
    )


def test_every_shipped_file_is_one():
    assert len(list(SHIPPED.glob("*.toml"))) == len(IDS)


@pytest.mark.parametrize("id", IDS)
def test_a_shipped_one_gives_a_call_enough_to_do(id):
    shipped = SHIPPED_ONES[id]
    assert 4 <= len(shipped.facts) <= 8 and 5 <= len(shipped.rubric) <= 7
    assert len(shipped.objections) >= 3 and any(each.must_have for each in shipped.rubric)
    briefing = shipped.salesperson
    assert briefing.instructions and briefing.success_criteria and briefing.tone_and_mood
    assert briefing.desired_behaviors and briefing.undesired_behaviors
    assert all(each.softened and each.hardened for each in shipped.objections)


@pytest.mark.parametrize("id", IDS)
def test_a_shipped_buyer_keeps_nothing_back_that_the_briefing_tells(id):
    shipped = SHIPPED_ONES[id]
    told = " ".join((shipped.objective, shipped.opening_line, *shipped.salesperson.instructions))
    assert not any(fact.answer in told for fact in shipped.facts)
