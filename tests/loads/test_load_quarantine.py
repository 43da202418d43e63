"""A record that could not be mapped is not gone."""

from __future__ import annotations

from pathlib import Path

from homes import Home, csv, people
from interlink.mapping.spec import SourceSpec

THREE = [("1", "Ada", "+31612345671"), ("2", "Bo", "+31612345672"), ("3", "Cy", "+31612345673")]
# the third is gone, the second can no longer be mapped
WITHOUT_A_PHONE = csv([THREE[0], THREE[0], ("2", "Bo", "")])


def strict() -> SourceSpec:
    """Every person must have a phone."""
    spec = people()
    link = spec.links["uses"].model_copy(update={"required": True})
    return spec.model_copy(update={"links": {"uses": link}})


def test_what_a_record_in_quarantine_is_about_stays(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.load(csv(THREE), strict())

    report = home.load(WITHOUT_A_PHONE, strict())

    assert (report.quarantined, report.fragments_retired, report.warnings) == (1, 3, ())
    assert [(kind, who) for kind, who, _ in home.shown()] == [
        ("Person", "people:person:1"),
        ("Person", "people:person:2"),
        ("Phone", "phone:+31612345671"),
        ("Phone", "phone:+31612345672"),
        ("Uses", "people:person:1>phone:+31612345671"),
        ("Uses", "people:person:2>phone:+31612345672"),
    ]


def test_it_goes_with_the_next_delivery_that_is_whole(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.load(csv(THREE), strict())
    home.load(WITHOUT_A_PHONE, strict())

    report = home.load(csv(THREE[:1]), strict())

    assert report.fragments_retired == 3
    assert home.names(home.ledger.committed()) == {("1", "Ada")}


def test_nothing_goes_while_a_record_does_not_say_whom_it_is_about(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.load(csv(THREE))

    text = csv([THREE[0], ("", "Bo", "+31612345672"), ("4", "Di", "")])
    report = home.load(text)

    assert (report.quarantined, report.fragments_retired, report.fragments_added) == (1, 0, 1)
    assert report.warnings == ("1 record in quarantine does not say whom it is about; nothing was retired",)
    assert len(home.shown()) == 10
    (row,) = [row for row in home.ledger.loads() if row.id == report.load]
    assert tuple(row.warnings) == report.warnings


def test_a_first_delivery_with_such_a_record_warns_of_nothing(tmp_path: Path) -> None:
    report = Home(tmp_path).load(csv([*THREE, ("", "Di", "")]))

    assert (report.quarantined, report.warnings) == (1, ())


def test_codes_of_markings_that_nobody_knows_are_told(tmp_path: Path) -> None:
    rows = [
        ("1", "Ada", "", "secret"),
        ("2", "Bo", "", "h2"),
        ("3", "Cy", "", "secret"),
        ("4", "Di", "", "H9"),
    ]

    report = Home(tmp_path).load(csv(rows, header="id,name,phone,handling"))

    assert report.warnings == (
        "column 'handling': 3 rows have a code that is not known, the first row 1;"
        " it counts as the strictest",
    )
