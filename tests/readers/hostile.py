"""Files that no agency means to send, and a process that reads them within limits.

    python hostile.py FORMAT FOLDER

It prints as JSON the most memory it took in MiB and, by name of file, the number of records or the words of
the refusal. Whatever else happens
(no memory, a broken stack, an error of ours) ends it.
"""

from __future__ import annotations

import gzip
import json
import random
import resource
import sys
from collections.abc import Iterator
from pathlib import Path

from interlink.errors import ReadError
from interlink.readers import FileFormat, TablePath, read_batches

MB = 1 << 20
LONG = b"x" * (100 * MB)
XINCLUDE = b'xmlns:x="http://www.w3.org/2001/XInclude"'
WIDE = 100_000
DEEP = 100_000
TABLES = {"record": TablePath("/r/a"), "child": TablePath("b", parent="record")}
MAIL = {"message": TablePath("/"), "body": TablePath("body", parent="message")}
SEGMENTS = {
    "record": TablePath("/CUSCAR/CNI", holds="RFF LOC NAD"),
    "child": TablePath("GID", parent="record", holds="FTX"),
}
FORMATS = {
    "csv": FileFormat("csv"),
    "edges": FileFormat("edges"),
    "edifact": FileFormat("edifact", tables=SEGMENTS),
    "email": FileFormat("email", tables=MAIL),
    "json": FileFormat("json", tables=TABLES),
    "jsonl": FileFormat("jsonl"),
    "xml": FileFormat("xml", tables=TABLES),
}


def delimited() -> Iterator[tuple[str, bytes]]:
    """Of CSV, and of edge lists, which are CSV."""
    good = b"source,target\nAda,Bo\nCy,Di\n"
    yield "truncated", b'source,target\nAda,"Bo'
    yield "wrong charset", "source,target\nZoë,Bo\n".encode("latin-1")
    yield "utf-8 mark", b"\xef\xbb\xbf" + good
    yield "utf-16 mark", good.decode().encode("utf-16")
    yield "utf-32 mark", good.decode().encode("utf-32")
    yield "null bytes", good.replace(b"Bo", b"B\0o")
    yield "long line", b"source,target\nAda," + LONG + b"\n"
    yield "long line, one column", LONG
    yield "long quoted field", b'source,target\nAda,"' + LONG
    yield "wide header", b",".join(b"c%d" % n for n in range(WIDE)) + b"\n"
    yield "wide row", b"source,target\n" + b"," * WIDE + b"\n"
    yield "shifted columns", good + b"1,Ed,Flo\n"
    yield "duplicate keys", b"source,source\nAda,Bo\n"
    yield "mixed types", b"source,target\n1,Bo\n2.5,true\n2026-01-01,[]\n"
    yield "many empty lines", b"source,target\n" + b"\n" * 5_000_000
    yield "a header without its line end", b"source,target"
    yield "only marks", b'"' * 1_000_001
    yield "a packed file", gzip.compress(good * 1000)


