"""What the columns of a file seem to hold, told from their values first and their names second."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import polars as pl

from interlink.mapping.proposal.words import COMPANY_NAME, FORMS, HINTED, SEVERAL, tokens
from interlink.model.types import TYPES, Hints
from interlink.readers import columns_of

__all__ = ["Column", "guess_columns", "guess_hints"]

# So many of the values have to be readable as a kind of value.
MOST = 0.8
# From so many on, values that hold several tell that a column does.
FEW = 0.05
LONGEST_EXAMPLE = 40
CLOCK, DIGITS = FORMS["clock"], r"^[0-9]+$"
ORDERED = r"^\s*([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ][0-9]{4}"
EPOCH = r"^(?:[0-9]{10}|[0-9]{13})$"
OFFSET = r"(?:[Zz]|UTC|GMT|[0-9][+-][0-9]{2}:?[0-9]{2})\s*$"
COMMA = r"^[-+]?[0-9]{1,3}(?:[. ][0-9]{3})*,[0-9]{1,2}$|^[-+]?[0-9]+,[0-9]{1,2}$"
POINT = r"^[-+]?[0-9]{1,3}(?:,[0-9]{3})*\.[0-9]+$|^[-+]?[0-9]+\.[0-9]+$"
LETTERS = r"^[\p{L}][\p{L}\p{M} .,'’&()/-]*$"


@dataclass(frozen=True)
class Column:
    """One column: what it seems to hold, of how many values that is so, and what is unsure about it.

    `kind` is the name of a property type, or `account`, `birth`, `plate`, `bill`, `name`, `words` (they look
    like names), `several` (in one value), `id`, `label`, `text` or `nothing`. `filled` values are there,
    `distinct` of them differ, `read` could be read. `has_offset`: its times say how far they are from UTC.
    """

    name: str
    kind: str
    filled: int
    read: int
    distinct: int
    examples: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    is_company: bool = False
    has_offset: bool = False
    repeats: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """The words of the column's name."""
        return tokens(self.name)

    @property
    def ends_as_id(self) -> bool:
        """It is called after a number that names something, such as `customer_no`."""
        return bool(self.words) and self.words[-1] in HINTED["id"]

    @property
    def is_unique(self) -> bool:
        """No value stands in it twice."""
        return self.filled > 0 and self.distinct == self.filled


@dataclass(frozen=True)
class _Values:
    """The values of a column that are there, and how its name and the hints go with them."""

    text: pl.Series
    words: tuple[str, ...]
    hints: Hints
    distinct: int = field(default=0)

    def called(self, kind: str) -> bool:
        """The column's name has a word for this kind of value."""
        known = HINTED.get(kind, frozenset())
        return any(word in known for word in (*self.words, "".join(self.words)))

    def like(self, pattern: str) -> float:
        """The share of values that have this form."""
        return int(self.text.str.contains(pattern).sum()) / self.text.len()

    def readable(self, kind: str) -> float:
        """The share of values that the property type can normalise."""
        return 1 - TYPES[kind].clean(self.text, self.hints).null_count() / self.text.len()


