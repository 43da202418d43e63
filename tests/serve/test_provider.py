"""What says how to reach the agency's sign-in: read where it is private and right, refused in words else."""

from __future__ import annotations

from pathlib import Path

import pytest
from provider import read_provider
from streamlit import config

from interlink.errors import SettingsError

RIGHT = """
[auth]
client_id = "interlink"
client_secret = "a secret"
server_metadata_url = "https://sign-in.agency.example/.well-known/openid-configuration"
"""


@pytest.fixture(autouse=True)
def no_file_of_streamlit(tmp_path: Path) -> None:
    config.set_option("secrets.files", [str(tmp_path / "secrets.toml")])


def write(path: Path, text: str = RIGHT, mode: int = 0o600) -> None:
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)


def test_a_home_without_settings_has_no_sign_in(tmp_path: Path) -> None:
    assert read_provider(tmp_path) is None
    assert list(tmp_path.iterdir()) == []


def test_settings_are_completed_with_a_secret_of_the_home_and_a_way_back(tmp_path: Path) -> None:
    write(tmp_path / "auth.toml", RIGHT + "hours = 8\n")

    first, again = read_provider(tmp_path), read_provider(tmp_path)

    assert first is not None
    assert first == again
    assert first.hours == 8
    assert first.secrets() == {
        "auth": {
            "client_id": "interlink",
            "client_secret": "a secret",
            "server_metadata_url": "https://sign-in.agency.example/.well-known/openid-configuration",
            "redirect_uri": "http://127.0.0.1:{port}/oauth2callback",
            "cookie_secret": (tmp_path / "cookie.secret").read_text(encoding="ascii"),
        }
    }
    assert len(first.cookie_secret) == 64
    assert (tmp_path / "cookie.secret").stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["auth.toml", "cookie.secret"]


def test_no_secret_stands_in_the_repr(tmp_path: Path) -> None:
    write(tmp_path / "auth.toml")
    found = read_provider(tmp_path)

    assert repr(found) == "Provider(hours=12.0)"


def test_a_file_of_streamlit_is_read_where_the_home_has_none(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    write(tmp_path / "secrets.toml", RIGHT.replace("interlink", "from-streamlit"))
    found = read_provider(home)
    assert found is not None
    assert found.settings["client_id"] == "from-streamlit"

    write(home / "auth.toml")
    found = read_provider(home)
    assert found is not None
    assert found.settings["client_id"] == "interlink"


def test_a_file_of_streamlit_for_other_things_is_left_alone(tmp_path: Path) -> None:
    home = tmp_path / "home"
    write(tmp_path / "secrets.toml", "[weather]\nkey = 'x'\n")

    assert read_provider(home) is None


@pytest.mark.parametrize("name", ["auth.toml", "cookie.secret", "secrets.toml"])
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o666])
def test_a_secret_that_others_may_read_is_refused(tmp_path: Path, name: str, mode: int) -> None:
    if name == "cookie.secret":
        write(tmp_path / "auth.toml")
    write(tmp_path / name, RIGHT, mode)

    with pytest.raises(SettingsError, match=f"{name} holds secrets.*{mode:04o}.*chmod 600"):
        read_provider(tmp_path)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("[auth]", "[author]"), r"expected a section \[auth\]"),
        (("[auth]", "[auth"), "is no TOML"),
        (("client_secret", "client_secrets"), "needs client_secret.*"),
        (("client_secret", "client_secrets"), "'client_secrets'.*Did you mean 'client_secret'"),
        (('"interlink"', "7"), "needs client_id, in quotes"),
        (("https://sign", "http://sign"), "begins with https://"),
        (("[auth]", "[auth]\nhours = 0"), "hours: expected a number up to 24"),
        (("[auth]", "[auth]\nhours = true"), "hours: expected a number up to 24"),
        (("[auth]", "[auth]\nhours = 25"), "hours: expected a number up to 24"),
        (("[auth]", '[auth]\ncookie_secret = "short"'), "cookie_secret: expected 32"),
        (("[auth]", '[auth]\nclient_kwargs = "x"'), "client_kwargs: expected a table"),
        (("[auth]", '[auth]\nexpose_tokens = "id"'), "'expose_tokens'"),
        (("[auth]", '[auth]\nredirect_uri = "https://x.example/oauth2callback"'), "this machine only"),
        (("[auth]", '[auth]\nredirect_uri = "http://127.0.0.1:8501/elsewhere"'), "this machine only"),
    ],
)
def test_every_mistake_is_named(tmp_path: Path, change: tuple[str, str], words: str) -> None:
    write(tmp_path / "auth.toml", RIGHT.replace(*change, 1))

    with pytest.raises(SettingsError, match=words):
        read_provider(tmp_path)


def test_a_damaged_secret_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "auth.toml")
    write(tmp_path / "cookie.secret", "")

    with pytest.raises(SettingsError, match=r"cookie\.secret is damaged"):
        read_provider(tmp_path)
