"""The rows of what happens: calls and payments."""

from __future__ import annotations

import numpy as np
import polars as pl

from interlink.worlds.facts import numbers
from interlink.worlds.ordinary.calendar import day_of, write_times
from interlink.worlds.ordinary.money import CASH
from interlink.worlds.ordinary.ties import Flags, Ints, Texts
from interlink.worlds.writing.named import CODES, STRIDE, Named
from interlink.worlds.writing.noise import Noise

__all__ = ["CURRENCIES", "call_rows", "payment_rows"]

# Units of the currency for a euro, mid-2025, rounded (European Central Bank's reference rates; NGN and COP by
# rule of thumb).
CURRENCIES = {
    "NL": ("EUR", 1.0), "DE": ("EUR", 1.0), "ES": ("EUR", 1.0), "GR": ("EUR", 1.0),
    "TR": ("TRY", 45.0), "UA": ("UAH", 47.0), "MA": ("MAD", 10.5), "AE": ("AED", 4.2),
    "CO": ("COP", 4700.0), "NG": ("NGN", 1750.0),
    "CN": ("CNY", 8.2), "KR": ("KRW", 1580.0),
}  # fmt: skip
PURPOSES = ("salary", "rent", "family support", "purchase", "donation", "cash deposit", "services", "invoice")
METHODS = ("transfer", "transfer", "transfer", "card", "transfer", "cash", "transfer", "transfer")


def call_rows(named: Named, noise: Noise) -> pl.DataFrame:  # noqa: ARG001 - as the others are called
    """call_records.csv in order of time; `_of` is a call's position in the block."""
    block, rng = named.block, named.rng(20)
    calls = block.calls
    caller, callee = calls.a[calls.of].copy(), calls.b[calls.of].copy()
    caller[calls.flip], callee[calls.flip] = callee[calls.flip], caller[calls.flip].copy()
    day = day_of(calls.at)
    mine, theirs = (phone_used(named, rng, who, day) for who in (caller, callee))
    handset = np.where(rng.random(named.phone.len()) < 0.6, owners(named), np.arange(named.phone.len()))
    handset[block.people.other[block.people.new_handset]] = block.people.other[block.people.new_handset]
    at_home = numbers.cells(
        caller * 2 + named.block.number * STRIDE, country_of(named)[mine], seed=named.seed
    )
    other = numbers.cells(
        caller * 2 + 1 + named.block.number * STRIDE, country_of(named)[mine], seed=named.seed
    )
    frame = pl.DataFrame(
        {
            "caller": named.phone[mine],
            "callee": spoken(named, theirs),
            "started_at": write_times("t", calls.at),
            "duration_s": pl.Series(np.round(rng.exponential(95, mine.size)) + 4)
            .cast(pl.Int64)
            .cast(pl.String),
            "home": at_home,
            "other": other,
            "imei": numbers.imeis(handset[mine] + named.block.number * STRIDE, seed=named.seed),
            "_of": np.arange(mine.size),
            "away": rng.random(mine.size) < 0.35,
        }
    )
    cell = pl.when("away").then("other").otherwise("home").alias("cell")
    return frame.select("caller", "callee", "started_at", "duration_s", cell, "imei", "_of").sort(
        "started_at", "_of"
    )


def phone_used(named: Named, rng: np.random.Generator, who: Ints, day: Ints) -> Ints:
    """The phone that each end uses on the day: the second once it replaced the first, else now and then."""
    people = named.block.people
    person = np.where((who >= 0) & (who < people.size), who, 0)
    other = people.other[person]
    second = np.where(people.replaces[person], day >= people.changed[person], rng.random(who.size) < 0.25)
    return np.where((who >= 0) & (who < people.size) & (other >= 0) & second, other, who)


def owners(named: Named) -> Ints:
    """The first phone of whoever has each phone."""
    people, count = named.block.people, named.phone.len()
    owner = np.arange(count)
    has = people.other >= 0
    owner[people.other[has]] = np.flatnonzero(has)
    return owner


