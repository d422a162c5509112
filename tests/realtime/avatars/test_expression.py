"""How the face moves."""

from realtime.avatars.local.expression import Expression


def poses(seed="", *, seconds=60, level=0.0, is_listening=False):
    expression = Expression(seed)
    return [
        expression.pose(100 + beat / 20, level=level, is_listening=is_listening)
        for beat in range(seconds * 20)
    ]


def test_silent_its_mouth_is_shut():
    assert all(pose.mouth == 0.0 for pose in poses())


def test_the_louder_the_wider_its_mouth():
    wide = [poses(level=level, seconds=1)[-1].mouth for level in (300, 1_000, 3_000, 6_000)]
    assert wide == sorted(wide) and wide[0] < 0.1 and wide[-1] > 0.95


def test_it_shuts_within_a_third_of_a_second():
    expression = Expression("")
    for beat in range(20):
        expression.pose(beat / 20, level=6_000, is_listening=False)
    for beat in range(20, 27):
        last = expression.pose(beat / 20, level=0.0, is_listening=False)
    assert last.mouth < 0.05


def test_it_blinks_some_times_a_minute():
    eyes = [pose.eyes for pose in poses()]
    blinks = sum(now < 0.6 <= before for before, now in zip(eyes, eyes[1:], strict=False))
    assert 8 <= blinks <= 40


def test_it_looks_aside_and_back():
    aside = [abs(pose.gaze[0]) for pose in poses()]
    assert max(aside) > 0.2 and min(aside) < 0.01


def test_idle_it_sways_and_never_far():
    heads = [pose.head for pose in poses()]
    assert max(x for x, _ in heads) - min(x for x, _ in heads) > 1.0
    assert all(abs(x) < 3.0 and abs(y) < 3.0 for x, y in heads)


def test_while_it_listens_its_brows_are_up():
    assert poses(is_listening=True, seconds=2)[-1].brows > poses(seconds=2)[-1].brows + 0.3


def test_the_same_seed_moves_the_same_and_another_differently():
    assert poses("a", seconds=10) == poses("a", seconds=10) != poses("b", seconds=10)


def test_everything_stays_within_its_bounds():
    for pose in poses(level=30_000, is_listening=True):
        assert 0.0 <= pose.mouth <= 1.0 and 0.0 <= pose.eyes <= 1.0 and 0.0 <= pose.brows <= 1.0
        assert all(abs(each) <= 1.0 for each in pose.gaze)