# In this order: the first kind that holds is taken, so that what only few values can be comes first.
KINDS: Sequence[tuple[str, Callable[[_Values], bool]]] = (
    ("several", lambda v: v.like(SEVERAL) >= FEW and v.like(r"\s\w+\s\w+\s") < MOST),
    ("iban", lambda v: v.like(FORMS["iban"]) >= MOST and v.readable("iban") >= MOST),
    ("container", lambda v: v.like(FORMS["code"]) >= MOST and v.readable("container") >= MOST),
    ("lei", lambda v: v.like(FORMS["code"]) >= MOST and v.readable("lei") >= MOST),
    ("vin", lambda v: v.like(FORMS["vin"]) >= MOST and not v.like(DIGITS) and v.readable("vin") >= MOST),
    ("email", lambda v: v.like(FORMS["email"]) >= MOST and v.readable("email") >= MOST),
    ("url", lambda v: v.like(FORMS["url"]) >= MOST),
    ("time", lambda v: v.like(CLOCK) >= MOST and v.readable("time") >= MOST),
    ("time", lambda v: v.called("time") and v.like(EPOCH) >= MOST),
    ("birth", lambda v: v.called("birth") and v.readable("date") >= MOST),
    (
        "date",
        lambda v: v.like(FORMS["date"]) >= MOST and v.readable("date") >= MOST and not v.called("phone"),
    ),
    ("duration", lambda v: v.called("duration") and v.readable("duration") >= MOST),
    ("date", lambda v: v.called("date") and v.readable("date") >= MOST),
    ("phone", lambda v: v.like(FORMS["phone"]) >= MOST and v.readable("phone") >= MOST),
    ("phone", lambda v: v.called("phone") and v.like(r"^[-+() ./0-9]{3,}$") >= MOST),
    ("imo", lambda v: (v.called("imo") or v.distinct > 4) and v.readable("imo") >= 0.95),
    ("mmsi", lambda v: v.called("mmsi") and v.readable("mmsi") >= MOST),
    ("account", lambda v: v.called("account") and v.like("[0-9]") >= MOST),
    ("bic", lambda v: v.called("bic") and v.readable("bic") >= MOST),
    ("plate", lambda v: v.called("plate") and v.readable("document") >= MOST),
    ("bill", lambda v: v.called("bill") and v.like("[0-9]") >= MOST),
    ("document", lambda v: v.called("document") and v.readable("document") >= MOST),
    ("gender", lambda v: v.called("gender") and v.readable("gender") >= MOST),
    ("latitude", lambda v: v.called("latitude") and v.readable("latitude") >= MOST),
    ("longitude", lambda v: v.called("longitude") and v.readable("longitude") >= MOST),
    ("place", lambda v: v.called("place") and v.readable("place") >= MOST),
    ("currency", lambda v: v.like("^[A-Z]{3}$") >= MOST and v.readable("currency") >= 0.95),
    ("country", lambda v: v.called("country") and v.readable("country") >= MOST),
    ("country", lambda v: v.distinct > 2 and v.readable("country") >= 0.95),
    ("id", lambda v: _ends_as_id(v) and v.like(r"^\S{1,200}$") >= MOST),
    ("money", lambda v: v.called("money") and v.readable("money") >= MOST),
    ("weight", lambda v: v.called("weight") and v.readable("weight") >= MOST),
    ("share", lambda v: v.called("share") and v.readable("share") >= MOST),
    ("count", lambda v: v.called("count") and v.readable("count") >= MOST),
    ("label", lambda v: v.called("label")),
    ("number", lambda v: v.readable("number") >= MOST),
    ("name", lambda v: v.called("name") and v.like(r"\p{L}") >= MOST),
    ("name", lambda v: v.like(COMPANY_NAME) >= MOST),
    ("words", lambda v: v.like(LETTERS) >= MOST and v.like(r"^\S+(?: \S+){1,5}$") >= MOST),
    ("id", lambda v: v.like(FORMS["code"]) >= MOST),
)


def guess_columns(sample: pl.DataFrame, hints: Hints) -> list[Column]:
    """What each column of the sample seems to hold, in order."""
    return [_guess(sample[name], name, hints) for name in columns_of(sample)]


def guess_hints(sample: pl.DataFrame) -> tuple[Hints, dict[str, str]]:
    """How values are written, and what to check, by hint: of dates whose day comes first nothing is sure."""
    texts = [_texts(sample[name]) for name in columns_of(sample)]
    whole = pl.concat([pl.Series("text", [], dtype=pl.String), *(text.alias("text") for text in texts)])
    day_first, said = _day_order(whole)
    doubts = {"day_first": said} if said else {}
    commas, points = (whole.str.contains(form).sum() for form in (COMMA, POINT))
    if commas > points:
        doubts["decimal"] = f"{commas:,} values have a comma before one or two digits, and {points:,} a point"
    stamped = [name for name in columns_of(sample) if _is_epoch(sample[name], name)]
    if stamped:
        shown = ", ".join(f"'{name}'" for name in stamped)
        doubts["epoch"] = f"{shown}: seconds or milliseconds since 1970"
    return Hints(day_first=day_first, decimal="," if commas > points else ".", epoch=bool(stamped)), doubts


