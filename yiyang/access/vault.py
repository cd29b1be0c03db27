"""Sealing of identity numbers and phones: authenticated encryption and a keyed blind index.

Two suites: `gm` (SM4-GCM, HMAC-SM3; GB/T 32907, GB/T 32905) and `intl` (AES-256-GCM, HMAC-SHA256). A sealed value is
`suite id (1 byte) · key number (1) · nonce (12) · ciphertext · tag (16)`; the place it belongs to (column and row)
is authenticated with it, so a value copied to another row does not open. Software ciphers are no certified
product: a deployer who needs one puts a device behind the same two functions.
"""

import contextlib
import json
import os
import secrets
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

SUITE_IDS = {"gm": 1, "intl": 2}
SUITE_NAMES = {number: name for name, number in SUITE_IDS.items()}
NONCE_BYTES, TAG_BYTES, HEAD_BYTES, INDEX_BYTES = 12, 16, 2, 16
SHORTEST_BYTES = HEAD_BYTES + NONCE_BYTES + TAG_BYTES
SM4_KEY_BYTES, AES_KEY_BYTES = 16, 32


class SealBroken(ValueError):
    """A sealed value was changed, moved to another place, or its key is missing."""


@dataclass(frozen=True, kw_only=True)
class Keys:
    """The secrets of an installation, read from its key file."""

    web_secret: str
    suite: str
    active: int
    sealing: dict[int, bytes]
    index: bytes

    @cached_property
    def vault(self) -> "Vault":
        """The vault that works with these keys."""
        return Vault(self)


def make_key_file(path: str, *, suite: str = "gm") -> None:
    """Write a new key file readable by its owner only. Raises FileExistsError rather than overwrite one."""
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    secret = {
        "web_secret": secrets.token_urlsafe(48),
        "suite": suite,
        "active": 1,
        "sealing": {"1": secrets.token_hex(32)},
        "index": secrets.token_hex(32),
    }
    # Written aside and linked whole: two first starts at once agree on one file, and nobody reads half of it.
    fresh = target.with_name(f".{target.name}-{secrets.token_hex(8)}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(secret, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        os.link(fresh, target)
    finally:
        fresh.unlink()


def read_key_file(path: str) -> Keys:
    """Read the key file, making one where none is (the embedded profile's first start)."""
    if not Path(path).exists():
        with contextlib.suppress(FileExistsError):
            make_key_file(path)
    stored = json.loads(Path(path).read_text(encoding="utf-8"))
    return Keys(
        web_secret=stored["web_secret"],
        suite=stored["suite"],
        active=stored["active"],
        sealing={int(number): bytes.fromhex(key) for number, key in stored["sealing"].items()},
        index=bytes.fromhex(stored["index"]),
    )


class Vault:
    """Seals, opens and indexes values with the keys given."""

    def __init__(self, keys: Keys) -> None:
        self.keys = keys
        self._aes = {number: AESGCM(key[:AES_KEY_BYTES]) for number, key in keys.sealing.items()}
        self._sm4 = {number: algorithms.SM4(key[:SM4_KEY_BYTES]) for number, key in keys.sealing.items()}
        algorithm = hashes.SM3() if keys.suite == "gm" else hashes.SHA256()
        self._index = hmac.HMAC(keys.index, algorithm)

    def seal(self, text: str, *, place: bytes) -> bytes:
        """Encrypt for one place; the same text gives another value every time."""
        suite, number = self.keys.suite, self.keys.active
        nonce = os.urandom(NONCE_BYTES)
        head = bytes((SUITE_IDS[suite], number))
        if suite == "intl":
            return head + nonce + self._aes[number].encrypt(nonce, text.encode(), place)
        encryptor = Cipher(self._sm4[number], modes.GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(place)
        body = encryptor.update(text.encode()) + encryptor.finalize()
        return head + nonce + body + encryptor.tag

    def open(self, sealed: bytes, *, place: bytes) -> str:
        """Decrypt a value of this place. Raises SealBroken when it was altered, moved or its key is gone."""
        if len(sealed) < SHORTEST_BYTES:
            raise SealBroken("a sealed value was cut short")
        suite, number = SUITE_NAMES.get(sealed[0]), sealed[1]
        nonce, body = sealed[HEAD_BYTES : HEAD_BYTES + NONCE_BYTES], sealed[HEAD_BYTES + NONCE_BYTES :]
        if suite is None or number not in self.keys.sealing:
            raise SealBroken(
                f"sealed with suite {sealed[0]} and key {number}, which the key file does not hold"
            )
        try:
            if suite == "intl":
                return self._aes[number].decrypt(nonce, body, place).decode()
            decryptor = Cipher(self._sm4[number], modes.GCM(nonce, body[-TAG_BYTES:])).decryptor()
            decryptor.authenticate_additional_data(place)
            return (decryptor.update(body[:-TAG_BYTES]) + decryptor.finalize()).decode()
        except InvalidTag as error:
            raise SealBroken("a sealed value was altered or moved to another place") from error

    def index(self, text: str, *, column: str) -> bytes:
        """The blind index of a value in a column: equal for equal values, useless without the key."""
        digest = self._index.copy()
        digest.update(column.encode() + b"\x00" + text.encode())
        return digest.finalize()[:INDEX_BYTES]
