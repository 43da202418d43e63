"""Invented files of nested records, as police, customs and services deliver them; always the same ones."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

from lake_records import contact_frame

__all__ = [
    "write_chats",
    "write_declarations",
    "write_entities",
    "write_mailbox",
    "write_messages",
    "write_notices",
]

COUNTRIES = ("NL", "BE", "DE", "FR", "PL", "UA", "TR", "MA")
BEGUN = datetime(2026, 1, 1, tzinfo=UTC)


def write_notices(file: Path, rows: int) -> list[Path]:
    """So many red and yellow notices in one JSON document, each with a passport, a phone and a warrant."""
    names = _names(rows)
    notices = [
        {
            "entity_id": f"2026/{n}",
            "forename": names[n].split()[0],
            "name": names[n].split()[-1],
            "date_of_birth": f"19{50 + n % 50}/0{n % 9 + 1}/1{n % 9}",
            "place_of_birth": "Veldhavn",
            "nationalities": [_country(n), _country(n + 3)],
            "sex_id": "FM"[n % 2],
            "weight": 50 + n % 50,
            "arrest_warrants": [
                {"charge": f"Smuggling of kind {n % 200}", "issuing_country_id": _country(n)}
            ],
            "aliases": [{"name": names[n - 1], "script": "Latin"}],
            "passports": [{"number": f"NX{n:07}", "country": _country(n)}],
            "phones": [f"+316{10_000_000 + n}"],
            "_links": {
                "self": {"href": f"https://notices.example/notices/v1/{('red', 'yellow')[n % 2]}/2026-{n}"}
            },
        }
        for n in range(rows)
    ]
    file.write_text(json.dumps({"_embedded": {"notices": notices}}), encoding="utf-8")
    return [file]


def write_messages(file: Path, rows: int) -> list[Path]:
    """So many exchange messages in XML: two people, a body, a van, a phone, an event and four relations."""
    names = _names(rows + 1)
    with file.open("w", encoding="utf-8") as out:
        out.write('<?xml version="1.0" encoding="UTF-8"?>\n<Messages>\n')
        for n in range(rows):
            at = BEGUN + timedelta(minutes=n)
            out.write(
                f"<Message><Header><Reference>VL-{n}</Reference><Sent>{at:%Y-%m-%dT%H:%M:%SZ}</Sent>"
                f"<From>Police of {_country(n)}</From><To>Veldhavn Police</To>"
                f"<Subject>Ferry {n % 90}</Subject></Header>"
                "<Evaluation><Source>B</Source><Information>2</Information></Evaluation>"
                "<Handling><Code>H1</Code></Handling><Text>Two persons, one van</Text>"
                f'<Person id="P1"><Identity main="true"><FullName>{names[n]}</FullName>'
                f"<BirthDate>19{50 + n % 50}-05-06</BirthDate><Nationality>{_country(n)}</Nationality>"
                f"<Sex>F</Sex></Identity>"
                f'<Document kind="passport"><Number>NX{n:07}</Number><Country>{_country(n)}</Country>'
                f"</Document></Person>"
                '<Person id="P2"><Handling><Code>H2</Code></Handling><Identity>'
                f"<FullName>{names[n + 1]}</FullName></Identity></Person>"
                f'<Organisation id="O1"><Name>{names[n // 9]} B.V.</Name><Country>NL</Country>'
                f"<RegistrationNumber>NL-{10_000_000 + n // 9}</RegistrationNumber></Organisation>"
                f'<Object><Vehicle id="V1"><Plate>VL-{n % 90}-CD</Plate><Country>NL</Country>'
                f"<Make>Velda</Make></Vehicle>"
                f'<Phone id="T1"><Number>+316{10_000_000 + n}</Number></Phone></Object>'
                f'<Event id="E1"><Kind>control</Kind><Title>Van stopped</Title><From>{at:%Y-%m-%d}</From>'
                f"</Event>"
                '<Relation from="P1" to="P2" kind="accomplice"/><Relation from="P2" to="V1" kind="driver"/>'
                '<Relation from="P1" to="T1" kind="subscriber"/>'
                '<Relation from="P2" to="E1" kind="suspect"/></Message>\n'
            )
        out.write("</Messages>\n")
    return [file]


def write_declarations(file: Path, rows: int) -> list[Path]:
    """So many declarations in the XML of the WCO, each of two containers and two kinds of goods."""
    names = _names(rows)
    with file.open("w", encoding="utf-8") as out:
        out.write(
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<md:MetaData xmlns:md="urn:wco:datamodel:WCO:DocumentMetaData-DMS:2"'
            ' xmlns="urn:wco:datamodel:WCO:DEC-DMS:2">\n'
        )
        for n in range(rows):
            day = f"{BEGUN + timedelta(days=n % 300):%Y-%m-%d}"
            out.write(
                f"<Declaration><FunctionalReferenceID>VLD-{n}</FunctionalReferenceID><ID>26NLVLD{n:010}</ID>"
                f"<IssueDateTime><DateTimeString>{day}</DateTimeString></IssueDateTime>"
                f"<TypeCode>IMA</TypeCode>"
                f'<InvoiceAmount currencyID="EUR">{n % 9_000}.50</InvoiceAmount>'
                f'<TotalGrossMassMeasure unitCode="KGM">{n % 20_000}</TotalGrossMassMeasure>'
                "<DeclarationOffice><ID>NL000396</ID></DeclarationOffice>"
                f"<Declarant><ID>NL{500_000_000 + n % 90}</ID><Name>{names[n % 90]} Declarant</Name>"
                f"</Declarant><GoodsShipment>"
                f"<Consignor><Name>{names[n // 5]} Trading</Name><Address><CountryCode>CN</CountryCode>"
                f"</Address></Consignor>"
                f"<Consignee><ID>NL{100_000_000 + n // 7}</ID><Name>{names[n // 7]} B.V.</Name></Consignee>"
                "<Destination><CountryCode>NL</CountryCode></Destination><Consignment>"
                f"<TransportContractDocument><ID>VLD{n:07}</ID></TransportContractDocument>"
                f"<TransportEquipment><SequenceNumeric>1</SequenceNumeric><ID>VLDU{n % 9_000:06}0</ID>"
                f"</TransportEquipment>"
                f"<TransportEquipment><SequenceNumeric>2</SequenceNumeric><ID>VLDU{n % 9_001:06}1</ID>"
                f"</TransportEquipment>"
                "</Consignment>"
            )
            for goods in (1, 2):
                out.write(
                    f"<GovernmentAgencyGoodsItem><SequenceNumeric>{goods}</SequenceNumeric>"
                    f"<Commodity><Description>Goods of kind {n % 500}</Description>"
                    f"<Classification><ID>{610_000 + n * goods % 900}</ID></Classification>"
                    f'<GoodsMeasure><GrossMassMeasure unitCode="KGM">{n % 9_000}</GrossMassMeasure>'
                    f"</GoodsMeasure></Commodity>"
                    "<Origin><CountryCode>CN</CountryCode></Origin></GovernmentAgencyGoodsItem>"
                )
            out.write("</GoodsShipment></Declaration>\n")
        out.write("</md:MetaData>\n")
    return [file]


def write_mailbox(file: Path, rows: int) -> list[Path]:
    """So many messages of a mailbox, each to two people and one in copy, one of ten with an attachment."""
    with file.open("w", encoding="ascii") as out:
        for n in range(rows):
            at = BEGUN + timedelta(minutes=n)
            writer, reader = f"p{n * 7 % 5_000}@quay.example", f"p{n * 11 % 5_000}@veld.example"
            out.write(
                f"From {writer} {at:%a %b %d %H:%M:%S %Y}\nMessage-ID: <{n}@quay.example>\n"
                f"Date: {format_datetime(at)}\n"
                f"From: Person {n * 7 % 5_000} <{writer}>\nTo: {reader}, Crew <crew{n % 90}@veld.example>\n"
                f"Cc: office@veld.example\nSubject: About {n % 900}\nMIME-Version: 1.0\n"
            )
            text = "Nothing that anybody has to know.\n" * 12
            if n % 10:
                out.write(f"Content-Type: text/plain; charset=utf-8\n\n{text}\n")
                continue
            out.write(
                'Content-Type: multipart/mixed; boundary="cut"\n\n--cut\nContent-Type: text/plain\n\n'
                f'{text}\n--cut\nContent-Type: application/pdf; name="{n}.pdf"\n'
                f"Content-Transfer-Encoding: base64\n\n" + "JVBERi0xLjQK" * 6 + "\n--cut--\n\n"
            )
    return [file]


def write_chats(file: Path, rows: int) -> list[Path]:
    """So many messages of one account, to two hundred people and in fifty groups."""
    names = _names(250)
    lists: list[dict[str, object]] = []
    for chat in range(250):
        is_group = chat % 5 == 0
        lists.append(
            {
                "name": names[chat],
                "type": "private_supergroup" if is_group else "personal_chat",
                "id": 1_000 + chat,
                "messages": list(_chat_messages(chat, rows // 250, names)),
            }
        )
    contacts = [
        {
            "user_id": 1_000 + n,
            "first_name": names[n],
            "last_name": "",
            "phone_number": f"+316{10_000_000 + n}",
        }
        for n in range(250)
    ]
    export = {
        "about": "Invented.",
        "personal_information": {
            "user_id": 101,
            "first_name": "Ada",
            "last_name": "Vell",
            "phone_number": "+31205550100",
        },
        "contacts": {"about": "", "list": contacts},
        "chats": {"about": "", "list": lists},
    }
    file.write_text(json.dumps(export), encoding="utf-8")
    return [file]


def write_entities(file: Path, rows: int) -> list[Path]:
    """So many entities of FollowTheMoney: people, companies, who owns them, and addresses."""
    names = _names(rows)
    with file.open("w", encoding="utf-8") as out:
        for n in range(rows):
            out.write(json.dumps(_entity(n, names)) + "\n")
    return [file]


def _entity(n: int, names: list[str]) -> dict[str, object]:
    group, country = n // 4 * 4, _country(n).lower()
    if n % 4 == 0:
        properties = {
            "name": [names[n]],
            "alias": [names[n - 1]],
            "birthDate": [f"19{50 + n % 50}-02-03"],
            "nationality": [country],
            "phone": [f"+316{10_000_000 + n}"],
            "addressEntity": [f"e{group + 2}"],
            "topics": ["sanction"],
        }
        return {"id": f"e{n}", "caption": names[n], "schema": "Person", "properties": properties}
    if n % 4 == 1:
        properties = {
            "name": [f"{names[n]} B.V."],
            "jurisdiction": [country],
            "registrationNumber": [f"NL-{10_000_000 + n}"],
            "incorporationDate": ["2010-05"],
        }
        return {"id": f"e{n}", "schema": "Company", "properties": properties}
    if n % 4 == 2:
        properties = {
            "full": [f"Quay {n}, Veldhavn"],
            "street": [f"Quay {n}"],
            "city": ["Veldhavn"],
            "country": [country],
        }
        return {"id": f"e{n}", "schema": "Address", "properties": properties}
    properties = {
        "owner": [f"e{group}"],
        "asset": [f"e{group + 1}"],
        "percentage": ["60"],
        "startDate": ["2011"],
    }
    return {"id": f"e{n}", "schema": "Ownership", "properties": properties}


def _chat_messages(chat: int, rows: int, names: list[str]) -> Iterator[dict[str, object]]:
    for n in range(rows):
        at = BEGUN + timedelta(minutes=n * 7 + chat)
        is_own = n % 2 == 0
        yield {
            "id": n,
            "type": "message",
            "date": f"{at:%Y-%m-%dT%H:%M:%S}",
            "date_unixtime": str(int(at.timestamp())),
            "from": "Ada Vell" if is_own else names[chat],
            "from_id": "user101" if is_own else f"user{1_000 + chat}",
            "text": "Nothing that anybody has to know.",
            "text_entities": [{"type": "plain", "text": "Nothing that anybody has to know."}],
        }


def _names(rows: int) -> list[str]:
    return contact_frame(rows, seed=21)["name"].to_list()


def _country(number: int) -> str:
    return COUNTRIES[number % len(COUNTRIES)]
