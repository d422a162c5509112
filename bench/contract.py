"""Talks to the server as /openapi.json says, and in ways that it doesn't, and judges the answers.

    python -m bench.contract [--minutes 15] [--seed 1]

Schemathesis against a server of its own: with a secret, a token that has every scope, a call that
was held elsewhere, and consultations without a cooldown. All checks; the bounds of every type,
random requests, and chains of requests along the document's links. Exit status 1 unless nothing
failed: a status, content type, header or body that isn't documented; a 5xx but 503; something valid
refused, or something invalid taken; a credential that wasn't asked for.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import NamedTuple

import jwt

from bench.figures import as_table, finish, measured, none_of
from bench.servers import vivavoz
from state.contract import ALL_SCOPES
from tests import webhooks

SECRET = "a secret of the contract bench, for nobody else"
FOREVER = 4_102_444_800  # the year 2100
#: Where a document can't say all that makes a body good: SDP and candidates, weights that sum to
#: 100, what was allow-listed, a body that is signed; and what is opened with WebSocket alone.
_JUDGED_BEYOND_SCHEMA = {
    "post_role_plays": "422",
    "put_role_plays_role_play_id": "422",
    "post_api_consultoria_session_initialize": "400",
    "post_consultoria_session_initialize": "400",
    "post_api_consultoria_session_connect": "400",
    "post_consultoria_session_connect": "400",
    "post_api_consultoria_session_ice": "400",
    "post_consultoria_session_ice": "400",
    "get_ws_voice_chat": "426",
}
#: What may become of what is good, and of what isn't. A body may be good but for its bytes: 413.
_ACCEPTED = ["2xx", "3xx", "401", "403", "404", "409", "413", "429", "503"]
_REFUSED = ["400", "401", "403", "404", "405", "406", "409", "413", "415", "422", "429", "503"]
_SETTINGS = {
    "VIVAVOZ_ACCESS_SECRET": SECRET,
    # One caller makes all requests: whatever they got into is soon over.
    "VIVAVOZ_CONSULTATION_COOLDOWN_S": "0",
    "VIVAVOZ_CONSULTATION_RESERVATION_S": "1",
    "VIVAVOZ_CONSULTATION_SESSION_S": "3",
    "VIVAVOZ_ROLEPLAY_WEBHOOK_SECRET": webhooks.SECRET,
    "VIVAVOZ_LOCAL_WORKERS": "1",
    **{
        f"VIVAVOZ_LIMITS_{name}_A_MINUTE": "0"
        for name in ("USER_REQUESTS", "ADDRESS_REQUESTS", "ADDRESS_FAILURES", "USER_JOINS")
    },
}


class Judged(NamedTuple):
    operations: int
    cases: int
    #: What is wrong, and where.
    failures: list[str]
    #: Schemathesis' own words.
    told: str


def judge(*options: str) -> Judged:
    """What Schemathesis finds; `options` are its own."""
    with tempfile.TemporaryDirectory() as folder, vivavoz(**_SETTINGS) as server:
        address, directory = f"http://127.0.0.1:{server.port}", Path(folder)
        call = _hold_a_call(address)
        file = directory / "schemathesis.toml"
        file.write_text(_config(directory / "report.json", call))
        command = ["-m", "schemathesis.cli", "--config-file", str(file), "--no-color", "run"]
        command += [
            f"{address}/openapi.json",
            "-H",
            f"Authorization: Bearer {_token()}",
            "--checks",
            "all",
            *options,
        ]
        run = subprocess.run(
            [sys.executable, *command], cwd=directory, capture_output=True, text=True
        )
        report = json.loads((directory / "report.json").read_text())
    failures = [
        f"{each['title']}: {', '.join(each['operations'])}" for each in report["failures"]
    ] + [each["title"] for each in report["errors"]]
    tested, cases = report["operations"]["tested"], report["test_cases"]["generated"]
    return Judged(tested, cases, failures, run.stdout + run.stderr)


def _config(report: Path, call: str) -> str:
    """`call`: the id of one that has a result."""
    lines = [
        "max-stream-events = 1",  # a stream has no end
        "request-timeout = 10",
        "continue-on-failure = true",
        "[reports.json]",
        f"path = '{report}'",
        "[generation]",
        "database = 'none'",
        # What is there, so that more than refusals is seen.
        f"[dictionaries.calls]\nvalues = ['{call}']",
        "[dictionaries.role-plays]\nvalues = [1, 2, 3]",
        "[dictionaries.consultants]\nvalues = ['gestao', 'comercial', 'tecnico']",
        "[checks]",
        f"positive_data_acceptance.expected-statuses = {json.dumps(_ACCEPTED)}",
        f"negative_data_rejection.expected-statuses = {json.dumps(_REFUSED)}",
        "[parameters]",
        "'path.session_id' = {dictionary = 'calls', probability = 0.5}",
        "'path.role_play_id' = {dictionary = 'role-plays', probability = 0.5}",
        "'body.agent_type' = {dictionary = 'consultants', probability = 0.8}",
        "'body.case_setup_id' = {dictionary = 'role-plays', probability = 0.5}",
    ]
    for operation, status in _JUDGED_BEYOND_SCHEMA.items():
        accepted = json.dumps([*_ACCEPTED, status])
        lines += ["[[operations]]", f"include-operation-id = '{operation}'"]
        lines += [f"checks.positive_data_acceptance.expected-statuses = {accepted}"]
    return "\n".join(lines)


def _token() -> str:
    claims = {"user_id": 7, "exp": FOREVER, "scope": " ".join(ALL_SCOPES)}
    return jwt.encode(claims, SECRET, algorithm="HS256")


def _hold_a_call(address: str) -> str:
    """The id of a call whose result can be read."""
    body = json.dumps(webhooks.event()).encode()
    headers = {"ElevenLabs-Signature": webhooks.signed(body, at=int(time.time()))}
    request = urllib.request.Request(address + webhooks.PATH, body, headers)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return str(json.load(answer)["id"])


def main() -> None:
    parser = argparse.ArgumentParser(description="Judges the server by its own document.")
    parser.add_argument("--minutes", type=float, default=15.0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    judged = judge("--max-time", str(round(60 * options.minutes)), "--seed", str(options.seed))
    print(judged.told)
    print("\n".join(judged.failures))
    rows = [
        measured("operations of /openapi.json", judged.operations),
        measured("requests made up of it", judged.cases),
        none_of("answers that aren't as documented", len(judged.failures)),
    ]
    print(as_table(rows))
    finish(rows)


if __name__ == "__main__":
    main()
