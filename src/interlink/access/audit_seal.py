"""Parameters of an event as the audit log keeps them: what may name a subject is ciphertext.

An id is sealed under the key of its subject, and the id of a link under one made of the keys of both its
ends, so that it is lost with either. Every other secret (text, statement, file) is sealed under a key of its
event. AES-256-GCM (NIST SP 800-38D), random nonces; the number of the event and the place of the value are
authenticated with it, so that no ciphertext can be moved.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from interlink.access.audit_part import Secret

__all__ = [
    "DESTROYED",
    "ERASED",
    "SEALED",
    "UNREADABLE",
    "Key",
    "SealedValue",
    "open_value",
    "opened",
    "sealed",
    "sealed_values",
    "storable",
]

# A key: its number and its 32 bytes.
Key = tuple[int, bytes]

DESTROYED = bytes(32)
ERASED, UNREADABLE = "erased", "unreadable"
SEALED = "$sealed"
NONCE = 12


@dataclass(frozen=True)
class SealedValue:
    """A value as it is kept: its place, such as `ids.3`, the numbers of its keys, ciphertext in base64."""

    place: str
    keys: tuple[int, ...]
    ciphertext: str


def sealed(parted: object, seq: int, keys_of: Callable[[Secret], Sequence[Key]], place: str = "") -> object:
    """What `part` gave, each secret as `{"$sealed": "KEY[.KEY...].TEXT"}`: numbers of keys, then base64."""
    if isinstance(parted, Secret):
        keys = keys_of(parted)
        nonce = os.urandom(NONCE)
        payload = storable(json.dumps(parted.value, sort_keys=True, ensure_ascii=False)).encode()
        text = nonce + AESGCM(_joined(keys)).encrypt(nonce, payload, _bound_to(seq, place))
        numbers = ".".join(str(number) for number, _ in keys)
        return {SEALED: f"{numbers}.{base64.urlsafe_b64encode(text).decode()}"}
    if isinstance(parted, dict):
        return {
            name: sealed(value, seq, keys_of, f"{place}.{name}" if place else name)
            for name, value in parted.items()
        }
    if isinstance(parted, list):
        return [sealed(value, seq, keys_of, f"{place}.{number}") for number, value in enumerate(parted)]
    return parted


def sealed_values(kept: object, place: str = "") -> Iterator[SealedValue]:
    """Every sealed value in parameters as they are kept."""
    if isinstance(kept, dict):
        if (found := _sealed_value(kept, place)) is not None:
            yield found
        else:
            for name, value in kept.items():
                yield from sealed_values(value, f"{place}.{name}" if place else name)
    elif isinstance(kept, list):
        for number, value in enumerate(kept):
            yield from sealed_values(value, f"{place}.{number}")


def opened(kept: object, seq: int, keys: Mapping[int, bytes], place: str = "") -> object:
    """Parameters as given; `erased` where a key is destroyed, `unreadable` where it does not fit."""
    if isinstance(kept, dict):
        if (found := _sealed_value(kept, place)) is not None:
            return open_value(found, seq, keys)
        return {
            name: opened(value, seq, keys, f"{place}.{name}" if place else name)
            for name, value in kept.items()
        }
    if isinstance(kept, list):
        return [opened(value, seq, keys, f"{place}.{number}") for number, value in enumerate(kept)]
    return kept


def open_value(value: SealedValue, seq: int, keys: Mapping[int, bytes]) -> object:
    """One sealed value as it was given, or why it cannot be; see `opened`."""
    found = [(number, keys.get(number, DESTROYED)) for number in value.keys]
    if any(key == DESTROYED for _, key in found):
        return ERASED
    try:
        raw = base64.b64decode(value.ciphertext, altchars=b"-_", validate=True)
        text = AESGCM(_joined(found)).decrypt(raw[:NONCE], raw[NONCE:], _bound_to(seq, value.place))
        return json.loads(text)
    except (ValueError, InvalidTag):
        return UNREADABLE


def storable(text: str) -> str:
    """The text with lone surrogates, which no database takes, written out as JSON does."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _sealed_value(kept: dict[str, object], place: str) -> SealedValue | None:
    text = kept.get(SEALED)
    if len(kept) != 1 or not isinstance(text, str):
        return None
    *numbers, ciphertext = text.split(".")
    if not numbers or not all(number.isascii() and number.isdigit() for number in numbers):
        return None
    return SealedValue(place, tuple(int(number) for number in numbers), ciphertext)


def _joined(keys: Sequence[Key]) -> bytes:
    """One key of several, all of which it takes; keys are uniform, so that a hash of them is, too."""
    if len(keys) == 1:
        return keys[0][1]
    return hashlib.sha256(b"interlink link" + b"".join(key for _, key in keys)).digest()


def _bound_to(seq: int, place: str) -> bytes:
    return f"{seq} {place}".encode("utf-8", "backslashreplace")
