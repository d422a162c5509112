"""Which answers of a vendor are taken for its own word: too much belief leaks a session."""

import pytest

from realtime.avatars.complaints import Complaint, sort
from realtime.avatars.vendor import Call, Vendor, VendorFailed
from tests.heygen_fake import Garbage, StreamingFake

CALL = Call("POST", "/v1/streaming.stop", {"X-Api-Key": "streaming-key"}, {"session_id": "its"})


async def no_pause(seconds):
    pass


@pytest.fixture
async def fake():
    fake = StreamingFake()
    await fake.listen()
    yield fake
    await fake.close()


@pytest.mark.parametrize(
    "status, words", [(404, "Avatar not found"), (404, ""), (404, "Not Found")]
)
def test_that_something_else_is_not_there_does_not_mean_the_session_is_gone(status, words):
    assert sort(status, status, words) is Complaint.REFUSED


@pytest.mark.logs("/v1/streaming.stop: answered 200")
@pytest.mark.parametrize("body", [b"{}", b'{"ok": true}', b"[]", b"null", b"<p>Hello</p>", b""])
async def test_an_answer_without_the_vendors_envelope_did_nothing(fake, body):
    vendor = Vendor("vendor", fake.url, no_pause)
    fake.always["stop"] = Garbage(body)
    with pytest.raises(VendorFailed) as failed:
        await vendor.again(CALL, object)
    assert failed.value.complaint is Complaint.BROKEN
    vendor.close()
