import asyncio
import subprocess
import sys

import pytest

from realtime.agents.dialogflow.settings import DialogflowSettings, NoDialogflow
from realtime.agents.directory import AgentDirectory
from realtime.agents.local.files import BadAgentFile
from realtime.agents.local.settings import LocalSettings
from state.errors import AgentNotFound

from .local.agents import read_once, small_text, write


@pytest.fixture(scope="module", autouse=True)
def agents_read_once():
    with read_once():
        yield


AGENT = "projects/p/locations/global/agents/a"


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


def test_free_speech_is_heard_by_the_workers_of_all_agents(monkeypatch):
    directory = AgentDirectory(LocalSettings())
    prepared = []
    monkeypatch.setattr(directory.recogniser, "prepare_transcription", lambda: prepared.append(1))
    directory.free_speech("en").prepare()
    assert prepared == [1]


def test_deployments_agents_come_along(tmp_path):
    write(tmp_path, small_text())
    assert AgentDirectory(LocalSettings(agents_dir=tmp_path)).get("shop").card.title == "Shop"


@pytest.mark.parametrize("name", ["marketplace-en", "silent"])
def test_name_taken_twice_is_refused(tmp_path, name):
    write(tmp_path, small_text(('name = "shop"', f'name = "{name}"')))
    with pytest.raises(BadAgentFile, match=r"shop\.toml: name: .*is taken"):
        AgentDirectory(LocalSettings(agents_dir=tmp_path))


def test_a_dialogflow_agent_is_who_answers_where_none_is_named():
    settings = DialogflowSettings(agent=AGENT, title="Ours", tools_of="marketplace-pt-BR")
    directory = AgentDirectory(LocalSettings(), settings)
    assert directory.cards[0].name == "dialogflow"
    assert directory.get(None) is directory.get("dialogflow")
    card = directory.get(None).card
    assert (card.title, card.language, card.hears) == ("Ours", "pt-BR", True)
    assert directory.get("marketplace-en").card.hears


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"name": "silent"}, "dialogflow.name: 'silent' is taken"),
        ({"name": "marketplace-en"}, "dialogflow.name: 'marketplace-en' is taken"),
        ({"tools_of": "nobody"}, "dialogflow.tools_of: no embedded agent 'nobody'.*marketplace-en"),
    ],
)
def test_a_dialogflow_agent_that_cant_be_is_refused(wrong, told):
    with pytest.raises(NoDialogflow, match=told):
        AgentDirectory(LocalSettings(), DialogflowSettings(agent=AGENT, **wrong))


def test_without_the_extra_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "google.cloud.dialogflowcx_v3.types", None)
    for name in [name for name in sys.modules if name.startswith("realtime.agents.dialogflow.")]:
        if not name.endswith(".settings"):
            monkeypatch.delitem(sys.modules, name)
    with pytest.raises(NoDialogflow, match=r"pip install 'vivavoz\[dialogflow\]'"):
        AgentDirectory(LocalSettings(), DialogflowSettings(agent=AGENT))


def test_without_a_dialogflow_agent_nothing_of_google_s_is_imported():
    program = (
        "import sys, server\n"
        "from realtime.agents.directory import AgentDirectory\n"
        "from realtime.agents.local.settings import LocalSettings\n"
        "AgentDirectory(LocalSettings())\n"
        "sys.exit('grpc' in sys.modules or 'google.auth' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], timeout=30).returncode == 0


def test_close_without_start_and_twice_is_fine():
    async def scene():
        directory = AgentDirectory(LocalSettings())
        await directory.close()
        await directory.close()

    asyncio.run(scene())
