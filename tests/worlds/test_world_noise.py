"""Each dial of noise makes its own fault, as often as it says."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from made_world import Made, make_small

from interlink.errors import UnknownName
from interlink.worlds.writing.noise import Noise, read_noise

SILENT = Noise(missing=0, dates=0, spelling=0, scripts=0, addresses=0, duplicates=0)


def share(found: Iterable[bool]) -> float:
    told = list(found)
    return sum(told) / len(told)


def missing(made: Made) -> float:
    return share(not row["holder_id"] for row in made.rows["documents"])


def dates(made: Made) -> float:
    born = dict(made.named.person.select("id", "birth_date").iter_rows())
    people = [row for row in made.rows["register"] if row["party_type"] == "person"]
    return share(row["birth_date"] not in ("", born[row["party_id"]]) for row in people)


def directors(made: Made) -> list[tuple[str, str]]:
    """What the register writes, and the name in Latin letters."""
    names = dict(made.named.person.select("id", "name").iter_rows())
    rows = made.rows["register"]
    return [(row["party_name"], names[row["party_id"]]) for row in rows if row["party_type"] == "person"]


def spelling(made: Made) -> float:
    return share(written != name for written, name in directors(made))


def scripts(made: Made) -> float:
    names = set(made.named.person["original"].to_list()) - set(made.named.person["name"].to_list())
    own = made.named.person.filter(made.named.person["original"] != made.named.person["name"])
    held = {row["document_number"]: row["holder"] for row in made.rows["documents"]}
    foreign = set(own["name"].to_list())
    return share(
        row["traveller"] in names
        for row in made.rows["crossings"]
        if row["traveller"] in names or held.get(row["document_number"]) in foreign
    )


def addresses(made: Made) -> float:
    return share(row["address"] == "Stationsplein 1" for row in made.rows["documents"])


def duplicates(made: Made) -> float:
    rows = [tuple(row.values()) for row in made.rows["payments"]]
    return len(rows) / len(set(rows)) - 1


FAULTS: dict[str, Callable[[Made], float]] = {
    "missing": missing,
    "dates": dates,
    "spelling": spelling,
    "scripts": scripts,
    "addresses": addresses,
    "duplicates": duplicates,
}


@pytest.fixture(scope="module")
def silent(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make_small(tmp_path_factory.mktemp("silent") / "world", 7, SILENT)


@pytest.fixture(scope="module")
def half(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Every dial at a half, but spelling, which would cover other scripts."""
    noise = Noise(missing=0.5, dates=0.5, spelling=0, scripts=0.5, addresses=0.5, duplicates=0.5)
    return make_small(tmp_path_factory.mktemp("half") / "world", 7, noise)


@pytest.mark.parametrize("dial", FAULTS)
def test_a_dial_at_nothing_makes_no_fault(silent: Made, dial: str) -> None:
    assert FAULTS[dial](silent) == 0


@pytest.mark.parametrize("dial", [dial for dial in FAULTS if dial != "spelling"])
def test_a_dial_at_a_half_makes_one_in_two_faulty(half: Made, dial: str) -> None:
    assert FAULTS[dial](half) == pytest.approx(0.5, abs=0.08)


def test_half_of_the_names_are_spelt_otherwise(tmp_path: Path) -> None:
    made = make_small(tmp_path / "world", 7, Noise(spelling=0.5, scripts=0))

    assert spelling(made) == pytest.approx(0.5, abs=0.06)


def test_names_stand_in_the_scripts_of_their_bearers(made: Made) -> None:
    def written(first: str, last: str) -> bool:
        texts = [row["holder_original"] for row in made.rows["documents"]]
        texts += [row["traveller"] for row in made.rows["crossings"]]
        return any(first <= letter <= last for text in texts for letter in text)

    greek, cyrillic, arabic = ("Α", "ω"), ("А", "я"), ("ء", "ي")
    chinese, korean = ("一", "鿿"), ("가", "힣")
    assert all(written(*script) for script in (greek, cyrillic, arabic, chinese, korean))
    assert any(not row["traveller"].isascii() for row in made.rows["crossings"])


@pytest.mark.parametrize(
    ("dial", "hint"),
    [
        ("mising=0.1", " Did you mean 'missing'?"),
        ("weather=0.1", ""),
        *((f"missing{share}", "") for share in ("", "=", "=2", "=-1", "=x", "=nan")),
    ],
)
def test_a_bad_dial_is_named(dial: str, hint: str) -> None:
    with pytest.raises(UnknownName) as refused:
        read_noise(["dates=0.1", dial])

    assert str(refused.value) == (
        f"noise '{dial}': expected NAME=SHARE with 0 to 1;"
        " the names are missing, dates, spelling, scripts, addresses, duplicates." + hint
    )


def test_dials_that_are_not_given_stay() -> None:
    assert read_noise(["dates=0.2"]) == Noise(dates=0.2)
