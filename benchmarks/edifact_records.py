"""Invented customs cargo reports: each one message of many consignments."""

from __future__ import annotations

from pathlib import Path

__all__ = ["write_cargo_report"]

PORTS = ("CNSHA", "CNSZX", "SGSIN", "INNSA", "TRMER", "GRPIR")
HEAD = (
    "UNA:+.? '",
    "UNB+UNOA:2+CARRIER+CUSTOMS+310203:0405+1'",
    "UNH+1+CUSCAR:D:95B:UN'",
    "BGM+85+1+9'",
    "DTM+137:203102030405:203'",
    "TDT+20+031W+1++CRR:172:20:CARRIER+++9074729:146:11:VELDA STAR'",
    "LOC+60+NLRTM:139:6'",
    "DTM+132:203102040600:203'",
)


def write_cargo_report(path: Path, consignments: int) -> Path:
    """Writes the report; one of ten names has a character that must be released."""
    count = len(HEAD) - 2
    with path.open("w", encoding="ascii") as file:
        file.write("\n".join(HEAD) + "\n")
        for number in range(1, consignments + 1):
            consignment = _consignment(number)
            count += len(consignment)
            file.write("\n".join(consignment) + "\n")
        file.write(f"UNT+{count + 1}+1'\nUNZ+1+1'\n")
    return path


def _consignment(number: int) -> list[str]:
    port, mark = PORTS[number % len(PORTS)], "?'" if number % 10 == 0 else ""
    weight = 500 + number * 37 % 20_000
    return [
        f"CNI+{number}+CRR{number:08}'",
        f"RFF+BM:CRR{number:08}'",
        f"CNT+7:{weight}:KGM'",
        f"CNT+11:{number % 400 + 1}'",
        f"LOC+9+{port}:139:6'",
        "LOC+11+NLRTM:139:6'",
        f"NAD+CZ+++SHIPPER{mark} {number % 4_000}+STREET {number % 90}+CITY+++CN'",
        f"NAD+CN+++CONSIGNEE {number % 3_000}+KADE {number % 90}+ROTTERDAM+++NL'",
        f"GID+1+{number % 400 + 1}:CT'",
        f"FTX+AAA+++GOODS OF KIND {number % 500}'",
        f"MEA+AAE+G+KGM:{weight}'",
        f"SGP+CRRU{number % 9_000:06}0+{number % 400 + 1}'",
    ]
