"""A cheap hash of small integers: the same on every machine and in every process."""

from __future__ import annotations

from functools import lru_cache

_MASK = (1 << 64) - 1


@lru_cache(maxsize=256)
def _salt(name: str) -> int:
    value = 0xCBF29CE484222325  # FNV-1a, 64 bit
    for byte in name.encode():
        value = ((value ^ byte) * 0x100000001B3) & _MASK
    return value


def mix(name: str, *numbers: int) -> int:
    """A 64-bit number that depends on `name` and `numbers` only (SplitMix64's finaliser)."""
    value = _salt(name)
    for number in numbers:
        value = (value + (number + 1) * 0x9E3779B97F4A7C15) & _MASK
        value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & _MASK
        value ^= value >> 31
    return value
