"""The notices of a block, in the shape of INTERPOL's public notices service."""

from __future__ import annotations

from interlink.worlds.writing.named import CODES, Named

__all__ = ["notice_entries"]

SPOKEN = {
    "NL": "DUT", "DE": "GER", "ES": "SPA", "GR": "GRE", "TR": "TUR", "UA": "UKR", "MA": "ARA", "AE": "ARA",
    "CO": "SPA", "NG": "ENG", "CN": "CHI", "KR": "KOR",
}  # fmt: skip
SCRIPTS = {"GR": "Grek", "UA": "Cyrl", "MA": "Arab", "AE": "Arab", "CN": "Hani", "KR": "Hang"}
CHARGES = (
    "Importation of controlled drugs", "Aggravated theft of vehicles", "Money laundering",
    "Illegal possession of firearms", "Forgery of official documents", "Fraud on a large scale",
    "Robbery with violence", "Facilitation of illegal entry",
)  # fmt: skip


def notice_entries(named: Named) -> list[dict[str, object]]:
    """The notices in order of number; the k-th is the k-th of the block's wanted people."""
    wanted, rng = named.block.wanted, named.rng(40)
    people = named.person[wanted.person].to_dicts()
    phones = named.phone[wanted.person].to_list()
    papers = named.passport[wanted.person].to_list()
    size = rng.integers(0, 1000, (len(people), 5))
    entries: list[dict[str, object]] = []
    for place, person in enumerate(people):
        weight, height, eyes, hair, towards = (int(number) for number in size[place])
        number = f"2026/{(named.block.number + 1) * 10_000 + place}"
        country = str(person["origin"])
        original = person["original"] != person["name"]
        alias = (
            [{"name": person["original"], "script": SCRIPTS[country]}]
            if original and country in SCRIPTS
            else []
        )
        passport = {"number": papers[place], "country": country}
        is_given = bool(wanted.with_passport[place]) and bool(named.has_passport[wanted.person[place]])
        entries.append(
            {
                "entity_id": number,
                "forename": str(person["forename"]).upper(),
                "name": str(person["surname"]).upper(),
                "date_of_birth": str(person["birth_date"]).replace("-", "/"),
                "nationalities": [country],
                "sex_id": person["sex"],
                "country_of_birth_id": country,
                "place_of_birth": None,
                "languages_spoken_ids": sorted(
                    {SPOKEN[country], "ENG"} if towards % 2 else {SPOKEN[country]}
                ),
                "weight": 52 + weight % 56,
                "height": 1.54 + height % 42 / 100,
                "eyes_colors_id": [("BRO", "BLU", "GRE")[eyes % 3]],
                "hairs_id": [("BLA", "BRO", "GRY")[hair % 3]],
                "distinguishing_marks": None,
                "arrest_warrants": [
                    {
                        "charge": CHARGES[wanted.charge[place]],
                        "issuing_country_id": str(CODES[wanted.issuer[place]]),
                        "charge_translation": None,
                    }
                ],
                "national_id": person["id"] if wanted.with_number[place] else None,
                "passports": [passport] if is_given else [],
                "phones": [phones[place]] if wanted.with_phone[place] else [],
                "aliases": alias,
                "_links": {"self": {"href": f"/notices/v1/red/{number.replace('/', '-')}"}},
            }
        )
    return entries