def country_of(named: Named) -> Texts:
    """The country of each phone, as a code."""
    people, companies = named.block.people, named.block.companies
    second = np.flatnonzero(people.other >= 0)
    return np.asarray(CODES[np.concatenate([people.country, companies.country, people.country[second]])])


def spoken(named: Named, phone: Ints) -> pl.Series:
    """The numbers; those below zero are somebody of another block: -1 - (block * people + position)."""
    own = named.phone[np.maximum(phone, 0)]
    far = np.flatnonzero(phone < 0)
    if not far.size:
        return own
    size = named.block.people.size
    block, place = np.divmod(-1 - phone[far], size)
    countries = CODES[named.block.people.country[place]]
    return own.scatter(far, numbers.phones(block * STRIDE + place, countries, seed=named.seed))


def payment_rows(named: Named, noise: Noise) -> pl.DataFrame:
    """payments.csv in order of time."""
    block, rng = named.block, named.rng(21)
    money = block.payments
    payer, payee, kind = money.a[money.of], money.b[money.of], money.kind[money.of]
    cash = kind == CASH
    # over the counter one shows a card
    sides = {
        "payer": party(named, noise, rng, payer, cash),
        "payee": party(named, noise, rng, payee, np.zeros(kind.size, dtype=np.bool_)),
    }
    currency = sides["payer"]["country"].replace_strict(
        {code: name for code, (name, _) in CURRENCIES.items()}
    )
    rate = sides["payer"]["country"].replace_strict({code: rate for code, (_, rate) in CURRENCIES.items()})
    frame = pl.DataFrame(
        {
            "reference": numbers.numbered(
                np.arange(kind.size) + block.number * 10 * STRIDE,
                "TX##########",
                seed=named.seed,
                name="payment",
            ),
            "booked_at": write_times("t", money.at),
            "amount": (pl.Series(money.amount) * rate)
            .round(2)
            .map_elements(lambda x: f"{x:.2f}", return_dtype=pl.String),
            "currency": currency,
            "method": pl.Series(np.array(METHODS)[kind]),
            "purpose": noise.without(rng, pl.Series(np.array(PURPOSES)[kind])),
            **{
                f"{side}_{name}" if name != "name" else side: column
                for side, frame in sides.items()
                for name, column in frame.to_dict().items()
            },
            "cash": cash,
            "_of": np.arange(kind.size),
        }
    )
    over_counter = [
        pl.when("cash").then(pl.lit("")).otherwise(name).alias(name)
        for name in ("payer_account", "payer_bank")
    ]
    columns = ["reference", "booked_at", "amount", "currency", "method", "purpose"]
    for side in ("payer", "payee"):
        columns += [
            f"{side}_type",
            side,
            *(f"{side}_{name}" for name in ("id", "account", "bank", "country")),
        ]
    return frame.with_columns(over_counter).select(*columns, "_of").sort("booked_at", "_of")


def party(named: Named, noise: Noise, rng: np.random.Generator, who: Ints, known: Flags) -> pl.DataFrame:
    """type, name, id, account, bank, country of account holders; a bank knows the number of those `known`."""
    size = named.block.people.size
    natural = who < size
    person = named.person[np.where(natural, who, 0)]
    firm = named.firm[np.where(natural, 0, who - size)]
    account = named.account[who]
    frame = pl.DataFrame(
        {
            "natural": natural,
            "person": noise.names(rng, person["name"], person["original"]),
            "firm": firm["name"],
            "pid": person["id"],
            "fid": firm["id"],
            "pc": person["country"],
            "fc": firm["country"],
            "account": account["account"],
            "bank": account["bank"],
        }
    )
    is_person = pl.when("natural")
    made = frame.select(
        type=is_person.then(pl.lit("person")).otherwise(pl.lit("company")),
        name=is_person.then("person").otherwise("firm"),
        id=is_person.then("pid").otherwise("fid"),
        account="account",
        bank="bank",
        country=is_person.then("pc").otherwise("fc"),
    )
    return made.with_columns(noise.without(rng, made["id"], unless=known).alias("id"))
