from __future__ import annotations

import os
from pathlib import Path

import pytest

from interlink.errors import SettingsError
from interlink.settings import KNOWN, read_settings


def test_everything_has_a_default_below_home() -> None:
    settings = read_settings({})
    home = Path.cwd() / ".interlink"
    assert settings.home == home
    assert settings.lake_url == str(home / "lake")
    assert settings.ledger_url == f"sqlite:///{home}/ledger.sqlite"
    assert settings.audit_url == f"sqlite:///{home}/audit.sqlite"
    assert settings.archive == home / "archive"
    assert (settings.graph_uri, settings.graph_database, settings.sources) == (None, None, None)
    assert (settings.user, settings.purpose, settings.reason) == ("local", None, None)


def test_a_projection_may_take_three_quarters_of_the_memory_unless_said() -> None:
    whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    assert read_settings({}).memory_bytes == whole * 3 // 4


def test_variables_say_where_everything_lives(tmp_path: Path) -> None:
    settings = read_settings(
        {
            "INTERLINK_HOME": str(tmp_path / "home"),
            "INTERLINK_LAKE_URL": "s3://lake",
            "INTERLINK_LEDGER_URL": "postgresql://ledger",
            "INTERLINK_GRAPH_URI": "bolt://graph:7687",
            "INTERLINK_GRAPH_USER": "ada",
            "INTERLINK_GRAPH_PASSWORD": "secret",
            "INTERLINK_GRAPH_DATABASE": "net",
            "INTERLINK_GRAPH_HEAP": "512m",
            "INTERLINK_MEMORY": "3g",
            "INTERLINK_SOURCES": str(tmp_path),
            "INTERLINK_USER": "ada",
            "INTERLINK_PURPOSE": "warn",
            "INTERLINK_REASON": "case 7",
            "PATH": "/usr/bin",
        }
    )
    assert settings.home == tmp_path / "home"
    assert (settings.lake_url, settings.ledger_url) == ("s3://lake", "postgresql://ledger")
    assert (settings.graph_uri, settings.graph_database) == ("bolt://graph:7687", "net")
    assert (settings.graph_user, settings.graph_password, settings.graph_heap) == ("ada", "secret", "512m")
    assert settings.memory_bytes == 3 * 1024**3
    assert (settings.sources, settings.user) == (tmp_path, "ada")
    assert (settings.purpose, settings.reason) == ("warn", "case 7")


def test_an_empty_variable_counts_as_unset() -> None:
    assert read_settings(
        dict.fromkeys(KNOWN - {"INTERLINK_PURPOSE", "INTERLINK_REASON"}, "")
    ) == read_settings({})


def test_an_empty_purpose_or_reason_means_that_they_are_asked() -> None:
    settings = read_settings({"INTERLINK_PURPOSE": "", "INTERLINK_REASON": ""})
    assert (settings.purpose, settings.reason) == ("", "")


def test_a_home_given_goes_before_the_variable(tmp_path: Path) -> None:
    assert read_settings({"INTERLINK_HOME": "other"}, home=tmp_path).home == tmp_path


def test_every_wrong_setting_is_named(tmp_path: Path) -> None:
    environ = {
        "INTERLINK_HOEM": "x",
        "INTERLINK_SOURCES": str(tmp_path / "none"),
        "INTERLINK_GRAPH_HEAP": "lots",
        "INTERLINK_MEMORY": "much",
    }
    with pytest.raises(SettingsError) as refused:
        read_settings(environ)
    assert str(refused.value).splitlines() == [
        "INTERLINK_HOEM is not a setting. Did you mean 'INTERLINK_HOME'? Unset it or correct its name.",
        f"INTERLINK_SOURCES is '{tmp_path / 'none'}', which is not a folder. Create it or unset it.",
        "INTERLINK_GRAPH_HEAP is 'lots'; expected a size such as 512m or 2g.",
        "INTERLINK_MEMORY is 'much'; expected a size such as 512m or 8g.",
    ]


def test_a_password_is_not_in_the_repr() -> None:
    environ = {"INTERLINK_GRAPH_PASSWORD": "secret", "INTERLINK_LEDGER_URL": "postgresql://ada:secret@ledger"}
    assert "secret" not in repr(read_settings(environ))


@pytest.mark.parametrize(
    "uri",
    ["bolt://localhost:7687", "neo4j://graph", "neo4j+s://x.databases.example", "bolt+ssc://[::1]:7687"],
)
def test_a_graph_may_be_at_any_bolt_address(uri: str) -> None:
    assert read_settings({"INTERLINK_GRAPH_URI": uri}).graph_uri == uri


@pytest.mark.parametrize(
    "uri", ["localhost:7687", "http://localhost:7474", "bolt://", "bolt+x://h", "neo4j://ada:secret@graph"]
)
def test_an_address_that_is_none_is_refused_without_repeating_it(uri: str) -> None:
    with pytest.raises(SettingsError, match="INTERLINK_GRAPH_URI is no address of a graph") as refused:
        read_settings({"INTERLINK_GRAPH_URI": uri})

    assert "secret" not in str(refused.value)
