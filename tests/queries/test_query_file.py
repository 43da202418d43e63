"""A query file that is wrong is refused whole: every problem with its line, what was expected, what to do."""

from __future__ import annotations

import pytest

from interlink.errors import SpecError
from interlink.queries import Query, parse_query

RIGHT = """\
// Companies of a country
// id = "ownership/companies"
// asks = "Which companies are in a register?"
// returns = "table"
// key = ["company"]
// tags = ["ownership"]
// reviewed = 2026-11-28
// params.country = {type = "country", label = "Country"}
// columns.company = "entity"
// columns.name = "text"
// example.graph = "holdings"
// example.params = {country = "NL"}
// example.row = {name = "Vellmark Trading B.V."}
MATCH (company:Company {jurisdiction: $country})
RETURN company.id AS company, company.caption AS name
ORDER BY company
"""


def parsed(text: str) -> Query:
    return parse_query(text, "x.cypher", id_="ownership/companies")


def problems(old: str, new: str) -> list[str]:
    assert old in RIGHT
    with pytest.raises(SpecError) as caught:
        parsed(RIGHT.replace(old, new))
    return list(caught.value.problems)


def test_a_right_file_is_a_query_with_its_whole_text() -> None:
    query = parsed(RIGHT)

    assert (query.title, query.id, query.family, query.text) == (
        "Companies of a country",
        "ownership/companies",
        "ownership",
        RIGHT,
    )
    assert dict(query.header.columns) == {"company": "entity", "name": "text"}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("// Companies of a country\n", "//\n", "x.cypher:1: the first line is no title"),
        ('"ownership"]', '"ownership]', "x.cypher:6: the header is not TOML"),
        ("// tags", "// tag", "x.cypher:6: tag: unknown field 'tag'. Did you mean 'tags'?"),
        ('returns = "table"', 'returns = "list"', "x.cypher:4: returns: Input should be 'table', 'graph'"),
        ("ownership/companies", "ownership/others", "x.cypher:2: id is 'ownership/others'; expected"),
        (
            '["company"]',
            '["compny"]',
            "x.cypher:5: key: no column is called 'compny'. Did you mean 'company'?",
        ),
        (
            '{country = "NL"}',
            '{country = "NLD"}',
            "x.cypher:12: example.params: country: expected two letters",
        ),
        ('{country = "NL"}', "{}", "x.cypher:12: example.params: 'country' is required and not given"),
        ("MATCH", "MERGE", "x.cypher:14: MERGE writes or loads; a saved query only reads"),
        ("$country", "'NL'", "x.cypher:8: params.country is declared and not used; take it out"),
        ("$country", "$land", "x.cypher:14: $land is not declared; add `// params.land"),
        (
            "jurisdiction:",
            "juridsiction:",
            "x.cypher:14: nothing here has a property 'juridsiction'. Did you mean",
        ),
        (":Company", ":Compani", "x.cypher:14: no label is called 'Compani'. Did you mean 'Company'?"),
        ("AS name", "AS named", "x.cypher:15: RETURN names company, named; expected the header's columns"),
        (" AS name", "", "x.cypher:15: a column has no name; write `... AS name`"),
        ("ORDER BY company\n", "", "x.cypher:15: ORDER BY does not name company"),
        ("params.country", 'params."a b"', "x.cypher:8: params: 'a b' is no name; expected a letter"),
        ("columns.name", 'columns."=1+1"', "x.cypher:10: columns: '=1+1' is no name; expected a letter"),
        ("columns.name", "columns.change", "x.cypher:10: columns: 'change' is a column of interlink's own"),
        (
            "columns.name",
            "columns.export_by",
            "x.cypher:10: columns: 'export_by' is a column of interlink's own",
        ),
        ("$country})", "$country}", "x.cypher:14: '(' is not closed"),
        ("$country})", "$country})-[:OWNS*]->()", "x.cypher:14: '*' has no upper bound"),
    ],
)
def test_a_wrong_file_is_refused_with_line_and_reason(old: str, new: str, said: str) -> None:
    found = problems(old, new)

    assert any(each.startswith(said) for each in found), found


def test_every_problem_is_reported_together() -> None:
    found = problems(":Company {jurisdiction: $country}", ":Compani {nmae: 1}")

    assert [each.partition(": ")[0] for each in found] == ["x.cypher:14", "x.cypher:14", "x.cypher:8"][::-1]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        # What only the check takes for a line end would hide from it what the store runs.
        ("MATCH", "// \x85/*\nCREATE (n)\n// \x85*/\nMATCH", "x.cypher:14: U+0085 is not seen"),
        ("MATCH", "// \u2028MATCH", "x.cypher:14: U+2028 is not seen"),
        ("MATCH", "// \rMATCH", "x.cypher:14: U+000D is not seen"),
        ("Companies of", "Companies \u202eof", "x.cypher:1: U+202E is not seen"),
        ("Vellmark", "Vell\u200bmark", "x.cypher:13: U+200B is not seen"),
        ("a register?", "a \x1b[2Jregister?", "x.cypher:3: U+001B is not seen"),
    ],
)
def test_what_is_not_seen_is_refused(old: str, new: str, said: str) -> None:
    assert any(each.startswith(said) for each in problems(old, new))


def test_an_escape_that_a_store_decodes_first_is_refused_in_comments_too() -> None:
    assert problems("Companies of", r"\u000aCREATE (n) //") == [
        "x.cypher:1: '\\u' hides a character from who reads it; write the character itself"
    ]


def test_line_ends_of_windows_are_line_ends() -> None:
    assert parsed(RIGHT.replace("\n", "\r\n")).header.line("tags") == 6


@pytest.mark.parametrize("value", ["[" * 5_000 + "]" * 5_000, "{a=" * 3_000 + "1" + "}" * 3_000])
def test_a_header_nested_without_end_is_refused(value: str) -> None:
    assert problems('["ownership"]\n// rev', value + "\n// rev") == [
        "x.cypher:1: the header is nested too deep to be read; write its fields flat"
    ]


def test_a_number_of_thousands_of_digits_is_refused() -> None:
    assert "the header is not TOML: Exceeds the limit" in problems("2026-11-28", "9" * 5_000)[0]


def test_a_text_as_long_as_a_book_is_refused_before_it_is_read() -> None:
    assert problems("MATCH", "// " + "x" * 50_000 + "\nMATCH")[0].startswith("x.cypher:1: it has 50,")
