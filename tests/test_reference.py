"""The settings' reference: what it says is what is there."""

import re
from pathlib import Path

import pytest

import reference
from settings import Settings, load

ROOT = Path(__file__).parent.parent


def test_the_commented_file_sets_nothing(tmp_path):
    file = tmp_path / "vivavoz.toml"
    file.write_text(reference.commented())
    assert load(file, {}) == Settings()


def test_with_all_comments_taken_away_it_is_as_declared(tmp_path):
    file = tmp_path / "vivavoz.toml"
    file.write_text(re.sub(r"^#(?=\w+ = )", "", reference.commented(), flags=re.MULTILINE))
    assert "\nsilence_ms = 600\n" in file.read_text()
    assert load(file, {}) == Settings()


def test_bounds_and_choices_are_told():
    told = {f"{each.section}.{each.name}": each.values for each in reference.every_setting()}
    assert told["voice.silence_ms"] == "100 to 5,000"
    assert told["logs.format"] == "text or json"


@pytest.mark.parametrize("name", ["README.md", "README.pt-BR.md"])
def test_the_readme_has_the_table_as_it_is(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert reference.with_table(text) == text, f"python -m reference {name}"
