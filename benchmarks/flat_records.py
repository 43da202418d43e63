"""Invented files of flat records, as police, customs and lists deliver them: the same ones every time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
from lake_records import SPAN, START, contact_frame
from openpyxl import Workbook

__all__ = [
    "bill_frame",
    "write_bills",
    "write_crimes",
    "write_positions",
    "write_stolen_documents",
    "write_wanted_list",
    "write_workbook",
]

COUNTRIES = pl.Series(["NL", "BE", "DE", "FR", "PL", "UA", "TR", "MA"])
PORTS = pl.Series(["NLRTM", "BEANR", "CNSHA", "SGSIN", "TRMER", "GRPIR", "UAODS", "MACAS"])
# ISO 6346: what a letter counts in the check digit of a container, and a place doubles
LETTERS = {"V": 34, "L": 23, "D": 14, "U": 32}


def write_stolen_documents(file: Path, rows: int) -> list[Path]:
    """So many reports of travel documents, one in ten without a number of its own but with a batch."""
    chance = np.random.default_rng(11)
    number = pl.int_range(pl.len())
    is_batch = number % 10 == 0
    country, bureau = _drawn(chance, COUNTRIES, rows), _drawn(chance, COUNTRIES, rows)
    code = _drawn(chance, pl.Series(["P", "P", "P", "I", "PD", "V"]), rows)
    fraud = _drawn(chance, pl.Series(["stolen", "lost", "revoked", "invalidated"]), rows)
    day, other = _days(chance, rows), _days(chance, rows)
    reports = pl.DataFrame({"country": country, "bureau": bureau, "code": code, "fraud": fraud}).select(
        pl.format("SLTD-{}", number).alias("report_id"),
        pl.format("NCB {}", "bureau").alias("bureau"),
        pl.col("code").alias("document_code"),
        pl.when(~is_batch).then(pl.format("NX{}", number + 10**6)).alias("document_number"),
        "country",
        pl.when(is_batch).then(pl.format("NX{}", number + 10**6)).alias("batch_first"),
        pl.when(is_batch).then(pl.format("NX{}", number + 10**6 + 400)).alias("batch_last"),
        day.alias("issued_on"),
        pl.lit("2035-01-01").alias("expires_on"),
        pl.col("fraud").alias("fraud_type"),
        other.alias("stolen_on"),
        pl.when(number % 3 == 0).then(pl.lit("Quay, Veldhavn")).alias("theft_place"),
        pl.col("country").alias("theft_country"),
        pl.when(number % 50 == 0).then(pl.lit("2026-10-01")).alias("recovered_on"),
        pl.when(number % 7 == 0).then(pl.lit("H2")).alias("handling"),
    )
    reports.write_csv(file)
    return [file]


def bill_frame(rows: int) -> pl.DataFrame:
    """So many containers on bills of lading, two on each bill, of a few thousand shippers and consignees."""
    chance = np.random.default_rng(12)
    names = contact_frame(5_000, seed=12)["name"]
    bills = rows // 2 + 1

    def of_bill(values: pl.Series) -> pl.Series:
        """A value drawn for each bill, on both of its rows."""
        return values.gather(np.repeat(chance.integers(0, values.len(), bills), 2)[:rows])

    voyages = np.repeat(chance.integers(0, 400, bills), 2)[:rows]
    vessels, kinds = names[:200], pl.Series([f"Goods of kind {kind}" for kind in range(500)])
    number = pl.int_range(rows, eager=True)
    return pl.DataFrame(
        {
            "Bill of lading": pl.Series([f"VLD{each // 2:07}" for each in range(rows)]),
            "Shipper": pl.select(pl.format("{} Trading", of_bill(names))).to_series(),
            "Consignee": pl.select(pl.format("{} B.V.", of_bill(names))).to_series(),
            "Notify party": pl.select(pl.format("{} Declarant", of_bill(names[:100]))).to_series(),
            "Vessel": vessels.gather(voyages % 200),
            "IMO number": pl.Series(_imo_numbers(200)).gather(voyages % 200),
            "Voyage": pl.Series([f"V{each}" for each in range(400)]).gather(voyages),
            "Port of loading": of_bill(PORTS),
            "Port of discharge": of_bill(PORTS),
            "Shipped on board": of_bill(_days(chance, 300)),
            "Container": pl.Series([_container(each % 40_000) for each in range(rows)]),
            "Seal": pl.select(pl.format("S{}", number)).to_series(),
            "Packages": chance.integers(1, 900, rows),
            "Gross weight (kg)": chance.integers(100, 28_000, rows),
            "Description of goods": _drawn(chance, kinds, rows),
        }
    )


def write_bills(file: Path, rows: int) -> list[Path]:
    """Bills of lading as CSV."""
    bill_frame(rows).write_csv(file)
    return [file]


def write_workbook(file: Path, rows: int) -> list[Path]:
    """Bills of lading as an Excel workbook, numbers as numbers."""
    bills = bill_frame(rows)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Bills")
    sheet.append(bills.columns)
    for row in bills.iter_rows():
        sheet.append(row)
    book.save(file)
    return [file]


def write_positions(file: Path, rows: int) -> list[Path]:
    """So many positions of five hundred vessels, in order of time; one in a hundred without a speed."""
    chance = np.random.default_rng(13)
    vessel = chance.integers(0, 500, rows)
    at = pl.Series(np.sort(chance.integers(START, START + SPAN, rows)) * 1_000_000).cast(pl.Datetime("us"))
    speed = pl.Series(np.round(chance.random(rows) * 18, 1))
    names = contact_frame(500, seed=13)["name"].str.to_uppercase()
    pl.DataFrame(
        {
            "mmsi": pl.Series([str(244_000_000 + each) for each in range(500)]).gather(vessel),
            "imo": pl.Series(_imo_numbers(500)).gather(vessel),
            "name": names.gather(vessel),
            "lat": np.round(50 + chance.random(rows) * 5, 4),
            "lon": np.round(2 + chance.random(rows) * 6, 4),
            "timestamp": at.dt.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "speed": pl.select(
                pl.when(pl.int_range(rows) % 100 == 0).then(102.3).otherwise(speed)
            ).to_series(),
        }
    ).write_csv(file)
    return [file]


def write_wanted_list(folder: Path, rows: int) -> list[Path]:
    """So many entries in the four files of OFAC: a name more, an address and a remark for each."""
    folder.mkdir(exist_ok=True)
    names = contact_frame(rows, seed=14)["name"].to_list()
    chance = np.random.default_rng(14)
    days = _days(chance, rows).to_list()
    countries = _drawn(chance, pl.Series(["Netherlands", "Panama", "Malta", "Turkey"]), rows).to_list()
    none = "-0- "
    listed, others, places, more = [], [], [], []
    for n, (name, day, country) in enumerate(zip(names, days, countries, strict=True), 1):
        given, _, last = name.partition(" ")
        blank = [none] * 6
        if n % 3:
            born = f"DOB {day}; POB Veld, {country}; nationality {country}; Gender Male;"
            papers = f"Passport NX{n:07} ({country}); National ID No. {n:06} ({country})."
            listed.append(
                [n, f"{last.upper()}, {given}", "individual", "SDGT", *blank, none, f"{born} {papers}"]
            )
        else:
            remark = f"Website www.vell{n}.example; Registration Number {n:08} ({country})."
            listed.append([n, name.upper(), none, "SDNTK] [IRAN", *blank, none, remark])
        others.append([n, n, "aka" if n % 4 else "fka", f"{last.upper()} {n % 90}", none])
        places.append([n, n, f"Quay {n % 900}", "Veld", country, none])
        more.append([n, f"; Linked To: {name.upper()}."])
    tables = {"sdn.csv": listed, "alt.csv": others, "add.csv": places, "sdn_comments.csv": more}
    return [_headless(folder / name, table) for name, table in tables.items()]


def write_crimes(folder: Path, rows: int) -> list[Path]:
    """So many crimes in the files of neo4j-admin, with places and people as many as in the example."""
    folder.mkdir(exist_ok=True)
    chance = np.random.default_rng(15)
    few, half = rows // 50, rows // 2
    names = contact_frame(few, seed=15)["name"].str.split(" ")

    def ids(kind: int, count: int) -> pl.Series:
        return pl.int_range(kind * 10**7, kind * 10**7 + count, eager=True)

    def some(of: pl.Series, count: int) -> pl.Series:
        return of.gather(chance.integers(0, of.len(), count))

    def called(form: str, count: int) -> list[str]:
        return [form.format(number) for number in range(count)]

    crimes, places, codes = ids(1, rows), ids(2, half), ids(3, half)
    people, phones, areas, calls = (ids(kind, few) for kind in (4, 5, 6, 7))
    emails, vehicles, exhibits, officers = (ids(kind, few) for kind in (8, 9, 10, 11))
    crime = {"date": "24/08/2017", "type": "Drugs", "last_outcome": "Under investigation", "note": None}
    place = {"latitude:double": 53.5, "longitude:double": -2.6, "address": called("{} Quay Street", half)}
    given, last = names.list.first(), names.list.last()
    call = {"call_duration": 38, "call_time": "00:32", "call_date": "04/08/2017", "call_type": "CALL"}
    nodes = {
        "Person": (people, {"surname": last, "nhs_no": called("111-{:07}", few), "name": given, "age": None}),
        "Officer": (
            officers,
            {"badge_no": called("80-{}", few), "rank": "PC", "name": "Bo", "surname": last},
        ),
        "Phone": (phones, {"phoneNo": called("0-(070)893-{:04}", few)}),
        "Email": (emails, {"email_address": called("p{}@vell.example", few)}),
        "Vehicle": (vehicles, {"model": "Kombi", "reg": called("VL{:05}", few), "make": "Vel", "year": 2005}),
        "Object": (exhibits, {"description": "money", "id": called("X{}", few), "type": "Evidence"}),
        "Location": (places, {**place, "postcode": called("VL{} 4NL", half)}),
        "PostCode": (codes, {"code": called("VL{} 4NL", half)}),
        "Area": (areas, {"areaCode": called("VL{}", few)}),
        "Crime": (crimes, {"id": called("c{}", rows), **crime, "charge": "Possession"}),
        "PhoneCall": (calls, call),
    }
    among = ("KNOWS", "KNOWS_LW", "KNOWS_PHONE", "KNOWS_SN", "FAMILY_REL")
    ends = {
        "CALLER": (calls, some(phones, few)),
        "CALLED": (calls, some(phones, few)),
        "HAS_PHONE": (people, phones),
        "HAS_EMAIL": (people, emails),
        "CURRENT_ADDRESS": (people, some(places, few)),
        "OCCURRED_AT": (crimes, some(places, rows)),
        "HAS_POSTCODE": (places, codes),
        "LOCATION_IN_AREA": (places, some(areas, half)),
        "POSTCODE_IN_AREA": (codes, some(areas, half)),
        **{kind: (people, some(people, few)) for kind in among},
        "PARTY_TO": (people, some(crimes, few)),
        "INVOLVED_IN": (vehicles, some(crimes, few)),
        "INVESTIGATED_BY": (crimes, some(officers, rows)),
    }
    files = []
    for name, (numbers, columns) in nodes.items():
        files.append(folder / f"city.nodes.{name}.csv")
        pl.DataFrame({":ID": numbers, **columns}).with_columns(pl.lit(name).alias(":LABEL")).write_csv(
            files[-1]
        )
    for name, (start, end) in ends.items():
        files.append(folder / f"city.relationships.{name}.csv")
        kinship = [pl.lit("SIBLING").alias("rel_type")] if name == "FAMILY_REL" else []
        frame = pl.DataFrame({":START_ID": start, ":END_ID": end})
        frame.with_columns(pl.lit(name).alias(":TYPE"), *kinship).write_csv(files[-1])
    return files


def _drawn(chance: np.random.Generator, values: pl.Series, rows: int) -> pl.Series:
    return values.gather(chance.integers(0, values.len(), rows))


def _days(chance: np.random.Generator, rows: int) -> pl.Series:
    """Days of the last twenty years."""
    days = np.datetime64("2006-01-01") + chance.integers(0, 7_300, rows)
    return pl.Series(days).dt.strftime("%Y-%m-%d")


def _imo_numbers(count: int) -> list[str]:
    """Numbers of ships with the check digit that they need."""
    heads = [f"{900_000 + each}" for each in range(count)]
    return [
        head + str(sum(int(d) * w for d, w in zip(head, range(7, 1, -1), strict=True)) % 10) for head in heads
    ]


def _container(number: int) -> str:
    """A container's number with its check digit."""
    head = f"VLDU{number:06}"
    total = sum((LETTERS.get(sign) or int(sign)) << place for place, sign in enumerate(head))
    return head + str(total % 11 % 10)


def _headless(file: Path, table: list[list[object]]) -> Path:
    pl.DataFrame(table, orient="row").write_csv(file, include_header=False, quote_style="non_numeric")
    return file
