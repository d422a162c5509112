"""One utterance through one of pocketsphinx's decoders."""

import pocketsphinx


def search(decoder: pocketsphinx.Decoder, pcm: bytes) -> str:
    """Search the whole of `pcm`; the text found, or nothing."""
    # Forgets the noise of the utterance before; without it scores differ in the sixth digit.
    decoder.reinit_feat()
    decoder.start_utt()
    try:
        # The full utterance at once: its mean is taken over itself, never over earlier ones.
        decoder.process_raw(pcm, full_utt=True)
    finally:
        decoder.end_utt()
    found = decoder.hyp()
    return found.hypstr or "" if found is not None else ""
