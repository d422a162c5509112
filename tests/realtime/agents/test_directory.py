import asyncio

import pytest

from realtime.agents.directory import AgentDirectory
from realtime.agents.local.files import BadAgentFile
from realtime.agents.local.settings import LocalSettings
from state.errors import AgentNotFound

from .local.agents import small_text, write


def test_default_agent_is_the_english_one_and_first():
    directory = AgentDirectory(LocalSettings())
    assert directory.get(None).card is directory.cards[0]
    assert [card.name for card in directory.cards] == [
        "marketplace-en",
        "consultant-management-en",
        "consultant-sales-en",
        "consultant-technical-en",
        "marketplace-pt-BR",
        "silent",
    ]


def test_unknown_agent_is_told_with_those_there_are():
    with pytest.raises(AgentNotFound, match="'zork'.*marketplace-en, marketplace-pt-BR, silent"):
        AgentDirectory(LocalSettings()).get("zork")


def test_deployments_agents_come_along(tmp_path):
    write(tmp_path, small_text())
    assert AgentDirectory(LocalSettings(agents_dir=tmp_path)).get("shop").card.title == "Shop"


@pytest.mark.parametrize("name", ["marketplace-en", "silent"])
def test_name_taken_twice_is_refused(tmp_path, name):
    write(tmp_path, small_text(('name = "shop"', f'name = "{name}"')))
    with pytest.raises(BadAgentFile, match=r"shop\.toml: name: .*is taken"):
        AgentDirectory(LocalSettings(agents_dir=tmp_path))


def test_close_without_start_and_twice_is_fine():
    async def scene():
        directory = AgentDirectory(LocalSettings())
        await directory.close()
        await directory.close()

    asyncio.run(scene())
