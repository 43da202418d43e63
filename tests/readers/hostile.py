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
import zlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from interlink.errors import ReadError
from interlink.readers import FileFormat, TablePath, read_batches
from packed_files import FIRST_SHEET, encrypted, spoilt, with_parts, workbook, zipped

MB = 1 << 20
LONG = b"x" * (100 * MB)
XINCLUDE = b'xmlns:x="http://www.w3.org/2001/XInclude"'
WIDE = 100_000
DEEP = 100_000
SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
SHARED = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">%s</sst>'
RELATIONS = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship'
    b' Id="rId1" Target="%s" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    b'worksheet"/></Relationships>'
)
OPEN_DOCUMENT = {
    "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
    "content.xml": b"""<o:document-content xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:t="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><o:body><o:spreadsheet><t:table t:name="a">
<t:table-row t:number-rows-repeated="1000000"><t:table-cell t:number-columns-repeated="16000"
 o:value-type="float" o:value="1"/></t:table-row></t:table></o:spreadsheet></o:body></o:document-content>""",
}
TABLES = {"record": TablePath("/r/a"), "child": TablePath("b", parent="record")}
MAIL = {"message": TablePath("/"), "body": TablePath("body", parent="message")}
SEGMENTS = {
    "record": TablePath("/CUSCAR/CNI", holds="RFF LOC NAD"),
    "child": TablePath("GID", parent="record", holds="FTX"),
}
FORMATS = {
    "csv": FileFormat("csv"),
    "csv_files": FileFormat("csv_files", tables={"record": TablePath("*")}),
    "edges": FileFormat("edges"),
    "edifact": FileFormat("edifact", tables=SEGMENTS),
    "email": FileFormat("email", tables=MAIL),
    "excel": FileFormat("excel"),
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
    yield "wide header, its last name twice", b",".join(b"c%d" % n for n in [*range(WIDE), WIDE - 1]) + b"\n"
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


def csv_files() -> Iterator[tuple[str, bytes]]:
    """Of several CSV files in a zip file."""
    good = b"source,target\nAda,Bo\nCy,Di\n"
    whole = zipped({"in/a.csv": good, "b.csv": good})
    yield "two members", whole
    yield "truncated", whole[:-30]
    yield "only the end", whole[-22:]
    yield "wrong charset", zipped({"a.csv": "source\nZoë\n".encode("latin-1")})
    yield "null bytes", zipped({"a.csv": good.replace(b"Bo", b"B\0o")})
    yield "wrong checksum", spoilt()
    yield "encrypted", encrypted()
    yield "a bomb", zipped({"a.csv": b"source\n" * (16 << 20)})
    yield "a bomb of many", zipped({f"{n}.csv": b"source\n" * 1_300_000 for n in range(12)})
    yield "a bomb that lies", _lying(zipped({"a.csv": b"source\n" * (16 << 20)}))
    yield "a zip in a zip", zipped({"a.zip": whole})
    yield "absolute name", zipped({"/etc/a.csv": good})
    yield "name upwards", zipped({"in/../../a.csv": good})
    yield "name of a drive", zipped({"C:\\a.csv": good})
    yield "two of one name", zipped({"a.csv": good, "A.csv": good}, "a.csv")
    yield "many members", zipped({f"{n}.csv": b"" for n in range(10_001)})
    yield "hidden files", zipped({"__MACOSX/._a.csv": b"\0", "a.csv": good})
    yield "long line", zipped({"a.csv": b"source,target\nAda," + bytes(range(65, 91)) * (4 * MB)})
    yield "a packed file", gzip.compress(good * 1000)


def _lying(content: bytes, *, size: int = 10, checksum: int | None = None) -> bytes:
    """A zip file that gives its first member's size as so many bytes, and this as its checksum."""
    at = content.index(b"PK\x01\x02") + 24
    said = content[:at] + size.to_bytes(4, "little") + content[at + 4 :]
    if checksum is None:
        return said
    return said[: at - 8] + checksum.to_bytes(4, "little") + said[at - 4 :]


def excel() -> Iterator[tuple[str, bytes]]:
    """Of workbooks; those that write a part of their own are otherwise whole."""
    rows = [["source", "target"], ["Ada", "Bo"], ["Cy", 4]]
    good = workbook(rows)
    head = SHEET
    tail = b"</sheetData></worksheet>"
    row = b'<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>'
    laughs = b'<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    yield "whole", good
    yield "truncated", good[:-30]
    yield "bytes lost", good[:700] + good[720:]
    yield "part cut", workbook(rows, part=head + row[:-9])
    yield "part empty", workbook(rows, part=b"")
    yield "null bytes", workbook(rows, part=head + b"\0" + tail)
    yield "far cell", workbook(rows, {"XFD1048576": 1})
    yield "far row", workbook(rows, {"A1048576": 1})
    yield (
        "far row without a cell",
        workbook(rows, part=head + row.replace(b'"1"', b'"4294967295"') + tail),
    )
    yield "a place that is none", workbook(rows, part=head + row.replace(b"A1", b"A99999999999") + tail)
    yield "a column that is none", workbook(rows, part=head + row.replace(b"A1", b"ZZZZZZZ1") + tail)
    yield "entity expansion", workbook(rows, part=laughs + head + row.replace(b"<t>a", b"<t>&b;") + tail)
    yield "a bomb", workbook(rows, part=head + b" " * (200 * MB) + tail)
    yield (
        "merged without end",
        workbook(rows, part=head + row + _merges(b"A1:XFD1048576", 1) + b"</worksheet>"),
    )
    yield "merged over each other", workbook(rows, part=head + row + _merges(b"A1:B9", 100) + b"</worksheet>")
    yield "wide header", workbook([[f"c{n}" for n in range(16_384)]])
    yield "duplicate keys", workbook([["a", "a"], [1, 2]])
    yield (
        "an index that is none",
        workbook(rows, part=head + b'<row r="1"><c r="A1" t="s"><v>99</v></c></row>' + tail),
    )
    yield "mixed types", workbook([["a"], [1], ["x"], [True], [date(2026, 1, 1)], [1e300], ["=1/0"]])
    yield "utf-16 part", workbook(rows, part=(head + row + tail).decode().encode("utf-16"))
    yield from _workbooks(good, row)
    yield "old workbook cut", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000
    yield "a packed file", gzip.compress(good)


def _workbooks(good: bytes, row: bytes) -> Iterator[tuple[str, bytes]]:
    """Those that would take memory, or hold beside what is looked at what is read."""

    def sheet(rows: bytes, after: bytes = b"</sheetData>") -> bytes:
        return SHEET + rows + after + b"</worksheet>"

    far = sheet(row.replace(b"A1", b"XFD1048576"))
    placeless = b"<c><v>1</v></c>"
    wide, narrow = (b"<row>" + placeless * count + b"</row>" for count in (10_001, 1))
    yield "cells without places", with_parts(good, {FIRST_SHEET: sheet(wide + narrow * 2_000)})
    nested = b"<row>" * 5_000 + placeless * 5_000 + b"</row>" * 5_000
    yield "rows in rows", with_parts(good, {FIRST_SHEET: sheet(nested + narrow)})
    prefixed = far.replace(b"<", b"<w:").replace(b"<w:/", b"</w:").replace(b"xmlns", b"xmlns:w")
    yield "far cell of a prefix", with_parts(good, {FIRST_SHEET: prefixed})
    row_of_texts = b"<row>" + b'<c t="s"><v>0</v></c>' * 16 + b"</row>"
    shared = {"xl/sharedStrings.xml": SHARED % (b"<si><t>" + b"x" * MB + b"</t></si>")}
    yield "a text that is repeated", with_parts(good, {**shared, FIRST_SHEET: sheet(row_of_texts * 80)})
    pieces = row_of_texts.replace(b"<v>0", b"<v>0<!-- -->1").replace(b"</row>", b"</row>\n")
    shared |= {"xl/sharedStrings.xml": SHARED % (b"<si><t>" + b"x" * MB + b"</t></si><si/>")}
    yield "a text named in pieces", with_parts(good, {**shared, FIRST_SHEET: sheet(pieces * 80)})
    yield "two shared texts", with_parts(good, {**shared, "xl/more.xml": SHARED % b"<si/>"})
    long = b'<c t="inlineStr"><is><t>' + b"x" * MB + b"</t></is></c>"
    repeats = b"<row>" + long + b"<c/>" + placeless + b"</row>"
    repeats += (b"<row><c/><c/>" + placeless + b"</row>") * 2_000
    merged = sheet(narrow + repeats, _merges(b"A2:B2002", 1))
    yield "a merged text that is repeated", with_parts(good, {FIRST_SHEET: merged})
    many = _merges(b"A1:B2", 1_000_001)
    # Whatever does not shrink keeps a file from unpacking to many times its size.
    filler = {"xl/media/a.png": random.Random(0).randbytes(8 * MB)}
    yield "many merged cells", with_parts(good, {FIRST_SHEET: sheet(row, many), **filler})
    elsewhere = {"xl/book/first.xml": far, "xl/_rels/workbook.xml.rels": RELATIONS % b"book/first.xml"}
    yield "a sheet elsewhere", with_parts(good, elsewhere)
    no_xml = {"xl/worksheets/a.bin": far, "xl/_rels/workbook.xml.rels": RELATIONS % b"worksheets/a.bin"}
    yield "a sheet of another name", with_parts(good, no_xml)
    yield "sheets that differ in case", with_parts(good, {FIRST_SHEET.upper(): far})
    shell = {"xl/workbook.xml": b"<workbook/>"}
    yield "a binary workbook beside", zipped({**shell, "xl/workbook.bin": b"\x83\x01\x00"})
    yield "a spreadsheet of OpenDocument beside", zipped({**shell, **OPEN_DOCUMENT})
    yield "a workbook behind an old one", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + good
    alone = zipped({FIRST_SHEET: far, **shell})
    yield "a sheet that lies", _lying(alone, checksum=zlib.crc32(far[:10]))
    large = zipped({FIRST_SHEET: far, **shell, **filler})
    yield "too much unpacked", _lying(large, size=(1 << 30) + 1)


def _merges(area: bytes, count: int) -> bytes:
    return b"</sheetData><mergeCells>" + b'<mergeCell ref="%s"/>' % area * count + b"</mergeCells>"


def json_documents() -> Iterator[tuple[str, bytes]]:
    """Of JSON."""
    good = b'{"r": {"a": [{"b": 1}, {"b": 2}]}}'
    wide = b",".join(b'"c%d": 1' % n for n in range(WIDE))
    yield "truncated", good[:-4]
    yield "wrong charset", '{"r": {"a": [{"b": "Zoë"}]}}'.encode("latin-1")
    yield "utf-8 mark", b"\xef\xbb\xbf" + good
    yield "utf-16 mark", good.decode().encode("utf-16")
    yield "null bytes", good.replace(b"1", b"\0")
    yield "long line", b'{"r": {"a": [{"b": "' + LONG + b'"}]}}'
    yield "wide record", b'{"r": {"a": [{%s}]}}' % wide
    yield "depth of lists", b'{"r": {"a": ' + b"[" * DEEP + b"]" * DEEP + b"}}"
    yield "depth of objects", b'{"r": {"a": ' + b'{"b":' * DEEP + b"1" + b"}" * DEEP + b"}}"
    yield "mixed types", b'{"r": {"a": [1, "x", null, true, [2, [3]], {"b": {"c": []}}]}}'
    yield "duplicate keys", b'{"r": {"a": [{"b": 1, "b": 2}]}}'
    yield "wide record, its last key twice", b'{"r": {"a": [{%s, "c%d": 2}]}}' % (wide, WIDE - 1)
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
    "csv_files": csv_files,
    "edges": delimited,
    "edifact": edifact,
    "email": email,
    "excel": excel,
    "json": json_documents,
    "jsonl": json_lines,
    "xml": xml,
}
# Of what is bent, the largest; workbooks are never smaller.
SMALL = {"csv_files": 1_000, "excel": 10_000}


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
        if len(content) < SMALL.get(name, 200):
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
