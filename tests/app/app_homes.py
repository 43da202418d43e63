"""What the app's tests load into homes: the harbour world, hostile names, and a crowd of phones."""

from __future__ import annotations

from pathlib import Path

import interlink as il

ROOT = Path(__file__).parents[2]
APP = ROOT / "app"
HARBOUR = ROOT / "sample_graphs" / "harbour"
HOLDINGS = ROOT / "sample_graphs" / "holdings"
HARBOUR_FILES = {
    "manifest": "manifest.csv",
    "register": "register.csv",
    "call_records": "call_records.csv",
    "notices": "notices.json",
}
STRANGER = "http://127.0.0.1:9/stranger"
HOSTILE_NAMES = [
    "<script>document.title='ran'</script> Vesterholt",
    f"<img src={STRANGER} onerror=\"document.title='ran'\"> Vesterholt",
    f"![picture]({STRANGER}) Vesterholt",
    f"[link]({STRANGER}) :material/home: $x^2$ Vesterholt",
    "\u202egnidart\u202c tlohretseV Vesterholt",
    "Vesterholt " + "x" * 10_000,
    "Vesterholt null\u0007\u200b" + "\u0301" * 500,
    '=HYPERLINK("' + STRANGER + '") Vesterholt',
]


def hostile_register() -> list[dict[str, str]]:
    """One company whose directors carry the hostile names; one of them has a birth date that is none."""
    shared = {
        "company_number": "NL-90909090",
        "company_name": f"![logo]({STRANGER}) Vesterholt <b>Holding</b>",
        "jurisdiction": "NL",
        "incorporated_on": "2019-12-03",
        "status": "active",
        "address": f"<iframe src={STRANGER}></iframe> Kade 1",
        "city": "Veerdam",
        "country": "NL",
        "role": "director",
        "party_type": "person",
        "nationality": "NL",
        "share_percent": "",
        "since": "2022-01-20",
        "until": "",
    }
    return [
        {
            **shared,
            "party_id": f"NL-P90000{number:02}",
            "party_name": name,
            "birth_date": "<b>soon</b>" if number == 0 else "1959-03-02",
        }
        for number, name in enumerate(HOSTILE_NAMES)
    ]


HUB = "phone:+31612000000"
CALLED = 2_100


def crowd() -> str:
    """Calls of one phone to 2,100 others: more than can be drawn one by one."""
    rows = [f"+31612000000,+3161300{number:04},2026-01-02T10:00:00Z,60" for number in range(CALLED)]
    return "\n".join(["caller,callee,started_at,duration_s", *rows, ""])


def load_into(home: Path, files: dict[str, Path]) -> None:
    """Loads a file of each source; the screens read from the lake, so the graph store is ended at once."""
    ws = il.open(home)
    try:
        for source, file in files.items():
            ws.load(source, [file])
    finally:
        ws.graph_stop()
        ws.close()
