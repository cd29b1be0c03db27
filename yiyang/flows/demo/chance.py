"""Random streams: each purpose has its own, so that one part of a demo does not shift another."""

from zlib import crc32

import numpy as np


def make_rng(seed: int, *purpose: str | int) -> np.random.Generator:
    """The stream of a seed for a purpose; equal arguments give equal numbers on every machine."""
    words = "/".join(str(word) for word in purpose).encode()
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, crc32(words)])))
