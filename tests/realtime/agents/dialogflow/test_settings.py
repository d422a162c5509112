import datetime

import msgspec
import pytest

from realtime.agents.dialogflow.settings import DialogflowSettings

AGENT = "projects/p/locations/global/agents/a"


def settings(**told):
    """As they come from a file: checked."""
    return msgspec.convert(told, DialogflowSettings)


@pytest.mark.parametrize(
    "name",
    [
        "",
        AGENT,
        "projects/my-project-1/locations/us-central1/agents/0a-b_c",
        f"{AGENT}/environments/draft",
    ],
)
def test_full_names_of_agents_do(name):
    assert settings(agent=name).agent == name


@pytest.mark.parametrize(
    "name",
    [
        "a",
        "projects/p/agents/a",
        "projects/p/locations/global/agents/",
        "projects/p/locations/global/agents/a/",
        "projects/p/locations/global/agents/a/sessions/s",
        "projects/p/locations/evil.example:1#/agents/a",
        "projects/p/locations/US/agents/a",
        "/projects/p/locations/global/agents/a",
        f"{AGENT}\n",
        f"{AGENT} ",
        f"{AGENT}/environments/",
    ],
)
def test_anything_else_is_no_agents_name(name):
    with pytest.raises(msgspec.ValidationError, match="agent"):
        settings(agent=name)


@pytest.mark.parametrize(
    ("location", "host"),
    [
        ("global", "dialogflow.googleapis.com"),
        ("us-central1", "us-central1-dialogflow.googleapis.com"),
        ("southamerica-east1", "southamerica-east1-dialogflow.googleapis.com"),
    ],
)
def test_region_of_the_agent_says_where_the_service_is(location, host):
    assert settings(agent=f"projects/p/locations/{location}/agents/a").host == host


def test_environment_doesnt_change_where_the_service_is():
    told = settings(agent="projects/p/locations/eu-west1/agents/a/environments/e")
    assert told.host == "eu-west1-dialogflow.googleapis.com"


def test_endpoint_takes_the_regions_place():
    assert settings(agent=AGENT, endpoint="proxy.example:443").host == "proxy.example:443"


@pytest.mark.parametrize(
    "endpoint", ["127.0.0.1:1", "127.9.9.9:1", "[::1]:1", "localhost:1", "127.0.0.1", "[::1]"]
)
def test_loopback_is_local(endpoint):
    assert settings(agent=AGENT, endpoint=endpoint).is_local


@pytest.mark.parametrize(
    "endpoint",
    [
        "",
        "evil.example:1",
        "evil.example",
        "localhost.evil.example:1",
        "127.0.0.1.evil.example:1",
        "0.0.0.0:1",
        "10.0.0.1:1",
        "[::]:1",
        "[fe80::1]:1",
        "2130706433:1",
        "127.1:1",
        "dialogflow.googleapis.com:443",
    ],
)
def test_nothing_else_is_local(endpoint):
    assert not settings(agent=AGENT, endpoint=endpoint).is_local


@pytest.mark.parametrize(
    "endpoint",
    [":1", "http://127.0.0.1:1", "127.0.0.1:1/x", "127.0.0.1:123456", "u@h:1", "a b:1", "::1:1"],
)
def test_anything_else_is_no_endpoint(endpoint):
    with pytest.raises(msgspec.ValidationError, match="endpoint"):
        settings(agent=AGENT, endpoint=endpoint)


def test_webhook_headers_arent_shown():
    assert "secret" not in repr(settings(webhook_headers={"Authorization": "secret"}))


@pytest.mark.parametrize(
    "wrong", [{"since": datetime.date(2026, 1, 1)}, {"a": [{"b": float("nan")}]}, {"a": {1: 2}}]
)
def test_parameters_that_could_not_be_sent_are_refused(wrong):
    with pytest.raises(ValueError, match="parameters"):
        settings(parameters=wrong)


def test_parameters_may_be_anything_of_json():
    assert settings(parameters={"a": [1, {"b": None}, "c", True, 1.5]}).parameters