def edifact() -> Iterator[tuple[str, bytes]]:
    """Of UN/EDIFACT."""
    head, tail = b"UNB+UNOC:3+A+B+310203:0405+1'UNH+1+CUSCAR:D:95B:UN'", b"UNT+4+1'UNZ+1+1'"
    good = head + b"CNI+1+X'GID+1'" + tail

    def holding(segments: bytes, number: int) -> bytes:
        return head + segments + b"UNT+%d+1'UNZ+1+1'" % (number + 2)

    yield "truncated", good[:-20]
    yield "truncated in a release", good[:-20] + b"?"
    yield "wrong charset", good.replace(b"UNOC", b"UNOY").replace(b"X", b"Zo\xeb")
    yield "utf-8 mark", b"\xef\xbb\xbf" + good
    yield "utf-16 mark", good.decode().encode("utf-16")
    yield "null bytes", good.replace(b"X", b"\0")
    yield "long line", holding(b"CNI+1+" + LONG + b"'", 1)
    yield "no end", head + LONG
    yield "only releases", head + b"?" * MB
    yield "wide segment", holding(b"CNI" + b"+1" * WIDE + b"'", 1)
    yield "wide composite", holding(b"CNI+" + b":1" * WIDE + b"'", 1)
    yield "many codes", holding(b"CNI+1'" + b"".join(b"NAD+%X+1'" % n for n in range(4_096)), 4_097)
    yield "repeated without end", holding(b"CNI+1'" + b"LOC+9+X'" * WIDE, WIDE + 1)
    yield "many groups", holding(b"CNI+1'" + b"GID+1'" * WIDE, WIDE + 1)
    yield "many messages", b"UNB+UNOA:1+A+B+1+1'" + b"UNH+1+CUSCAR'UNT+2+1'" * WIDE + b"UNZ+%d+1'" % WIDE
    yield "many empty lines", good + b"\n" * 5_000_000
    yield "two interchanges", good + b"UNA:*.? !" + good.replace(b"+", b"*").replace(b"'", b"!")
    yield "service characters that are letters", b"UNAXY.? '" + good
    yield "a count of a million digits", good.replace(b"UNT+4", b"UNT+" + b"9" * 1_000_000)
    yield "a group in itself", holding(b"GID+1'CNI+1'", 2)
    yield "a packed file", gzip.compress(good * 1000)


def json_documents() -> Iterator[tuple[str, bytes]]:
    """Of JSON."""
    good = b'{"r": {"a": [{"b": 1}, {"b": 2}]}}'
    yield "truncated", good[:-4]
    yield "wrong charset", '{"r": {"a": [{"b": "Zoë"}]}}'.encode("latin-1")
    yield "utf-8 mark", b"\xef\xbb\xbf" + good
    yield "utf-16 mark", good.decode().encode("utf-16")
    yield "null bytes", good.replace(b"1", b"\0")
    yield "long line", b'{"r": {"a": [{"b": "' + LONG + b'"}]}}'
    yield "wide record", b'{"r": {"a": [{%s}]}}' % b",".join(b'"c%d": 1' % n for n in range(WIDE))
    yield "depth of lists", b'{"r": {"a": ' + b"[" * DEEP + b"]" * DEEP + b"}}"
    yield "depth of objects", b'{"r": {"a": ' + b'{"b":' * DEEP + b"1" + b"}" * DEEP + b"}}"
    yield "mixed types", b'{"r": {"a": [1, "x", null, true, [2, [3]], {"b": {"c": []}}]}}'
    yield "duplicate keys", b'{"r": {"a": [{"b": 1, "b": 2}]}}'
    yield "a number of a million digits", b'{"r": {"a": [{"b": %s}]}}' % (b"9" * 1_000_000)
    yield "numbers that are none", b'{"r": {"a": [{"b": NaN}, {"b": -Infinity}, {"b": 1e999999}]}}'
    yield "half a surrogate pair", b'{"r": {"a": [{"b": "\\ud800"}]}}'
    yield "two documents", good + good
    yield "a packed file", gzip.compress(good * 1000)


def json_lines() -> Iterator[tuple[str, bytes]]:
    """Of JSON lines."""
    good = b'{"b": 1}\n{"b": 2}\n'
    yield "truncated", good[:-3]
    yield "wrong charset", '{"b": "Zoë"}\n'.encode("latin-1")
    yield "utf-8 mark", b"\xef\xbb\xbf" + good
    yield "utf-16 mark", good.decode().encode("utf-16")
    yield "null bytes", good.replace(b"1", b"\0")
    yield "long line", b'{"b": "' + LONG + b'"}\n'
    yield "wide record", b"{%s}\n" % b",".join(b'"c%d": 1' % n for n in range(WIDE))
    yield "depth of lists", good + b"[" * DEEP + b"]" * DEEP + b"\n"
    yield "depth of objects", good + b'{"b":' * DEEP + b"1" + b"}" * DEEP + b"\n"
    yield "mixed types", b'1\n"x"\nnull\n[1, [2]]\n{"b": {"c": []}}\n'
    yield "duplicate keys", good + b'{"b": 1, "b": 2}\n'
    yield "a record over two lines", b'{"b":\n1}\n'
    yield "many empty lines", good + b"\n" * 5_000_000
    yield "a packed file", gzip.compress(good * 1000)


