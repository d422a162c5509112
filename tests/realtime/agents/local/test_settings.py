import pytest

from realtime.agents.local.settings import LocalSettings


def test_defaults_fit_the_machine():
    assert LocalSettings().workers >= 1


@pytest.mark.parametrize(
    "wrong",
    [{"workers": 0}, {"recognition_queue": 0}, {"tool_threads": 0}, {"tool_timeout_s": 0.0}],
)
def test_setting_out_of_bounds_is_named(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        LocalSettings(**wrong)
