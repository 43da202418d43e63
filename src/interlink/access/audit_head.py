"""A log handed on: its events as they are kept, and a signed head against which a cut tail shows.

The file is JSON lines: an event each, and at the end one object of `head` (seq, hash, at, count),
`public_key` and `signature` (Ed25519, RFC 8032, over the head as JSON with sorted names and no spaces).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization as ser
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from interlink.access.audit_chain import Chain, Row
from interlink.access.audit_tables import COLUMNS
from interlink.errors import AuditError
from interlink.lake.durable import new_private

__all__ = [
    "KEY_FILE",
    "Head",
    "SignedHead",
    "head_problems",
    "public_key",
    "read_head",
    "sign",
    "signing_key",
    "verify_file",
    "write_log",
]

KEY_FILE = "audit.key"
# Longer than any event; a file of another kind may be one endless line.
LONGEST_LINE = 1 << 26


@dataclass(frozen=True)
class Head:
    """Where a log stood: its last event, that event's hash and time, and how many events there were."""

    seq: int
    hash: str
    at: str
    count: int


@dataclass(frozen=True)
class SignedHead:
    """A head, by whose key it is signed (64 hexadecimal digits), and the signature (128)."""

    head: Head
    public_key: str
    signature: str

    def is_genuine(self) -> bool:
        """Whether the owner of `public_key` signed this head."""
        try:
            key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.public_key))
            key.verify(bytes.fromhex(self.signature), _signed_text(self.head))
        except (ValueError, InvalidSignature):
            return False
        return True


def signing_key(file: Path, noted: str = "") -> Ed25519PrivateKey:
    """The private key in a file, made at first need; only its owner may read it.

    `noted` is its public half as the log notes it: then none is made, and no other is taken.

    Raises
    ------
    AuditError   the file cannot be read or made, holds no such key, or is not the one that is noted
    """
    lost = (
        " Restore it from a backup. If it is lost for good, no head of this log can be signed any more:"
        " put the log away with its exports, which verify still, and begin another."
    )
    try:
        if noted and not file.exists():
            raise AuditError(f"{file} is gone; the log notes that its public half is {noted}.{lost}")
        if not file.exists():
            made = Ed25519PrivateKey.generate()
            pem = made.private_bytes(ser.Encoding.PEM, ser.PrivateFormat.PKCS8, ser.NoEncryption())
            # Where another process was faster, its key is the one.
            with suppress(FileExistsError), new_private(file) as new:
                new.write(pem)
        key = ser.load_pem_private_key(file.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise AuditError(
            f"{file}: {error}. Restore it from a backup; without it heads are not signed."
        ) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise AuditError(f"{file} holds another kind of key; expected Ed25519. Restore it from a backup.")
    if noted and public_key(key) != noted:
        raise AuditError(f"{file} holds another key than the log notes, {noted}.{lost}")
    return key


def public_key(key: Ed25519PrivateKey) -> str:
    """The public half, as 64 hexadecimal digits: to be kept by those who verify."""
    return key.public_key().public_bytes(ser.Encoding.Raw, ser.PublicFormat.Raw).hex()


def sign(head: Head, key: Ed25519PrivateKey) -> SignedHead:
    """The head, signed."""
    return SignedHead(head, public_key(key), key.sign(_signed_text(head)).hex())


def write_log(target: Path, rows: Iterable[Row], key: Ed25519PrivateKey) -> SignedHead:
    """Writes events as they are kept and their signed head to a new file that only its owner may read.

    Raises
    ------
    AuditError   the file is there already or cannot be written, or there are no events
    """
    signed: list[SignedHead] = []

    def lines() -> Iterator[bytes]:
        count, last = 0, dict[str, object]()
        for row in rows:
            last = dict(zip(COLUMNS, row, strict=True))
            count += 1
            yield _line(last)
        if not count:
            raise AuditError("the audit log holds no event that could be exported")
        head = Head(int(str(last["seq"])), str(last["hash"]), str(last["at"]), count)
        signed.append(sign(head, key))
        yield _line(asdict(signed[0]))

    if target.exists():
        raise AuditError(f"{target} exists and is not overwritten. Name another file.")
    try:
        with new_private(target) as file:
            file.writelines(lines())
    except OSError as error:
        raise AuditError(f"export {target}: {error}. Check space and rights.") from None
    return signed[0]


def read_head(file: Path) -> SignedHead:
    """The head at the end of an exported file.

    Raises
    ------
    AuditError   the file cannot be read, or ends otherwise
    """
    *_, last = ("", *_lines(file))
    return _head_of(last, file)


def verify_file(file: Path, *, public_key: str | None = None) -> tuple[Chain, SignedHead, list[str]]:
    """An exported file on its own: its chain, its head, and what is wrong with it, in words.

    Without `public_key` it is held to the key that it names itself: who writes a log anew can sign it anew.

    Raises
    ------
    AuditError   the file cannot be read, or is no exported log
    """
    chain, last = Chain(), ""

    def rows() -> Iterator[Row]:
        nonlocal last
        for line in _lines(file):
            if last:
                yield _row_of(last, file)
            last = line

    chain.check(rows())
    signed = _head_of(last, file)
    said = [each.words for each in chain.open] + head_problems(signed, public_key)
    if (signed.head.hash, signed.head.count) != (chain.before, chain.count):
        said.append(
            f"the head is that of event {signed.head.seq} after {signed.head.count} events, the file holds"
            f" {chain.count}: it was cut, or put together of two"
        )
    return chain, signed, said


def head_problems(signed: SignedHead, public_key: str | None) -> list[str]:
    """What is wrong with a signed head: forged, or signed by another key than that of the log."""
    if not signed.is_genuine():
        return [f"the signature of the head of event {signed.head.seq} is forged: it does not fit the head"]
    if public_key is not None and signed.public_key != public_key.strip().lower():
        return [f"the head of event {signed.head.seq} is signed by {signed.public_key}, not by {public_key}"]
    return []


def _signed_text(head: Head) -> bytes:
    return json.dumps(asdict(head), sort_keys=True, separators=(",", ":")).encode()


def _line(content: dict[str, object]) -> bytes:
    return json.dumps(content, ensure_ascii=False, default=repr).encode("utf-8", "backslashreplace") + b"\n"


def _lines(file: Path) -> Iterator[str]:
    try:
        with file.open(encoding="utf-8") as lines:
            while line := lines.readline(LONGEST_LINE):
                yield line
    except (OSError, UnicodeDecodeError) as error:
        raise AuditError(f"{file}: {error}. Name a file that `interlink audit export` wrote.") from None


def _row_of(line: str, file: Path) -> Row:
    try:
        given = json.loads(line)
        return tuple(given[name] for name in COLUMNS)
    except (ValueError, KeyError, TypeError):
        raise _no_log(file) from None


def _head_of(line: str, file: Path) -> SignedHead:
    try:
        given = json.loads(line)
        head = Head(**given["head"])
        return SignedHead(head, str(given["public_key"]), str(given["signature"]))
    except (ValueError, KeyError, TypeError):
        raise _no_log(file) from None


def _no_log(file: Path) -> AuditError:
    return AuditError(
        f"{file} is no whole export of an audit log: it was cut, or is another file. Name one that"
        " `interlink audit export` wrote."
    )