def xml() -> Iterator[tuple[str, bytes]]:
    """Of XML."""
    good = b"<r><a><b>1</b></a><a><b>2</b></a></r>"
    laughs = b"".join(b'<!ENTITY l%d "%s">' % (n + 1, b"&l%d;" % n * 10) for n in range(9))
    yield "truncated", good[:-6]
    yield "wrong charset", "<r><a>Zoë</a></r>".encode("latin-1")
    yield "utf-8 mark", b"\xef\xbb\xbf" + good
    yield "utf-16 mark", good.decode().encode("utf-16")
    yield "null bytes", good.replace(b"1", b"\0")
    yield "long line", b"<r><a>" + LONG + b"</a></r>"
    yield "long attribute", b'<r><a b="' + LONG + b'"/></r>'
    yield "long name", b"<" + LONG + b"/>"
    yield "wide record", b"<r><a>%s</a></r>" % b"".join(b"<c%d>1</c%d>" % (n, n) for n in range(WIDE))
    yield "wide attributes", b"<r><a %s/></r>" % b" ".join(b'c%d="1"' % n for n in range(WIDE))
    yield "depth", b"<r><a>" + b"<b>" * DEEP + b"</b>" * DEEP + b"</a></r>"
    yield "depth beside records", b"<r>" + b"<x>" * DEEP + b"</x>" * DEEP + b"<a/></r>"
    yield "entity expansion", b'<!DOCTYPE r [<!ENTITY l0 "ha">%s]><r><a>&l9;</a></r>' % laughs
    yield (
        "quadratic expansion",
        (b'<!DOCTYPE r [<!ENTITY l "%s">]><r><a>%s</a></r>' % (b"x" * MB, b"&l;" * 10_000)),
    )
    yield "external entity", b'<!DOCTYPE r [<!ENTITY l SYSTEM "file:///etc/passwd">]><r><a>&l;</a></r>'
    yield "external subset", b'<!DOCTYPE r SYSTEM "http://127.0.0.1:9/x.dtd"><r><a>&l;</a></r>'
    yield "parameter entity", b'<!DOCTYPE r [<!ENTITY % l SYSTEM "file:///etc/passwd">%l;]><r><a/></r>'
    yield "included file", b'<r %s><a><x:include href="/etc/passwd" parse="text"/></a></r>' % XINCLUDE
    yield "mixed content", b"<r><a>x<b>1</b>y<b/>z</a></r>"
    yield "a prefix that is not declared", b'<r><a><x:b y:c="1">1</x:b></a></r>'
    yield "names that are only colons", b"<r><a><:>1</:><b:>2</b:></a></r>"
    yield "two roots", good + good
    yield "an encoding that is none", b'<?xml version="1.0" encoding="utf-99"?>' + good
    yield "a packed file", gzip.compress(good * 1000)


