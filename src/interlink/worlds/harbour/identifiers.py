"""Identifiers that pass their checks and belong to nobody, as far as a scheme leaves room for that."""

from __future__ import annotations

from random import Random

from interlink.worlds.facts.numbers import ISO6346_VALUES

__all__ = ["container_number", "imei_number", "imo_number", "phone_number", "with_wrong_last_digit"]

# Country calling code and the first digits of a mobile number there, and how many digits follow.
MOBILE = {
    "AE": ("+97150", 7), "BE": ("+32470", 6), "CL": ("+5699", 7), "CN": ("+86138", 8), "CO": ("+57310", 7),
    "CR": ("+50687", 6), "CY": ("+35799", 6), "EC": ("+59399", 7), "ES": ("+34612", 6), "GR": ("+30694", 7),
    "MA": ("+21266", 7), "NL": ("+3161", 7), "PA": ("+50761", 6), "PE": ("+5199", 7), "RU": ("+7916", 7),
    "TR": ("+90532", 7),
}  # fmt: skip


def digits(rng: Random, count: int) -> str:
    """`count` decimal digits."""
    return "".join(rng.choice("0123456789") for _ in range(count))


def phone_number(rng: Random, country: str) -> str:
    """A mobile number of the country in E.164."""
    prefix, rest = MOBILE[country]
    return prefix + digits(rng, rest)


def imo_number(rng: Random) -> str:
    """Seven digits beginning with 2, 3 or 4, which no ship has; the last is the check digit.

    The check digit ends the sum of the first six times 7, 6, ... 2 (IMO resolution A.1117(30)).
    """
    body = rng.choice("234") + digits(rng, 5)
    return body + str(sum(int(d) * w for d, w in zip(body, range(7, 1, -1), strict=True)) % 10)


def container_number(rng: Random, owner: str) -> str:
    """Owner's three letters, U for a freight container, six digits and the check digit of ISO 6346."""
    body = f"{owner}U{digits(rng, 6)}"
    total = sum(ISO6346_VALUES[c] << place for place, c in enumerate(body))
    return body + str(total % 11 % 10)


def imei_number(rng: Random) -> str:
    """Fifteen digits: a type code of a test handset, a serial number and the Luhn digit (3GPP TS 23.003)."""
    body = "001017" + digits(rng, 8)
    total = sum(sum(divmod(int(d) * (1 + i % 2), 10)) for i, d in enumerate(body))
    return body + str(-total % 10)


def with_wrong_last_digit(number: str) -> str:
    """The number with its check digit off by one."""
    return number[:-1] + str((int(number[-1]) + 1) % 10)
