"""The first oracle: who may see what, and do what, in plain Python from the written rules.

It shares no code with interlink: `RULES.md` 4, 6 and 8, docs/trust.md. The words are the rules' own.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["EVERYTHING", "PURPOSES", "RIGHT_OF", "Mark", "Person", "may", "may_send", "sees"]

PURPOSES = (
    "locate-wanted",
    "locate-missing",
    "identify",
    "support-investigation",
    "warn",
    "identify-body",
    "forensic-work",
    "security-check",
    "border-control",
    "analysis",
)
# Handling codes of Europol, the mildest first. What stands in none of these places is stricter than all.
STRICTNESS = {"H0": 0, "H1": 1, "H2": 2, "H3": 3}
EVERYTHING = "everything"
RIGHT_OF = {
    "investigator": {"consult", "combine", "disclose", "enter"},
    "analyst": {"consult", "combine", "disclose", "cypher", "enter"},
    "data-engineer": {"collect", "maintain"},
    "reviewer": {"consult"},
    "auditor": {"audit"},
    "administrator": {"administer"},
}


@dataclass(frozen=True)
class Mark:
    """A marking as an agency writes it on its records; all words of its records begin with its `code`."""

    number: int
    code: str
    source: int
    handling: tuple[str, ...]
    releasable_to: tuple[str, ...]
    purposes: tuple[str, ...]
    originator: str
    person_category: str
    source_grade: str
    information_grade: str

    def __str__(self) -> str:
        said = [" ".join(self.handling), f"originator {self.originator or 'not stated'}"]
        said += [f"released to {', '.join(self.releasable_to)}"] * bool(self.releasable_to)
        said += [f"for {', '.join(self.purposes)}"] * bool(self.purposes)
        return ", ".join(said)


@dataclass(frozen=True)
class Person:
    """Someone who asks. `ceiling` is the strictest handling they may see, or `everything`: the local user."""

    name: str
    agency: str
    country: str
    memberships: tuple[str, ...]
    roles: tuple[str, ...]
    ceiling: str


def sees(person: Person, purpose: str, mark: Mark) -> bool:
    """Whether the rules let the person see records so marked while working for the purpose."""
    if mark.purposes and purpose not in mark.purposes:
        return False
    if person.ceiling == EVERYTHING:
        return True
    if mark.releasable_to:
        # An agency sees what it gave itself, whatever list of recipients it wrote on it.
        names = {person.agency, person.country, *person.memberships} - {"", "nobody"}
        if not any(name in names for name in (*mark.releasable_to, mark.originator)):
            return False
    return all(STRICTNESS.get(code, 99) <= STRICTNESS[person.ceiling] for code in mark.handling)


def may(person: Person, right: str) -> bool:
    """Whether one of the person's roles has the right; the local user may do all."""
    return person.ceiling == EVERYTHING or any(right in RIGHT_OF[role] for role in person.roles)


def may_send(mark: Mark, to: str) -> bool:
    """Whether records so marked are passed on without asking, to an agency or, '', by who takes them away."""
    if to and mark.originator == to:
        return True
    if any(code == "H2" or code not in STRICTNESS for code in mark.handling):
        return False
    return not (to and mark.releasable_to) or (to != "nobody" and to in mark.releasable_to)
