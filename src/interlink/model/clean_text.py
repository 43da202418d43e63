"""Cleaners for words: text, names, codes without a check digit, gender, web addresses."""

from __future__ import annotations

import re

import polars as pl

from interlink.model.cleaning import Hints, each_distinct, plain_first, tidy

__all__ = [
    "clean_document",
    "clean_domain",
    "clean_email",
    "clean_gender",
    "clean_identifier",
    "clean_text",
    "clean_url",
    "compact",
]

GENDERS = {
    "male": "m male man boy masculine",
    "female": "f female woman girl feminine",
    "other": "x other non-binary nonbinary diverse third",
}
GENDER_OF = {word: gender for gender, words in GENDERS.items() for word in words.split()}
WHITESPACE = r"\s+"
# Upper-case ASCII that nothing is dropped from, where whitespace alone is dropped and where more is.
WITHOUT_SPACES = "^[!-`{-~]+$"
ALPHANUMERIC = "^[0-9A-Z]+$"
LABEL = "[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
DOMAIN = re.compile(rf"(?=.{{4,253}}$){LABEL}(?:\.{LABEL})*\.(?:[a-z]{{2,63}}|xn--[a-z0-9-]{{1,59}})")
LOCAL_PART = re.compile(r"[^\s@<>()\[\],;:\\\"]{1,64}")
URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://(?:([^\s/?#@]*)@)?([^\s/?#@]+)(\S*)")


def clean_text(series: pl.Series, hints: Hints) -> pl.Series:  # noqa: ARG001
    """Text in NFC with whitespace collapsed; script and case as delivered."""
    return tidy(series)


def compact(series: pl.Series, drop: str = WHITESPACE) -> pl.Series:
    """Upper-case NFKC text without what `drop` matches, which is no letter or digit; empty becomes null.

    NFKC, because full-width forms of the same code are the same code.
    """
    as_it_is = WITHOUT_SPACES if drop == WHITESPACE else ALPHANUMERIC

    def clean(distinct: pl.Series) -> pl.Series:
        upper = _nfkc(_nfkc(distinct).str.to_uppercase())
        kept = _nfkc(upper.str.replace_all(drop, ""))
        return kept.set(kept == "", None)

    return plain_first(series, lambda text: text.set(~text.str.contains(as_it_is), None), clean, pl.Utf8())


def clean_identifier(series: pl.Series, hints: Hints) -> pl.Series:  # noqa: ARG001
    """A register's number as it stands: upper case, no whitespace, punctuation kept."""
    return compact(series)


def clean_document(series: pl.Series, hints: Hints) -> pl.Series:  # noqa: ARG001
    """A passport or identity card number: upper-case letters and digits only.

    Null under four characters or without any digit: such values are remarks.
    """
    text = compact(series, r"[^\p{L}\p{Nd}]")
    likely = (text.str.len_chars() >= 4) & text.str.contains(r"\p{Nd}")
    return text.set(~likely, None)


def clean_gender(series: pl.Series, hints: Hints) -> pl.Series:  # noqa: ARG001
    """`male`, `female` or `other`; null where unknown."""
    return each_distinct(tidy(series), lambda value: GENDER_OF.get(value.casefold()))


def clean_domain(series: pl.Series, hints: Hints) -> pl.Series:  # noqa: ARG001
    """A host name in lower case, its labels in ASCII (RFC 3490), no trailing dot."""
    return each_distinct(tidy(series), _domain)


def clean_email(series: pl.Series, hints: Hints) -> pl.Series:  # noqa: ARG001
    """An address in lower case, `mailto:` dropped, its domain in ASCII.

    RFC 5321 lets a host tell local parts apart by case; none in use does.
    """
    return each_distinct(tidy(series), _email)


def clean_url(series: pl.Series, hints: Hints) -> pl.Series:  # noqa: ARG001
    """A web address, scheme and host in lower case (RFC 3986 section 6.2.2.1); null without a scheme."""
    return each_distinct(tidy(series), _url)


def _nfkc(text: pl.Series) -> pl.Series:
    is_ascii = (text.str.len_bytes() == text.str.len_chars()).all()
    return text if is_ascii else text.str.normalize("NFKC")


def _domain(value: str) -> str | None:
    try:
        name = value.lower().encode("idna").decode("ascii").lower().removesuffix(".")
    except UnicodeError:
        return None
    return name if DOMAIN.fullmatch(name) else None


def _email(value: str) -> str | None:
    local, at, host = value.lower().removeprefix("mailto:").rpartition("@")
    domain = _domain(host)
    if not at or domain is None or not LOCAL_PART.fullmatch(local):
        return None
    return f"{local}@{domain}"


def _url(value: str) -> str | None:
    parts = URL.fullmatch(value)
    if parts is None:
        return None
    scheme, user, host, rest = parts.groups()
    return f"{scheme.lower()}://{user + '@' if user is not None else ''}{host.lower()}{rest}"
