"""The XML parts of a workbook, counted: cells, how far they reach, shared texts and what refers to them."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from string import ascii_letters, digits
from xml.parsers import expat

from interlink.errors import ReadError

__all__ = ["MOST_TEXT", "PartCount", "check_references"]

# A sheet is held whole, also where it is empty; this many cells take about a gigabyte.
MOST_CELLS = 20_000_000
MOST_TEXT = 1 << 30
# Of what the library keeps one by one, such as merged cells and names.
MOST_KEPT = 1_000_000
KEPT = {"Relationship", "definedName", "mergeCell", "numFmt", "sheet", "tableColumn", "xf"}
LONGEST_LETTERS, LONGEST_DIGITS, FAR = 6, 12, 10**12
KEPT_LETTERS = 20_000
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


class _Part:
    """A part as its bytes come; `where` names it in errors."""

    def __init__(self, where: str) -> None:
        self.where = where
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype
        self._is_begun = False

    def take(self, chunk: bytes, *, is_last: bool = False) -> None:
        """Reads on.

        Raises
        ------
        ReadError   it is no XML in UTF-8, declares entities, or holds too much
        """
        if not self._is_begun and (chunk.startswith(UTF_16) or b"\0" in chunk[:4]):
            raise ReadError(
                f"{self.where} is in UTF-16, expected UTF-8. Ask for the workbook as Excel saves it."
            )
        self._is_begun = True
        try:
            self._parser.Parse(chunk, is_last)
        except expat.ExpatError as error:
            raise ReadError(
                f"{self.where}: the workbook is damaged: {error}. Ask for the delivery again."
            ) from None

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        raise NotImplementedError

    def _end(self, name: str) -> None:
        raise NotImplementedError

    def _refuse_doctype(self, *_: object) -> None:
        raise ReadError(f"{self.where} declares XML entities, which no workbook does. The file is refused.")


class PartCount(_Part):
    """What a part holds: `references` to shared texts, and the `lengths` of those texts in their order.

    A cell without a place stands where the library puts it: in the row that is open, behind the last.
    """

    def __init__(self, where: str) -> None:
        super().__init__(where)
        self.references = 0
        self.lengths = array("I")
        self._cells = self._kept = self._rows = self._columns = self._row = self._column = 0
        self._last_digits = ""
        self._numbers: dict[str, int] = {}

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        kind = _local(name)
        if kind == "c":
            self._cells += 1
            if self._cells > MOST_CELLS:
                raise ReadError(f"{self.where} has more than {MOST_CELLS:,} cells. Ask for CSV.")
            self.references += attributes.get("t") == "s"
            self._place(attributes.get("r"))
        elif kind == "row":
            if (place := attributes.get("r")) is not None:
                self._row = _row_number(place.lstrip(ascii_letters)) - 1
        elif kind == "si":
            self._parser.CharacterDataHandler = self._text
            self.lengths.append(0)
            if len(self.lengths) > MOST_CELLS:
                raise ReadError(f"{self.where} has more than {MOST_CELLS:,} texts. Ask for CSV.")
        elif kind in KEPT:
            self._kept += 1
            if self._kept > MOST_KEPT:
                raise ReadError(f"{self.where} has more than {MOST_KEPT:,} '{kind}'. Ask for CSV.")

    def _end(self, name: str) -> None:
        if _local(name) == "row":
            self._row += 1
            self._column = 0

    def _text(self, text: str) -> None:
        self.lengths[-1] += len(text)

    def _place(self, place: str | None) -> None:
        if place is None:
            self._column += 1
            if self._column > self._columns or self._row >= self._rows:
                self._reach(self._row + 1, self._column)
            return
        letters = place.rstrip(digits)
        row = place[len(letters) :]
        column = self._numbers.get(letters)
        if column is None:
            column = _column_number(letters)
            if len(self._numbers) < KEPT_LETTERS:
                self._numbers[letters] = column
        self._column = column
        if column > self._columns or row != self._last_digits:
            self._last_digits = row
            self._reach(_row_number(row), column)

    def _reach(self, row: int, column: int) -> None:
        self._rows, self._columns = max(self._rows, row), max(self._columns, column)
        if self._rows * self._columns > MOST_CELLS:
            raise ReadError(
                f"{self.where} reaches to row {self._rows:,} and column {self._columns:,}, so it has more"
                f" than {MOST_CELLS:,} cells. Ask for CSV, or for a sheet without stray cells."
            )


class _References(_Part):
    """How long the texts are that the cells of a sheet refer to, together."""

    def __init__(self, where: str, lengths: array[int], longest: int) -> None:
        super().__init__(where)
        self._lengths = lengths
        self._longest = longest
        self._total = 0
        self._is_reference = False
        self._value: list[str] = []
        # Each piece by itself: what stands in pieces may be read as any of them.
        self._parser.CharacterDataHandler = self._text

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        kind = _local(name)
        if kind == "c":
            self._is_reference = attributes.get("t") == "s"
        elif kind == "v":
            self._value = []

    def _end(self, name: str) -> None:
        if not self._is_reference or _local(name) != "v":
            return
        self._total += self._length()
        if self._total > MOST_TEXT:
            raise ReadError(
                f"{self.where}: its cells repeat shared texts to more than {MOST_TEXT:,} letters."
                " Ask for CSV."
            )

    def _text(self, text: str) -> None:
        self._value.append(text)

    def _length(self) -> int:
        text = self._value[0] if len(self._value) == 1 else ""
        if not text.isdecimal() or len(text) > LONGEST_DIGITS:
            return self._longest
        number = int(text)
        return self._lengths[number] if number < len(self._lengths) else self._longest


def check_references(chunks: Iterable[bytes], counted: PartCount, lengths: array[int]) -> None:
    """Refuses a sheet whose cells repeat shared texts of these lengths beyond what is held.

    `chunks` are the bytes of the sheet, which are read only where the longest text makes it possible.
    """
    longest = max(lengths, default=0)
    if counted.references * longest <= MOST_TEXT:
        return
    references = _References(counted.where, lengths, longest)
    for chunk in chunks:
        references.take(chunk)


def _local(name: str) -> str:
    return name.rpartition(":")[2] if ":" in name else name


def _row_number(text: str) -> int:
    if len(text) > LONGEST_DIGITS:
        return FAR
    return int(text) if text.isdecimal() else 0


def _column_number(letters: str) -> int:
    """The number of a column by its letters: `A` is 1, `AB` 28."""
    if len(letters) > LONGEST_LETTERS:
        return FAR
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number