def email() -> Iterator[tuple[str, bytes]]:
    """Of e-mail."""
    good = b"From: ada@example.org\nTo: bo@example.org\n\nText\n"
    start = b"From x Thu Jan  1 10:00:00 2026\n"
    parts = b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n"
    leaf = b"\nContent-Disposition: attachment; filename=x\n\nx\n--0"
    yield "truncated", good[:30]
    yield "wrong charset", "From: Zoë <a@example.org>\n\n".encode("latin-1")
    yield "utf-8 mark", b"\xef\xbb\xbf" + good
    yield "utf-16 mark", good.decode().encode("utf-16")
    yield "null bytes", good.replace(b"bo", b"b\0o")
    yield "null bytes in the body", good + b"\0\0"
    yield "long header", b"From: " + LONG + b"\n\n"
    yield "long line", good + LONG
    yield "many headers", b"To: a@example.org\n" * 1_000_000 + b"\n"
    yield "many addresses", b"To: " + b"a@example.org, " * 70_000 + b"\n\n"
    yield "depth of comments", b"From: " + b"(" * DEEP + b"\n\n"
    yield "depth of groups", b"From: " + b"a:" * DEEP + b"\n\n"
    yield "an address of quotes", b"From: " + b'"\\' * DEEP + b"\n\n"
    yield "an address of blanks", b"From: x" + b" " * DEEP + b"<\nTo: " + b"a " * DEEP + b"\n\n"
    yield "encoded words", b"Subject: " + b"=?utf-8?q?=41?=" * 60_000 + b"\n\n"
    yield "broken encoded words", b"Subject: =?utf-8?b?A?= =?klingon?q?x?= =?\xff?q?=ZZ?=\nFrom: a@b\n\n"
    yield "depth of parts", b"".join(parts % (n, n) for n in range(DEEP))
    yield "many parts", parts % (0, 0) + leaf * 50_000
    yield "a part that is not closed", parts % (0, 0) + b"\nText\n"
    yield "a boundary of a megabyte", b"Content-Type: multipart/mixed; boundary=" + b"b" * MB + b"\n\n--b\n"
    yield (
        "odd parameters",
        b"Content-Type: text/plain; name*9*=x; name*0*=klingon'x'%GG; charset*=\xff\n\nx\n",
    )
    yield "broken base64", b"Content-Transfer-Encoding: base64\nContent-Type: image/png\n\nA=B=====C\xff\n"
    yield "dates that are none", b"Date: Thu, 99 Foo 999999999999 99:99:99 +9999\nFrom: a@b\n\n"
    yield "many messages", (start + b"From: a@example.org\n\n\n") * 20_001
    yield "separators alone", (start + b"\n\n") * 1_000
    yield "a packed file", gzip.compress(good * 1000)


FILES = {
    "csv": delimited,
    "edges": delimited,
    "edifact": edifact,
    "email": email,
    "json": json_documents,
    "jsonl": json_lines,
    "xml": xml,
}


def bent(content: bytes, chance: random.Random) -> bytes:
    """The content with a few bytes changed, taken out, put in or doubled."""
    kept = bytearray(content)
    for _ in range(chance.randint(1, 5)):
        at = chance.randrange(len(kept) + 1)
        kind = chance.randrange(4)
        if kind == 0:
            kept[at : at + 1] = bytes([chance.randrange(256)])
        elif kind == 1:
            del kept[at : at + chance.randint(1, 8)]
        elif kind == 2:
            kept[at:at] = chance.choice([b'"', b"<", b"&", b"\0", b"{", b"]", b",", b"\r", b"\xff", b"\\"])
        else:
            kept[at:at] = kept[at : at + 40]
    return bytes(kept)


def outcome(path: Path, fmt: FileFormat) -> int | str:
    """How many records the file gives, or the words of its refusal."""
    try:
        return sum(batch[fmt.main_tables[0]].height for batch in read_batches(path, fmt))
    except ReadError as error:
        return str(error)


def write_all(name: str, folder: Path, *, bends: int) -> dict[str, str]:
    """Writes every hostile file of a format, and so many small ones bent; gives the case of each file."""
    written: dict[str, str] = {}

    def write(case: str, content: bytes) -> None:
        path = folder / f"{len(written):04d}"
        path.write_bytes(content)
        written[path.name] = case

    small: list[bytes] = []
    for case, content in FILES[name]():
        write(case, content)
        if len(content) < 200:
            small.append(content)
    chance = random.Random(name)
    for _ in range(bends):
        content = bent(chance.choice(small), chance)
        write(repr(content), content)
    return written


def main(name: str, folder: str) -> None:
    found: dict[str, int | str] = {}
    for path in sorted(Path(folder).iterdir()):
        sys.stderr.write(f"{path.name}\n")
        found[path.name] = outcome(path, FORMATS[name])
    peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    sys.stdout.write(json.dumps([peak_mib, found]))


if __name__ == "__main__":
    main(*sys.argv[1:])
