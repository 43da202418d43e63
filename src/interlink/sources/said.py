"""What a source file says, in words for its page: where values come from, conditions, ranges."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from interlink.mapping.fields import PropertySpec, RangeSpec, Where

__all__ = ["cell", "code", "names", "said_property", "said_range", "said_where"]


def code(text: object) -> str:
    """The text as code."""
    return f"`{text}`"


def names(texts: Iterable[object]) -> str:
    """The texts as code, parted by commas."""
    return ", ".join(map(code, texts))


def cell(text: str) -> str:
    """The text as it may stand in a cell of a table."""
    return " ".join(text.split()).replace("|", r"\|")


def said_property(prop: PropertySpec) -> str:
    """Where a value comes from: `` `born` ``, `` `given` and `family` ``, `` the first of `a`, `b` ``."""
    if prop.first or prop.all:
        parts = ", ".join(map(said_property, prop.first or prop.all))
        words = f"the first of {parts}" if prop.first else f"all of {parts}"
        words = words if prop.table is None else f"{words}, in {code(prop.table)}"
    elif prop.literal:
        words = "always " + " and ".join(f"“{each}”" for each in prop.literal)
    else:
        words = _columns(prop)
    if prop.split is not None:
        words += f" parted at {code(prop.split)}"
    if prop.extract is not None:
        words = f"a part of {words}"
    if prop.lookup is not None:
        words += f" looked up in {code(prop.lookup)}"
    words += said_where(prop.where)
    return words if prop.other_than is None else f"{words}, other than {said_property(prop.other_than)}"


def said_where(where: Where) -> str:
    """The condition, after a blank; nothing where there is none."""
    said = []
    for column, wanted in where.items():
        words = {"*": "there", "": "empty"}
        values = " or ".join(words.get(value, f"“{value}”") for value in wanted)
        said.append(f"{code(column)} is {values}")
    return f" where {' and '.join(said)}" if said else ""


def said_range(expected: Mapping[str, RangeSpec]) -> str:
    """What a delivery must hold: `` at least 1 `Called` ``."""
    said = []
    for name, bounds in expected.items():
        most = "" if bounds.most is None else f", at most {bounds.most:,}"
        said.append(f"at least {bounds.least:,}{most} {code(name)}")
    return "; ".join(said)


def _columns(prop: PropertySpec) -> str:
    if prop.template is not None:
        return code(prop.template if prop.table is None else f"{prop.table}/{prop.template}")
    given = prop.columns or [prop.column or ""]
    shown = [name if prop.table is None else f"{prop.table}/{name}" for name in given]
    return " and ".join(map(code, shown))
