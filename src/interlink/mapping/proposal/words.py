"""The words by which columns are called, in languages of police and customs feeds, and forms of values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, TypeAlias

__all__ = [
    "COMPANY_NAME",
    "COMPANY_WORDS",
    "FORMS",
    "HINTED",
    "PART_WORDS",
    "PERSON_WORDS",
    "SEVERAL",
    "SIDES",
    "VESSEL_WORDS",
    "Side",
    "has_typed_form",
    "tokens",
    "word_set",
]

Side: TypeAlias = Literal["from", "to", ""]


def word_set(words: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(words.split())


# Parts of a column's name that say what it holds.
HINTED: Mapping[str, frozenset[str]] = {
    kind: word_set(words)
    for kind, words in {
        "phone": "phone telephone tel telefon telefoon telefono mobile msisdn caller callee called calling"
        " anumber bnumber subscriber",
        "account": "account acct accountnumber konto kontonummer rekening rekeningnummer cuenta compte",
        "bic": "bic swift",
        "gender": "gender sex geslacht geschlecht sexe sexo",
        "latitude": "lat latitude breitengrad breedtegraad",
        "longitude": "lon lng long longitude laengengrad lengtegraad",
        "place": "port locode unlocode pol pod",
        "mmsi": "mmsi",
        "imo": "imo",
        "country": "country land pays pais staat state nationality iso iso2 iso3 nation citizenship flag",
        "currency": "currency curr ccy valuta waehrung devise moneda",
        "money": "amount value price sum total balance betrag bedrag montant importe usd eur gbp",
        "duration": "duration seconds secs duur dauer duree duracion",
        "count": "count quantity qty number packages pieces anzahl aantal",
        "weight": "weight kg kgs gewicht poids peso",
        "share": "share percent percentage pct stake",
        "time": "time timestamp datetime date when at epoch ts started ended",
        "date": "date day datum fecha born birth dob issued expires year",
        "birth": "birth born dob birthdate birthday dateofbirth geboren geburtsdatum geboortedatum",
        "document": "passport document identitycard idcard paspoort reisepass pasaporte passeport",
        "plate": "plate licenceplate licenseplate kenteken kennzeichen matricula immatriculation",
        "bill": "bill bl hbl mbl awb waybill billoflading",
        "name": "name naam nom nombre nome surname forename fullname person owner director holder shipper"
        " consignee consignor payer payee sender receiver beneficiary originator customer company vessel",
        "address": "address adres adresse direccion street",
        "id": "id ids code key ref reference nr no num number identifier uid uuid slug",
        "label": "status type kind label category flag class comment remarks description",
    }.items()
}
# Which end of an event a column speaks of.
SIDES: Mapping[str, Side] = {
    **dict.fromkeys(
        word_set(
            "source from src sender caller calling anumber originator origin payer debtor ordering remitter"
            " consignor shipper exporter seller owner parent a"
        ),
        "from",
    ),
    **dict.fromkeys(
        word_set(
            "destination dest target to dst receiver recipient callee called bnumber beneficiary payee"
            " creditor consignee importer buyer owned child b"
        ),
        "to",
    ),
}
# At the end of a column's name these say what of a thing it holds, and not what the thing is.
PART_WORDS = word_set(
    "id name no nr num number code country iso iso2 iso3 nationality birth born date dob of address"
    " city phone tel telephone mobile email mail account acct iban bic swift bank sex gender passport"
    " document type given family first last middle surname full forename lastname firstname original"
    " alias aka imo mmsi vin"
)
PERSON_WORDS = word_set(
    "person surname forename firstname lastname first last given family traveller passenger suspect"
    " victim witness holder driver director subscriber"
)
COMPANY_WORDS = word_set("company firm bank org organisation organization corporation business firma")
VESSEL_WORDS = word_set("vessel ship boat schip schiff navire buque")
# Several values in one.
SEVERAL = r"\S\s*[;|]\s*\S"
COMPANY_NAME = (
    r"(?i)\b(?:ltd|limited|llc|llp|inc|incorporated|corp|corporation|plc|gmbh|ag|kg|bv|nv|sa|sarl|sas|srl|spa"
    r"|s\.l|oy|oyj|ab|as|aps|a/s|ooo|oao|zao|jsc|pjsc|sdn|bhd|pte|pty|co|company|bank|holding|holdings|group"
    r"|trading|shipping|logistics)\b|\b(?:b\.v|n\.v|s\.a|s\.r\.l|s\.p\.a)\.?|有限公司|株式会社|ООО|АО|ТОВ"
)
# What a value looks like that is more than a word: forms that no name of a column has.
FORMS: Mapping[str, str] = {
    "clock": r"[0-9]{1,2}:[0-9]{2}|[0-9]{8}T[0-9]{4}",
    "iban": r"^\s*[A-Za-z]{2}[0-9]{2}(?: ?[A-Za-z0-9]){11,30}\s*$",
    "date": r"^\s*(?:[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}|[0-9]{1,2}[-/. ][0-9]{1,2}[-/. ][0-9]{4}"
    r"|(?:19|20)[0-9]{6}|[0-9]{1,2}(?:st|nd|rd|th)?[ .-]*[A-Za-z]{3,9}[ .,-]*[0-9]{4}"
    r"|[A-Za-z]{3,9}\.? [0-9]{1,2},? [0-9]{4})\b",
    "phone": r"^\s*(?:\+|00)[0-9][0-9 ().-]{5,}$",
    "number": r"^\s*[-+(]?[0-9][0-9 .,']*(?:[eE][-+]?[0-9]+)?\)?\s*$",
    "email": r"^[^@\s]+@[^@\s]+\.[^@\s]+$",
    "url": r"^[A-Za-z][A-Za-z0-9+.-]*://\S+$",
    "vin": r"^\s*[A-HJ-NPR-Za-hj-npr-z0-9]{17}\s*$",
    "code": r"^\s*\S*(?:[0-9]\S*[A-Za-z]|[A-Za-z]\S*[0-9])\S*\s*$",
}
TYPED = re.compile("|".join(FORMS[form] for form in ("clock", "iban", "date", "phone", "number", "email")))


def has_typed_form(cell: str) -> bool:
    """The cell holds a value such as a date, a number or an address, and no word."""
    return bool(TYPED.search(cell))


def tokens(name: str) -> tuple[str, ...]:
    """The words of a column's name in lower case: `payerBank_ID` is payer, bank, id."""
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)
    return tuple(word for word in re.split(r"[\W_]+", parted.lower()) if word)
