from __future__ import annotations

import pytest

from interlink.model.grades import grade_meaning


@pytest.mark.parametrize(
    ("code", "scheme", "of_source", "words"),
    [
        ("A", "", True, "A (reliable)"),
        ("X", "", True, "X (cannot be judged)"),
        ("X", "4x4", True, "X (4x4: cannot be judged)"),
        ("E", "5x5x5", True, "E (5x5x5: cannot be judged)"),
        ("E", "admiralty", True, "E (admiralty: not reliable)"),
        ("2", "3x5x2", True, "2 (3x5x2: cannot be judged)"),
        ("4", "", False, "4 (cannot be judged)"),
        ("4", "admiralty", False, "4 (admiralty: doubtful)"),
        ("E", "3x5x2", False, "E (3x5x2: improbable, or suspected to be false)"),
        ("Q", "", False, "Q (unknown to its scheme)"),
        ("A", "another", True, "A (another: unknown to its scheme)"),
    ],
)
def test_a_grade_stands_beside_what_it_means_in_its_scheme(
    code: str, scheme: str, of_source: bool, words: str
) -> None:
    assert grade_meaning(code, scheme, of_source=of_source) == words
