"""How this app reaches the agency's sign-in: `auth.toml` in the home, or Streamlit's own secrets file."""

from __future__ import annotations

import os
import secrets
import stat
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import streamlit as st

from interlink.errors import SettingsError, nearest
from interlink.lake.durable import new_private

__all__ = ["CALLBACK", "LOOPBACK", "Provider", "read_provider"]

LOOPBACK = ("127.0.0.1", "::1", "localhost")
CALLBACK = "/oauth2callback"
FILE, SECRET_FILE = "auth.toml", "cookie.secret"
NEEDED = ("client_id", "client_secret", "server_metadata_url")
# `client_kwargs` is handed on to the provider; `cookie_secret` is ours, unless an agency brings its own.
KNOWN = (*NEEDED, "redirect_uri", "client_kwargs", "cookie_secret", "hours")
# A long shift.
HOURS, MOST_HOURS = 12.0, 24.0
SHORTEST_SECRET = 32


@dataclass(frozen=True)
class Provider:
    """What Streamlit is told of the agency's OpenID Connect provider, and how long a sign-in is good.

    `cookie_secret` signs what the browser shows to say who signed in: who has it can be anybody.
    """

    settings: Mapping[str, object] = field(repr=False)
    cookie_secret: str = field(repr=False)
    hours: float = HOURS

    def secrets(self) -> dict[str, dict[str, object]]:
        """The secrets that Streamlit's own sign-in reads."""
        return {"auth": {**self.settings, "cookie_secret": self.cookie_secret}}


def read_provider(home: Path) -> Provider | None:
    """The agency's settings: from the home, else from the first of Streamlit's files with a section `auth`.

    None where there are none. A secret that signs cookies is made where the file names none.

    Raises
    ------
    SettingsError   others may read the file, or it is wrong; every problem is named
    """
    for path in (home / FILE, *map(Path, st.get_option("secrets.files"))):
        text = _read_private(path)
        section = None if text is None else _section(path, text)
        if section is not None:
            ours = {"hours", "cookie_secret"}
            settings = {name: value for name, value in section.items() if name not in ours}
            # Streamlit puts its own port there.
            settings.setdefault("redirect_uri", "http://127.0.0.1:{port}" + CALLBACK)
            secret = str(section.get("cookie_secret") or _cookie_secret(home / SECRET_FILE))
            return Provider(settings, secret, _hours(section) or HOURS)
    return None


def _section(path: Path, text: str) -> dict[str, object] | None:
    try:
        section = tomllib.loads(text).get("auth")
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path.name} is no TOML: {error}") from None
    if section is None and path.name != FILE:
        return None
    if not isinstance(section, dict):
        raise SettingsError(f"{path.name}: expected a section [auth] with {', '.join(NEEDED)}")
    if problems := list(_problems(section)):
        raise SettingsError("\n".join(f"{path.name}: {problem}" for problem in problems))
    return section


def _problems(section: Mapping[str, object]) -> Iterator[str]:
    for name in section:
        if name not in KNOWN:
            yield f"[auth] has '{name}', which is none of {', '.join(KNOWN)}.{nearest(name, KNOWN)}"
    for name in (*NEEDED, *(each for each in ("redirect_uri", "cookie_secret") if each in section)):
        if not isinstance(section.get(name), str) or not section[name]:
            yield f"[auth] needs {name}, in quotes"
    if not isinstance(section.get("client_kwargs", {}), dict):
        yield '[auth] client_kwargs: expected a table, such as { prompt = "login" }'
    if len(str(section.get("cookie_secret") or "0" * SHORTEST_SECRET)) < SHORTEST_SECRET:
        yield f"[auth] cookie_secret: expected {SHORTEST_SECRET} random characters; without it one is made"
    if _hours(section) is None:
        yield f"[auth] hours: expected a number up to {MOST_HOURS:.0f}, after which one signs in again"
    asked = urlsplit(str(section.get("server_metadata_url") or "https:"))
    if asked.scheme != "https" and not (asked.scheme == "http" and asked.hostname in LOOPBACK):
        yield "[auth] server_metadata_url: expected an address that begins with https://"
    back = urlsplit(str(section.get("redirect_uri") or f"http://127.0.0.1{CALLBACK}").replace("{port}", "1"))
    if back.hostname not in LOOPBACK or back.path != CALLBACK or back.scheme != "http":
        yield (
            f"[auth] redirect_uri: expected http://127.0.0.1:8501{CALLBACK}, with the port of this app:"
            " it answers on this machine only"
        )


def _hours(section: Mapping[str, object]) -> float | None:
    """After how many hours one signs in again; None where what stands there is no such number."""
    hours = section.get("hours", HOURS)
    if isinstance(hours, bool) or not isinstance(hours, int | float) or not 0 < hours <= MOST_HOURS:
        return None
    return float(hours)


def _read_private(path: Path) -> str | None:
    """The text of a file that its owner alone may read; None where there is none."""
    try:
        with path.open(encoding="utf-8") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            text = file.read()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path.name} cannot be read: {error}") from None
    if mode & 0o077:
        raise SettingsError(
            f"{path.name} holds secrets, and others than its owner may read it (mode {mode:04o})."
            f" Make it private: chmod 600 {path.name}"
        )
    return text


def _cookie_secret(path: Path) -> str:
    """The secret of this home, made at its first start; of two that make it at once one stays."""
    kept = _read_private(path)
    if kept is None:
        try:
            with suppress(FileExistsError), new_private(path) as file:
                file.write(secrets.token_hex(32).encode("ascii"))
        except OSError as error:
            raise SettingsError(f"{path.name} cannot be made in the home: {error}") from None
        kept = _read_private(path)
    if kept is None or len(kept) < SHORTEST_SECRET:
        raise SettingsError(f"{path.name} is damaged. Delete it and start the app again: all sign in anew.")
    return kept
