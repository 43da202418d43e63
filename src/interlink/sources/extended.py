"""The sources that another may extend: the shipped ones, and those of a user's own folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import yaml

from interlink.errors import SpecError, UnknownName, nearest
from interlink.mapping.extending import EXTENDS
from interlink.mapping.source_file import parse_fields

__all__ = ["Shelf"]

WIDTH = 112


@dataclass(frozen=True)
class Shelf:
    """The texts of source files by name, and what they come to for those that extend them.

    A source of the user's own finds their own before a shipped one of that name; one that extends its own
    name extends the shipped one. A shipped source finds shipped ones alone, so that it is the same in every
    home.
    """

    shipped: Mapping[str, str]
    own: Mapping[str, str]

    def fields(self, name: str, by: str) -> Mapping[str, object]:
        """The fields of source `name`, for `by`, which extends it; see `interlink.mapping.extending`.

        Raises
        ------
        UnknownName   there is none; the message proposes the nearest
        SpecError     it is wrong, or extends `by` in turn
        """
        is_own = by in self.own or by not in self.shipped
        return self._fields(name, by, is_own=is_own, through=((by, is_own),))

    def whole(self, name: str) -> str:
        """Source `name` as a file that extends none: what it takes over stands in it.

        Raises
        ------
        SpecError   it is wrong
        """
        text = self.own.get(name) or self.shipped[name]
        fields = dict(parse_fields(text, f"{name}.yaml", extended=self.fields))
        head = f"# What {name} comes to, which extends {fields.pop(EXTENDS, 'none')}.\n"
        return head + yaml.dump(fields, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=WIDTH)

    def _fields(
        self, name: str, by: str, *, is_own: bool, through: tuple[tuple[str, bool], ...]
    ) -> Mapping[str, object]:
        finds_own = is_own and name != by and name in self.own
        known = self.own if finds_own else self.shipped
        if (name, finds_own) in through:
            way = " extends ".join(f"'{each}'" for each in (*(each for each, _ in through), name))
            raise SpecError([f"{way}: none of them would be whole. Let one stand by itself."])
        if name not in known:
            kind = "shipped source" if name == by else "source"
            others = {*self.shipped, *(self.own if is_own else ())} - {by}
            raise UnknownName(f"no {kind} is called '{name}'.{nearest(name, others)}")
        further = partial(self._fields, is_own=finds_own, through=(*through, (name, finds_own)))
        return parse_fields(known[name], f"{name}.yaml", extended=further)


class _Plain(yaml.SafeDumper):
    """YAML that says again what it says twice, rather than by an anchor."""

    def ignore_aliases(self, data: object) -> bool:
        """True of everything."""
        del data
        return True
