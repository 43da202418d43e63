"""Whatever is in a file, a reader gives records or says in words where it stops, within 2 GiB."""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
from collections import Counter
from itertools import islice
from pathlib import Path

import hostile
import pytest

from interlink.readers import READERS
from soak import SOAK, TALLY

MOST_MIB = 2 << 10
# The libraries reserve addresses far beyond what they use: 1.7 GiB before the first file is read.
ADDRESSES = 4 << 30
# What is read in spite of its looks; of all else the words of the refusal are held to have a place.
DELIMITED = {
    "utf-8 mark": 2,
    "wide header": 0,
    "mixed types": 3,
    "many empty lines": 0,
    "a header without its line end": 0,
}
READ: dict[str, dict[str, int]] = {
    "csv": DELIMITED,
    "csv_files": {"two members": 4, "hidden files": 2},
    "edges": DELIMITED,
    "edifact": {
        "utf-8 mark": 1,
        "wide segment": 1,
        "wide composite": 1,
        "many codes": 1,
        "repeated without end": 1,
        "many groups": 1,
        "many messages": 0,
        "many empty lines": 1,
        "two interchanges": 2,
        "a group in itself": 1,
    },
    "email": {
        "wrong charset": 1,
        "null bytes in the body": 1,
        "long header": 1,
        "long line": 1,
        "many headers": 1,
        "many addresses": 1,
        "depth of comments": 1,
        "depth of groups": 1,
        "an address of quotes": 1,
        "an address of blanks": 1,
        "encoded words": 1,
        "broken encoded words": 1,
        "depth of parts": 1,
        "many parts": 1,
        "a part that is not closed": 1,
        "a boundary of a megabyte": 1,
        "odd parameters": 1,
        "broken base64": 1,
        "dates that are none": 1,
        "many messages": 20_001,
        "separators alone": 1_000,
    },
    "excel": {
        "whole": 2,
        "far row": 3,
        "far row without a cell": 0,
        "merged without end": 0,
        "wide header": 0,
        "mixed types": 5,
    },
    "json": {
        "utf-8 mark": 2,
        "long line": 1,
        "wide record": 1,
        "mixed types": 6,
        "a number of a million digits": 1,
        "numbers that are none": 3,
    },
    "jsonl": {"utf-8 mark": 2, "long line": 1, "wide record": 1, "mixed types": 5, "many empty lines": 2},
    "xml": {
        "utf-8 mark": 2,
        "utf-16 mark": 2,
        "wide record": 1,
        "included file": 1,
        "mixed content": 1,
    },
}
PLACE = re.compile(
    r"line \d|row \d|message \d|offset \d|segment \d|header|nothing at|no element at|one column|is UTF-16"
    r"|declares XML entities|nested deeper|the file is empty|an object has the key|an escape is half"
    r"|only empty lines|do not name the same|no message of type|the file ends without"
    r"|the zip file is damaged|member '|members|unpacks to|the workbook is damaged|no Excel workbook"
    r"|reaches to row|no table is in|no sheet with cells|is in UTF-16|of sheets, more than"
    r"|repeat shared texts|has more than|shared texts are in|several members"
)


def read_all(name: str, folder: Path, *, bends: int) -> dict[str, int | str]:
    """What came of every hostile file of a format and of so many bent ones, in a process of 2 GiB at most."""
    written = hostile.write_all(name, folder, bends=bends)
    done = subprocess.run(
        [sys.executable, str(Path(hostile.__file__)), name, str(folder)],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (ADDRESSES, ADDRESSES)),
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    peak_mib, found = json.loads(done.stdout)
    assert peak_mib < MOST_MIB
    return {written[file]: outcome for file, outcome in found.items()}


def test_every_reader_has_hostile_files() -> None:
    assert set(READ) == set(hostile.FILES) == set(READERS)
    assert min(sum(1 for _ in islice(files(), 8)) for files in hostile.FILES.values()) == 8


@pytest.mark.parametrize("name", READERS)
def test_hostile_files_give_records_or_words(name: str, tmp_path: Path) -> None:
    outcomes = read_all(name, tmp_path, bends=5_000 if SOAK else 300)
    TALLY[f"hostile {name} files"] = Counter({"tried": len(outcomes)})

    read = {case: rows for case, rows in outcomes.items() if isinstance(rows, int) and case in READ[name]}
    refused = {case: words for case, words in outcomes.items() if isinstance(words, str)}
    cases = {case for case in outcomes if not case.startswith(("b'", 'b"'))}
    assert read == READ[name]
    assert cases - set(refused) == set(READ[name])
    assert {case: words for case, words in refused.items() if not PLACE.search(words)} == {}
    assert not [
        words for words in refused.values() if not words.startswith(str(tmp_path)) or "root:" in words
    ]
