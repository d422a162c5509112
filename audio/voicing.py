"""Whether a sound is somebody speaking: a cough, a beep or a motor has no words to look for.

Told from the sound itself, in frames of 10 ms: how much of what is loud is voiced (periodic as
vocal folds are), and how level, colour and pitch of that go. Vowels glide from one colour to the
next, with many harmonics; coughs aren't voiced, a beep is one line of the spectrum, a hum stays the
same. Asked by the voice session while it holds a reply, and by the recogniser before any search.
Pure.

How often it takes for speech what it doesn't know (bench/refusal_fit.py, bench/noises.py): of 20
kinds of noise, a fifth left out of the fit in turn, 5 % (motors running up 15 of 45, squeaks and
throats being cleared 9, double coughs 6, no other kind more than 3); of ten kinds that never were
in the fit 11 % (sneezes 23 of 60, revving engines 21, horns 9, door bells 8; notifications, sirens,
drills, keyboards, barks and mews 2 of 360). What is measured was chosen by the 20 kinds, so expect
the latter of the world. Rough pulses through anything that resonates are what a voice is: engines
and throats will go on passing for one. All noises are synthesised; no real one was heard.

Of speech left out likewise it takes 100 % of sentences, 99.8 % of single words and 98 % of pieces
of recordings; deeper, higher, in a hall or through a telephone, 98 % of all. Short words fare worst
through a telephone, 91 % of 102; clean, 98 %.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from audio.likelihood import Model

SAMPLE_RATE_HZ = 16_000
SAMPLE_BYTES = 2

Vector = npt.NDArray[np.float64]
Frames = npt.NDArray[np.bool_]

STEP = SAMPLE_RATE_HZ // 100
WINDOW = 512
_FFT = 2 * WINDOW
#: Vocal folds open 66 to 400 times a second; other things up to 4000 times.
_SHORTEST, _LONGEST = SAMPLE_RATE_HZ // 4000, SAMPLE_RATE_HZ // 66
_FOLDS = SAMPLE_RATE_HZ // 400
#: Of the best period's likeness, what a shorter one needs to be taken: else a tone's are too long.
_AS_GOOD = 0.9
#: No voice speaks as high as this.
_SHRILL_HZ = 500.0
#: How like itself, a period later, a voiced sound is.
VOICED = 0.5
#: Fainter than the loudest by this, a frame is no part of the sound.
FAINT_DB = 25.0
#: Edges of the bands that make a sound's colour.
_BANDS_HZ = np.array(
    [100, 200, 300, 400, 550, 700, 900, 1100, 1400, 1700, 2100, 2600, 3200, 4000, 5000, 6500, 8000]
)
_EDGES = _BANDS_HZ * _FFT // SAMPLE_RATE_HZ
_TREBLE = slice(500 * _FFT // SAMPLE_RATE_HZ, 4000 * _FFT // SAMPLE_RATE_HZ)
_WINDOW = np.hanning(WINDOW)
_WINDOWS_OWN = np.fft.irfft(np.abs(np.fft.rfft(_WINDOW, _FFT)) ** 2)[: _LONGEST + 1]
_WINDOWS_OWN /= np.sum(_WINDOW**2)
#: Bins to each side of the strongest that the window spreads a pure tone over.
_LINE = 4
#: Colours are compared over so many frames, and bands this much under the strongest don't count.
_GLIDE, _COLOUR_DB = 4, 25.0


@dataclass(frozen=True)
class Sound:
    """What tells speech from other sounds; 0.0 where nothing is there to be measured."""

    #: The voiced part of the loud frames.
    voiced: float = 0.0
    #: How far the bands' shares vary over the loud frames, and over the voiced, dB.
    variety: float = 0.0
    voiced_variety: float = 0.0
    #: The part of voiced frames that vowels' resonances from 500 Hz on have, dB.
    treble: float = 0.0
    #: The part that the strongest line of the spectrum has.
    purity: float = 0.0
    #: By how much the colour changes in 40 ms, dB: a quarter of the voiced frames changes more.
    glide: float = 0.0
    #: How far the pitch varies, octaves, and the part of voiced frames where it is no voice's.
    pitch_variety: float = 0.0
    shrill: float = 0.0
    #: How far voiced frames' likeness to themselves a period later varies.
    unevenness: float = 0.0


#: Fitted by bench/refusal_fit.py.
SPEECH = Model(
    bias=-4.519,
    weights=Sound(
        voiced=6.6069,
        variety=1.3003,
        voiced_variety=-1.0502,
        treble=-0.2634,
        purity=-21.6065,
        glide=1.3998,
        pitch_variety=3.3024,
        shrill=-13.4630,
        unevenness=14.4798,
    ),
)
#: From this likelihood on it is speech. Half would take 1.5 % less of noises for it, but whoever
#: says a mere "no" in a high, even voice is better asked again than not heard at all.
SPOKEN = 0.4


#: Of a quiet room; too faint to be heard.
NOISE_RMS = 8.0
_NOISE = np.random.default_rng(1).normal(0, NOISE_RMS, SAMPLE_RATE_HZ).astype("<i2")


def over_noise(pcm: bytes) -> bytes:
    """`pcm` over faint noise, always the same.

    Digital silence, which synthesised and gated audio has around its words, has no spectrum: the
    mean that features are compared to is thrown off by it (measured: 45 of 58 phrases right, 56
    with the noise). A byte too many, half a sample, is left away.
    """
    samples = np.frombuffer(pcm, dtype="<i2", count=len(pcm) // SAMPLE_BYTES).astype("<i4")
    mixed = np.clip(samples + np.resize(_NOISE, len(samples)), -32768, 32767)
    heard: bytes = mixed.astype("<i2").tobytes()
    return heard


def is_spoken(pcm: bytes) -> bool:
    """Whether somebody speaks in PCM16 at 16 kHz; 4 ms for each second of it."""
    return is_speech(listen(over_noise(pcm))[1])


def is_speech(sound: Sound) -> bool:
    return sound.voiced > 0.0 and SPEECH.likelihood(sound) >= SPOKEN


def listen(pcm: bytes) -> tuple[Frames, Sound]:
    """Which frames of `pcm` are loud, and what they tell.

    It is at 16 kHz and lies over_noise: bands in which there is nothing at all would vary without
    a reason.
    """
    power = _spectra(pcm)
    level = 10 * np.log10(power.sum(axis=1) / WINDOW**2 + 1)
    loud = _loud(level)
    alike = _likeness(power)
    periodic = alike[:, _FOLDS:_LONGEST].max(axis=1)
    voiced = loud & (periodic > VOICED)
    if not voiced.any():
        return loud, Sound()
    pitch = _pitch(alike[voiced])
    colour = _colour(power)
    return loud, Sound(
        voiced=float(voiced.sum() / loud.sum()),
        variety=_variety(colour[loud]),
        voiced_variety=_variety(colour[voiced]),
        treble=_treble(power[voiced]),
        purity=_purity(power[voiced]),
        glide=_glide(colour, voiced),
        pitch_variety=float(pitch.std()),
        shrill=float((pitch > np.log2(_SHRILL_HZ)).mean()),
        unevenness=float(periodic[voiced].std()),
    )


def _spectra(pcm: bytes) -> Vector:
    """The power spectrum of each frame, (frames, bins)."""
    samples = np.frombuffer(pcm, dtype="<i2").astype(np.float64)
    padded = np.pad(samples, WINDOW // 2)
    windows = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::STEP]
    centred = windows - windows.mean(axis=1, keepdims=True)
    return np.asarray(np.abs(np.fft.rfft(centred * _WINDOW, _FFT)) ** 2)


def _loud(level: Vector) -> Frames:
    """The frames that are nearer to the loudest than to the background."""
    background, top = float(np.percentile(level, 10)), float(level.max())
    return np.asarray(level > max(background + 0.4 * (top - background), top - FAINT_DB))


def _likeness(power: Vector) -> Vector:
    """How like itself each frame is so many samples later: 1.0 after a pure tone's period."""
    own = np.fft.irfft(power)[:, : _LONGEST + 1]
    return np.asarray(own / np.maximum(own[:, :1], 1e-9) / _WINDOWS_OWN)


