"""Names of EDIFACT values, and the two kinds that are rewritten: dates and amounts.

A column is `SEGMENT/ELEMENT/COMPONENT`, both counted from 1. Where a segment begins with a code that says
what it speaks of (UNTDID, directory EDSD: "code qualifier"), that code stands beside its tag:
`NAD[CN]/2/1`. A measurement has two such codes: `MEA[AAE+G]/3/2`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime

from interlink.readers.edifact_segments import Segment

__all__ = ["QUALIFIED", "amount", "columns", "iso_date", "prepared_on", "qualifier"]

# Segments whose first component is a code qualifier.
CODED = (
    "ALC ATT BUS CCI CNT COT CTA CUX DAM DIM DTM EMP EQD FTX GEI GIN GIR IDE IHC LOC MEA MOA NAD NAT PAT PCD"
    " PIA PNA PRI PTY QTY REL RFF RNG RTE STA TAX TDT TMP"
)
QUALIFIED = frozenset(CODED.split())
CODE = re.compile("[A-Z0-9]{1,3}")
# Decimal marks are comma or point, and there are no others (ISO 9735-1, 10.1).
AMOUNTS = {"MEA": (3, 2), "MOA": (1, 2), "QTY": (1, 2), "CNT": (1, 2)}
DECIMAL = re.compile(r"-?[0-9]+,[0-9]+")

DAY, CLOCK = (
    "(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})",
    "(?P<hour>[0-9]{2})(?P<minute>[0-9]{2})",
)
SHORT, SECOND = "(?P<short>[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})", "(?P<second>[0-9]{2})"
ZONE = "(?P<zone>UTC|GMT|Z)"
# Data element 2379 (date or time or period format code); what is not here is left as delivered.
FORMATS = {
    code: re.compile(pattern)
    for code, pattern in {
        "2": "(?P<day>[0-9]{2})(?P<month>[0-9]{2})(?P<short>[0-9]{2})",
        "3": "(?P<month>[0-9]{2})(?P<day>[0-9]{2})(?P<short>[0-9]{2})",
        "4": "(?P<day>[0-9]{2})(?P<month>[0-9]{2})(?P<year>[0-9]{4})",
        "101": SHORT,
        "102": DAY,
        "201": SHORT + CLOCK,
        "202": SHORT + CLOCK + SECOND,
        "203": DAY + CLOCK,
        "204": DAY + CLOCK + SECOND,
        "205": DAY + CLOCK + "(?P<zone>[+-][0-9]{4})",
        "301": SHORT + CLOCK + ZONE,
        "303": DAY + CLOCK + ZONE,
        "304": DAY + CLOCK + SECOND + ZONE,
        "602": "(?P<year>[0-9]{4})",
        "610": "(?P<year>[0-9]{4})(?P<month>[0-9]{2})",
        "718": DAY + "-?(?P<to_year>[0-9]{4})(?P<to_month>[0-9]{2})(?P<to_day>[0-9]{2})",
    }.items()
}
BIRTH = "329"


def qualifier(segment: Segment) -> str:
    """The code that says what a segment speaks of; empty where its kind has none."""
    if segment.tag not in QUALIFIED:
        return ""
    code = segment.component(1, 1)
    if not CODE.fullmatch(code):
        return ""
    of = segment.component(2, 1) if segment.tag == "MEA" else ""
    return f"{code}+{of}" if CODE.fullmatch(of) else code


def columns(segment: Segment, name: str, prepared: date | None) -> Iterator[tuple[str, str]]:
    """Each component that holds something, as column and value; `name` is the tag, or that with its code.

    The codes that stand in the name are left out, and so is the format code of a date that is rewritten.
    """
    amount_at, named = AMOUNTS.get(segment.tag), _named_by(segment, name)
    dated = _date(segment, prepared) if segment.tag == "DTM" else ""
    for place, components in enumerate(segment.elements, 1):
        for part, value in enumerate(components, 1):
            at = (place, part)
            if not value or value.isspace() or at in named or (dated and at == (1, 3)):
                continue
            if dated and at == (1, 2):
                yield f"{name}/1/2", dated
            elif at == amount_at:
                yield f"{name}/{place}/{part}", amount(value)
            else:
                yield f"{name}/{place}/{part}", value


def _named_by(segment: Segment, name: str) -> tuple[tuple[int, int], ...]:
    """Where the codes stand that are part of the name."""
    if not name.endswith("]"):
        return ()
    return ((1, 1), (2, 1)) if segment.tag == "MEA" and "+" in name else ((1, 1),)


def _date(segment: Segment, prepared: date | None) -> str:
    """The value of a DTM in ISO 8601; empty where it stays as delivered."""
    use, value, code = (segment.component(1, part) for part in (1, 2, 3))
    found = iso_date(value, code, prepared, is_birth=use == BIRTH)
    return "" if found == value else found


def amount(value: str) -> str:
    """A number with a point as its decimal mark, whichever it was written with."""
    return value.replace(",", ".") if DECIMAL.fullmatch(value.strip()) else value


def iso_date(value: str, code: str, prepared: date | None, *, is_birth: bool = False) -> str:
    """A date, time or period in ISO 8601, written as its format code says; else as delivered.

    Six digits without a code are a day (format 101), as in passenger lists. A year of two digits is the one
    nearest to when the interchange was prepared, and of a birth the last one before it.
    """
    form = FORMATS.get(code or ("101" if len(value) == 6 else ""))
    found = form.fullmatch(value) if form else None
    if found is None:
        return value
    parts = found.groupdict()
    year = parts.get("year")
    if parts.get("short") is not None and prepared is not None:
        short, rest = int(parts["short"]), parts["month"] + parts["day"]
        year = str(_whole_year(short, rest, prepared, is_birth=is_birth))
    if year is None or not _is_moment(int(year), parts):
        return value
    day = "-".join([year, *(parts[name] for name in ("month", "day") if parts.get(name))])
    if parts.get("to_year"):
        return f"{day}/{parts['to_year']}-{parts['to_month']}-{parts['to_day']}"
    if parts.get("hour") is None:
        return day
    clock = ":".join(parts[name] for name in ("hour", "minute", "second") if parts.get(name))
    zone = parts.get("zone") or ""
    return f"{day}T{clock}{'Z' if zone.isalpha() else zone}"


def _is_moment(year: int, parts: Mapping[str, str | None]) -> bool:
    """Whether a calendar and a clock have it."""
    month, day, hour, minute, second = (
        int(parts.get(name) or least)
        for name, least in (("month", 1), ("day", 1), ("hour", 0), ("minute", 0), ("second", 0))
    )
    try:
        datetime(year, month, day, hour, minute, second)  # noqa: DTZ001
    except ValueError:
        return False
    return True


def prepared_on(unb: Segment) -> date | None:
    """The day on which an interchange was prepared (S004); None where it is none."""
    text = unb.component(4, 1)
    if len(text) == 6 and text.isdecimal():  # in syntax versions 1 to 3, of which the first is of 1988
        text = ("19" if text[:2] >= "70" else "20") + text
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:8])) if len(text) == 8 else None
    except ValueError:
        return None


def _whole_year(short: int, month_and_day: str, prepared: date, *, is_birth: bool) -> int:
    century = prepared.year // 100 * 100
    years = [century + short + step for step in (-100, 0, 100)]
    if is_birth:
        today = f"{prepared:%m%d}"
        return max(year for year in years if (year, month_and_day) <= (prepared.year, today))
    return min(years, key=lambda year: abs(year - prepared.year))
