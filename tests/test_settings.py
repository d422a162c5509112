import dataclasses
import inspect
from pathlib import Path

import pytest

from settings import BadSettings, Settings, load


def written(tmp_path, text):
    file = tmp_path / "vivavoz.toml"
    file.write_text(text)
    return file


def test_without_a_file_all_is_as_declared(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert load(None, {"PATH": "/bin"}) == Settings()


def test_the_file_in_the_folder_is_read(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    written(tmp_path, "[voice]\nsilence_ms = 700\n")
    assert load(None, {}).voice.silence_ms == 700


def test_the_environment_wins_over_the_file(tmp_path):
    file = written(tmp_path, "[voice]\nsilence_ms = 700\nprefix_ms = 200\n")
    loaded = load(file, {"VIVAVOZ_VOICE_SILENCE_MS": "800"})
    assert (loaded.voice.silence_ms, loaded.voice.prefix_ms) == (800, 200)


def test_tables_may_come_from_the_environment_as_json():
    headers, parameters = "VIVAVOZ_DIALOGFLOW_WEBHOOK_HEADERS", "VIVAVOZ_DIALOGFLOW_PARAMETERS"
    loaded = load(None, {headers: '{"a": "b"}', parameters: '{"n": 5, "s": "5", "b": true}'})
    assert loaded.dialogflow.webhook_headers == {"a": "b"}
    assert loaded.dialogflow.parameters == {"n": 5, "s": "5", "b": True}
    assert "'a'" not in repr(loaded)
    with pytest.raises(BadSettings, match="dialogflow.webhook_headers"):
        load(None, {headers: "a=b"})


def test_lists_and_paths_may_come_from_the_environment():
    environment = {
        "VIVAVOZ_ACCESS_ALLOWED_ORIGINS": "https://a.example, https://b.example",
        "VIVAVOZ_LOCAL_AGENTS_DIR": "/agents",
    }
    loaded = load(None, environment)
    assert loaded.access.allowed_origins == ("https://a.example", "https://b.example")
    assert loaded.local.agents_dir == Path("/agents")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[voice]\nsilense_ms = 1", "voice.silense_ms: no such setting"),
        ("[voice]\nsilence_ms = 'long'", "voice.silence_ms"),
        ("[voice]\nsilence_ms = 1", "voice.silence_ms"),
        ("[local]\nworkers = 0", "local.workers|workers"),
        ("[noise]\na = 1", "noise: no such section"),
        ("voice = 1", "voice: must be a section"),
        ("[voice", "vivavoz.toml"),
    ],
)
def test_what_will_not_do_is_named(tmp_path, text, complaint):
    with pytest.raises(BadSettings, match=complaint):
        load(written(tmp_path, text), {})


@pytest.mark.parametrize("variable", ["VIVAVOZ_NOISE_A", "VIVAVOZ_VOICE_SILENSE_MS", "VIVAVOZ_X"])
def test_an_unknown_variable_is_named(variable):
    with pytest.raises(BadSettings, match="no such"):
        load(None, {variable: "1"})


def test_a_file_that_was_asked_for_must_be_there(tmp_path):
    with pytest.raises(BadSettings, match="no such file"):
        load(tmp_path / "none.toml", {})


@pytest.mark.parametrize("section", dataclasses.fields(Settings), ids=lambda field: field.name)
def test_every_setting_has_its_docstring(section):
    kind = type(getattr(Settings(), section.name))
    lines = inspect.getsource(kind).splitlines()
    for option in dataclasses.fields(kind):
        at = next(n for n, line in enumerate(lines) if line.startswith(f"    {option.name}: "))
        assert lines[at + 1].strip().startswith('"""'), f"{option.name} has no docstring"


def consultants(*slugs):
    return "".join(
        f'[[consultation.agent_types]]\nslug = "{slug}"\ntitles = {{ en = "A" }}\nagent = "b"\n'
        for slug in slugs
    )


def test_consultants_are_tables_of_the_file(tmp_path):
    file = written(tmp_path, consultants("finance", "law"))
    assert [each.slug for each in load(file, {}).consultation.agent_types] == ["finance", "law"]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (consultants("law", "law"), "consultation: agent_types: law is there twice"),
        ("[consultation]\nagent_types = []\n", "consultation: agent_types: at least one"),
        (consultants("Law!"), "consultation.agent_types"),
        (consultants("law") + "colour = 3\n", "consultation.agent_types"),
    ],
    ids=["twice", "none", "slug", "unknown field"],
)
def test_consultants_that_wont_do_stop_the_start(tmp_path, text, named):
    with pytest.raises(BadSettings, match=named):
        load(written(tmp_path, text), {})


def test_what_can_be_chosen_is_said():
    with pytest.raises(BadSettings, match="local, liveavatar, heygen_streaming, not 'heygen'"):
        load(None, {"VIVAVOZ_AVATARS_PROVIDER": "heygen"})


def test_a_vendor_needs_its_key_and_a_section_may_have_an_underscore():
    environment = {"VIVAVOZ_AVATARS_PROVIDER": "heygen_streaming"}
    with pytest.raises(BadSettings, match="VIVAVOZ_HEYGEN_STREAMING_API_KEY"):
        load(None, environment)
    loaded = load(None, {**environment, "VIVAVOZ_HEYGEN_STREAMING_API_KEY": "a-key"})
    assert loaded.heygen_streaming.api_key == "a-key"
    assert "a-key" not in repr(loaded)


def test_a_judge_needs_a_model_and_keeps_its_key_to_itself():
    environment = {"VIVAVOZ_JUDGE_URL": "http://127.0.0.1:8095/v1"}
    with pytest.raises(BadSettings, match="judge: url needs a model"):
        load(None, environment)
    environment |= {"VIVAVOZ_JUDGE_MODEL": "a-model", "VIVAVOZ_JUDGE_API_KEY": "a-key"}
    loaded = load(None, environment)
    assert (loaded.judge.model, loaded.judge.api_key) == ("a-model", "a-key")
    assert "a-key" not in repr(loaded)


@pytest.mark.parametrize("url", ["127.0.0.1/v1", "http://user:key@host/v1", "http://host/v1?key=k"])
def test_a_judges_address_has_nothing_secret_in_it(url):
    with pytest.raises(BadSettings, match="judge.url"):
        load(None, {"VIVAVOZ_JUDGE_URL": url, "VIVAVOZ_JUDGE_MODEL": "m"})
