"""What every bench shares: rows, the processes they run in, the table."""

import os
import sys

import pytest

from bench import figures
from bench.__main__ import BENCHES, keep, section, sections_of
from bench.figures import Row, told_in
from bench.run import Bench, run
from bench.servers import ROOT

#: Programs that measure, but are no bench: parts of one, fits of tables, what is measured.
PARTS = {
    "attackers",
    "bare_answer",
    "bare_loop",
    "hurried",
    "pollers",
    "refusal_fit",
    "scoring_fit",
    "ticking",
    "watched",
}
_IS_MAIN = 'if __name__ == "__main__":'


def test_each_bench_is_in_the_list():
    files = (ROOT / "bench").glob("*.py")
    programs = {path.stem for path in files if _IS_MAIN in path.read_text(encoding="utf-8")}
    programs |= {path.parent.name for path in (ROOT / "bench").glob("*/__main__.py")}
    assert programs - PARTS - {"__main__"} == {bench.name for bench in BENCHES}


def python(code):
    return (sys.executable, "-c", code)


TELLS = "from bench import figures; figures.finish([figures.at_most('a', {value}, 2.0, 'ms')])"


@pytest.mark.parametrize("value, is_ok", [(1.5, True), (2.5, False)])
def test_rows_come_by_their_file_whatever_the_exit_status_is(tmp_path, value, is_ok):
    (row,) = run(python(TELLS.format(value=value)), 30, tmp_path / "rows")
    assert row == Row(what="a", ours=f"{value} ms", limit="≤ 2 ms", is_ok=is_ok)


def test_one_that_tells_nothing_is_judged_by_its_exit_status(tmp_path):
    assert [row.is_ok for row in run(python("pass"), 30, tmp_path / "rows")] == [True]
    (row,) = run(python("raise SystemExit(3)"), 30, tmp_path / "rows")
    assert row.is_ok is False and "exit status 3" in row.ours


def test_one_without_an_end_is_ended_with_all_it_started(tmp_path):
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    lives = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    child = f"import signal; f = open({str(fifo)!r}, 'w'); print('here', file=f, flush=True)"
    child += "; signal.pause()"
    code = f"import signal, subprocess, sys; subprocess.Popen([sys.executable, '-c', {child!r}])"
    (row,) = run(python(f"{code}; signal.pause()"), 2.0, tmp_path / "rows")
    assert row.is_ok is False and "no end" in row.ours
    os.set_blocking(lives, True)
    with open(lives) as file:
        assert file.read() == "here\n"  # up to its end, which is there once nobody can write


def test_exit_status_says_whether_a_limit_was_missed(monkeypatch):
    monkeypatch.delenv(figures.ROWS_FILE, raising=False)
    for row, status in (
        (figures.none_of("lost", 0), False),
        (figures.none_of("lost", 1), True),
        (figures.at_least("rate", 3, 2), False),
        (figures.at_least("rate", 1, 2), True),
        (figures.not_measured("Redis", "it isn't installed"), False),
    ):
        with pytest.raises(SystemExit) as end:
            figures.finish([row])
        assert end.value.code is status


def test_what_told_no_rows_has_none(tmp_path):
    assert told_in(tmp_path / "rows") == []


def test_long_forms_and_recordings_are_asked_for(tmp_path):
    bench = Bench("x", 1, ("a",), short=("--brief",), speech="--speech")
    assert bench.arguments(None, is_long=True) == ["a"]
    given = bench.arguments(tmp_path, is_long=False)
    assert given == ["a", "--brief", "--speech", str(tmp_path)]


def test_a_section_has_a_line_a_row():
    missed = figures.at_most("lag | p99", 30, 25, "ms", peer="12 ms", ratio=2.5)
    text = section([missed, figures.measured("rate", 12_345.0, "/s")], "today")
    assert text.startswith("today\n\n|  | ours | limit |")
    assert "| lag / p99 | 30 ms | ≤ 25 ms | 12 ms | 2.50 × | **MISSED** |" in text
    assert text.endswith("| rate | 12,345 /s |  |  |  |  |")


def test_what_is_measured_again_leaves_the_other_sections_as_they_are(tmp_path):
    path = tmp_path / "RESULTS.md"
    for name, text in (("sse", "old\n\n| a |"), ("gone", "b"), ("voice", "c"), ("sse", "new")):
        keep(name, text, path)
    written = path.read_text(encoding="utf-8")
    assert sections_of(written) == {"voice": "c", "sse": "new"}
    assert written.startswith("# Figures\n\n") and written.endswith("\n## sse\n\nnew\n")