def _day_order(text: pl.Series) -> tuple[bool, str]:
    """Whether days come before months, and what is unsure of it."""
    parts = text.str.extract_groups(ORDERED).struct.unnest()
    first, second = (pl.Series(parts.to_series(at).cast(pl.Int64)) for at in (0, 1))
    total, days, months = first.count(), int((first > 12).sum()), int((second > 12).sum())
    if not total:
        return True, ""
    if days and months:
        return days >= months, (
            f"{days:,} dates can only have the day first, {months:,} only the month: they are written in two"
            " ways, and those of the rarer one are kept as delivered"
        )
    if days:
        return True, ""
    if months:
        return False, f"{months:,} of {total:,} dates can only have the month first"
    return True, (
        f"none of {total:,} dates such as 03/04/2024 tells day from month; read day first. Ask the publisher"
    )


def _is_epoch(series: pl.Series, name: str) -> bool:
    text = _texts(series)
    values = _Values(text, tokens(name), Hints())
    return text.len() > 0 and values.called("time") and values.like(EPOCH) >= MOST


def _texts(series: pl.Series) -> pl.Series:
    """The values that are there, trimmed; of a column that repeats in a record, all of them."""
    flat = series.explode() if isinstance(series.dtype, pl.List) else series
    text = flat.cast(pl.String).str.strip_chars()
    return text.filter(text.is_not_null() & (text != ""))


def _guess(series: pl.Series, name: str, hints: Hints) -> Column:
    text, repeats = _texts(series), isinstance(series.dtype, pl.List)
    if not text.len():
        return Column(name, "nothing", 0, 0, 0, repeats=repeats)
    values = _Values(text, tokens(name), hints, text.n_unique())
    kind = next((kind for kind, holds in KINDS if holds(values)), "text")
    type_ = {"birth": "date"}.get(kind, kind)
    read = text.len()
    doubts = []
    if type_ in TYPES:
        cleaned = TYPES[type_].clean(text, hints)
        read -= cleaned.null_count()
        if cleaned.null_count():
            lost = text.filter(cleaned.is_null())[0]
            doubts.append(f"{cleaned.null_count():,} of {text.len():,} cannot be read, such as '{lost}'")
    doubts += _doubts(kind, values, read)
    return Column(
        name=name,
        kind=kind,
        filled=text.len(),
        read=read,
        distinct=values.distinct,
        examples=tuple(value[:LONGEST_EXAMPLE] for value in text.unique(maintain_order=True).head(2)),
        doubts=tuple(doubts),
        is_company=values.like(COMPANY_NAME) >= 0.3,
        has_offset=values.like(OFFSET) >= MOST or values.like(EPOCH) >= MOST,
        repeats=repeats,
    )


def _doubts(kind: str, values: _Values, read: int) -> Iterator[str]:
    if kind == "phone" and read < values.text.len():
        yield "set hints.country where they are written without a country code"
    if kind == "number" and values.like(EPOCH) >= MOST:
        yield "they may be seconds or milliseconds since 1970: hints.epoch"
    if kind == "vin":
        doubted = TYPES["vin"].suspect
        wrong = 0 if doubted is None else int(doubted(TYPES["vin"].clean(values.text, values.hints)).sum())
        if wrong:
            yield f"{wrong:,} have a wrong check digit, which not every country requires"


def _ends_as_id(values: _Values) -> bool:
    """`party_id`, `reference`, `customerNo`: the name ends in a word for a number that names something."""
    return (
        bool(values.words)
        and values.words[-1] in HINTED["id"]
        and not re.search(r"\s", "".join(values.words))
    )
