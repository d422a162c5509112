from hypothesis import given
from hypothesis import strategies as st

from realtime.conversations.activity import Activity
from realtime.conversations.records import Conversation

CHANNELS = ("chat", "email", "voice")


def conversation(lead, seq):
    """A lead is a number; it says on which channel its conversation is."""
    return Conversation(
        lead_id=str(lead),
        channel=CHANNELS[lead % len(CHANNELS)],
        created_at=0.0,
        updated_at=0.0,
        seq=seq,
        message_seq=seq,
    )


@given(
    st.lists(st.tuples(st.integers(0, 9), st.booleans()), max_size=60),
    st.none() | st.sets(st.sampled_from((*CHANNELS, "none"))),
    st.none() | st.integers(0, 70),
)
def test_it_is_a_sort_of_all_there_are(steps, channels, before):
    activity, there = Activity([]), {}
    for at, (lead, stays) in enumerate(steps, 1):
        if stays:
            there[lead] = conversation(lead, at)
            activity.put(there[lead])
        else:
            activity.remove(there.pop(lead, None) or conversation(lead, 0))
    expected = sorted(there.values(), key=lambda each: each.seq)
    assert activity.oldest(3) == [each.lead_id for each in expected[:3]]
    assert Activity(there.values()).oldest(100) == [each.lead_id for each in expected]
    assert list(activity.latest(channels, before=before)) == [
        each.lead_id
        for each in reversed(expected)
        if (channels is None or each.channel in channels) and (before is None or each.seq < before)
    ]
