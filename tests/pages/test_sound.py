"""The page's sound arithmetic, run in the browser that will run it: resampling, WAV, base64."""

import pytest

from tests.pages.conftest import OpenPage
from tests.pages.looks import expect_connected

pytestmark = pytest.mark.browser

# The level of a sine after resampling, pushed in the 128-sample pieces a worklet gets.
RESAMPLED_LEVEL = """async ([from, hertz]) => {
    const { Resampler } = await import("/static/shared/resampler.js");
    const resampler = new Resampler(from, 16000);
    let count = 0, power = 0, sum = 0;
    for (let at = 0; at < from; at += 128) {
        const piece = Float32Array.from({ length: 128 }, (_, index) =>
            Math.sin((2 * Math.PI * hertz * (at + index)) / from));
        for (const value of resampler.push(piece)) {
            count += 1;
            if (count > 500) { power += value * value; sum += 1; }
        }
    }
    return [count, Math.sqrt((2 * power) / sum)];
}"""


def test_resampling_keeps_speech_and_removes_what_would_fold_back(open_page: OpenPage) -> None:
    page = open_page()
    expect_connected(page)
    for rate in (8_000, 44_100, 48_000, 96_000):
        count, level = page.evaluate(RESAMPLED_LEVEL, [rate, 1_000])
        assert abs(count - 16_000) < 100
        assert abs(level - 1) < 0.01
    _, level = page.evaluate(RESAMPLED_LEVEL, [48_000, 11_000])
    assert level < 0.001


def test_base64_is_little_endian_and_only_wav_files_are_read(open_page: OpenPage) -> None:
    page = open_page()
    expect_connected(page)
    text, samples = page.evaluate(
        """async () => {
            const { fromBase64, toBase64 } = await import("/static/shared/pcm.js");
            const text = toBase64(Int16Array.of(1, -2, 32767, -32768));
            return [text, [...fromBase64(text)]];
        }"""
    )
    assert text == "AQD+//9/AIA="
    assert samples == [1, -2, 32767, -32768]
    refusal = page.evaluate(
        """async () => {
            const { readWav } = await import("/static/shared/pcm.js");
            try { readWav(new ArrayBuffer(64)); return "read"; }
            catch (error) { return error.message; }
        }"""
    )
    assert refusal == "not a WAV file"