def _pitch(alike: Vector) -> Vector:
    """Of each frame, octaves over 1 Hz: the shortest period that is as good as the best."""
    here = alike[:, _SHORTEST:_LONGEST]
    is_peak = here >= alike[:, _SHORTEST - 1 : _LONGEST - 1]
    is_peak &= here >= alike[:, _SHORTEST + 1 : _LONGEST + 1]
    peaks = np.where(is_peak, here, 0.0)
    period = _SHORTEST + (peaks >= _AS_GOOD * peaks.max(axis=1, keepdims=True)).argmax(axis=1)
    return np.asarray(np.log2(SAMPLE_RATE_HZ / period))


def _colour(power: Vector) -> Vector:
    """The level of each frame's bands, dB."""
    return np.asarray(10 * np.log10(np.add.reduceat(power, _EDGES[:-1], axis=1) + 1e3))


def _variety(bands: Vector) -> float:
    shares = bands - bands.mean(axis=1, keepdims=True)
    return float(shares.std(axis=0).mean())


def _glide(bands: Vector, voiced: Frames) -> float:
    heard = np.maximum(bands, bands.max(axis=1, keepdims=True) - _COLOUR_DB)
    shares = heard - heard.mean(axis=1, keepdims=True)
    both = voiced[_GLIDE:] & voiced[:-_GLIDE]
    change = np.abs(shares[_GLIDE:] - shares[:-_GLIDE]).mean(axis=1)[both]
    return float(np.percentile(change, 75)) if len(change) else 0.0


def _treble(power: Vector) -> float:
    share = power[:, _TREBLE].sum(axis=1) / power.sum(axis=1)
    return float(10 * np.log10(share + 1e-6).mean())


def _purity(power: Vector) -> float:
    line = power.argmax(axis=1)[:, None] + np.arange(-_LINE, _LINE + 1)
    strongest = np.take_along_axis(power, line.clip(0, power.shape[1] - 1), axis=1)
    return float((strongest.sum(axis=1) / power.sum(axis=1)).clip(0, 1).mean())
