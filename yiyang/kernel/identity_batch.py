"""Resident identity numbers checked a million at a time, for imports; the verdict equals `identity`'s."""

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from yiyang.kernel.identity import (
    AREA_PREFIXES,
    CHECK_CHARACTERS,
    EARLIEST_YEAR,
    LENGTH,
    WEIGHTS,
    check_identity_number,
)

_CHUNK = 1 << 15
_ZERO = ord("0")
_NOT_A_DIGIT = 10

_IS_PREFIX = np.zeros(100, dtype=bool)
_IS_PREFIX[[int(prefix) for prefix in AREA_PREFIXES]] = True
_CHECK_CODES = np.frombuffer(CHECK_CHARACTERS.encode(), dtype=np.uint8)
_WEIGHTS = np.array(WEIGHTS, dtype=np.float32)
_MONTH_DAYS = np.zeros(100, dtype=np.int16)
_MONTH_DAYS[1:13] = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def check_identity_numbers(
    values: Sequence[str] | Sequence[bytes] | NDArray[np.str_] | NDArray[np.bytes_], *, on: date
) -> NDArray[np.bool_]:
    """Tell for each number whether `check_identity_number` accepts it as a new resident card (kind "01").

    Args:
        values: text or ASCII bytes of any length, shape (n,); old 15-digit numbers are not accepted.
        on: no birth date may be after this day.

    Returns:
        Booleans of shape (n,).

    Raises:
        ValueError: the values are not text or bytes in one dimension.
    """
    texts = np.asarray(values)
    if texts.size == 0:
        return np.zeros(0, dtype=bool)
    if texts.ndim != 1 or texts.dtype.kind not in "US":
        raise ValueError("Identity numbers come as one dimension of text or bytes.")
    accepted = np.zeros(len(texts), dtype=bool)
    for start in range(0, len(texts), _CHUNK):
        accepted[start : start + _CHUNK] = _check_chunk(texts[start : start + _CHUNK], on)
    return accepted


def _check_chunk(texts: NDArray[np.str_] | NDArray[np.bytes_], on: date) -> NDArray[np.bool_]:
    codes = _character_codes(texts)
    plain = (codes[:, LENGTH:] == 0).all(axis=1) & (codes[:, :LENGTH] > ord(" ")).all(axis=1)
    accepted: NDArray[np.bool_] = plain & _check_plain(codes[:, :LENGTH], on)
    # Blanks, full-width characters and apostrophes are rare; those rows take the slow road.
    odd = (codes > ord("z")) | ((codes <= ord(" ")) & (codes > 0)) | (codes == ord("'"))
    for row in np.flatnonzero(odd.any(axis=1)):
        text = texts[row]
        decoded = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
        accepted[row] = check_identity_number(decoded, on=on).accepted
    return accepted


def _character_codes(texts: NDArray[np.str_] | NDArray[np.bytes_]) -> NDArray[np.uint8]:
    """Return one byte a character, shape (n, at least 18); characters above 255 become 255."""
    kind = texts.dtype.kind
    width = max(texts.dtype.itemsize // np.dtype(f"{kind}1").itemsize, LENGTH)
    padded = np.ascontiguousarray(texts, dtype=f"{kind}{width}")
    if kind == "S":
        return padded.view(np.uint8).reshape(len(texts), width)
    return np.minimum(padded.view(np.uint32), 255).astype(np.uint8).reshape(len(texts), width)


def _check_plain(codes: NDArray[np.uint8], on: date) -> NDArray[np.bool_]:
    digits = codes[:, : LENGTH - 1] - np.uint8(_ZERO)
    ok = (digits < _NOT_A_DIGIT).all(axis=1)
    digits[~ok] = 0
    last = codes[:, LENGTH - 1]
    last = np.where(last == ord("x"), ord("X"), last)
    remainder = (digits.astype(np.float32) @ _WEIGHTS).astype(np.int16) % len(CHECK_CHARACTERS)
    ok &= last == _CHECK_CODES[remainder]
    part = digits.T.astype(np.int32)
    ok &= _IS_PREFIX[part[0] * 10 + part[1]]
    year = part[6] * 1000 + part[7] * 100 + part[8] * 10 + part[9]
    month = part[10] * 10 + part[11]
    day = part[12] * 10 + part[13]
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    month_days = _MONTH_DAYS[month] + (leap & (month == 2))  # noqa: PLR2004 - February
    ok &= (year >= EARLIEST_YEAR) & (day >= 1) & (day <= month_days)
    ok &= year * 10_000 + month * 100 + day <= on.year * 10_000 + on.month * 100 + on.day
    return np.asarray(ok, dtype=bool)
