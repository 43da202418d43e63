"""What looks like a sign of a conduct and is none is left out, in both stores."""

from __future__ import annotations

from query_library import Library

from interlink.queries import Answer, find_query


def column(library: Library, id_: str, name: str) -> dict[str, list[object]]:
    """A column of what the query answers with its example's parameters, by store."""
    answers = library.answers(find_query(id_)).items()
    return {
        kind: [row[name] for row in answer.records()]
        for kind, answer in answers
        if isinstance(answer, Answer)
    }


def test_one_person_in_two_scripts_is_not_several_people(library: Library) -> None:
    # Olha Vel and Ольга Вель show VX1000001, both born on 1990-05-06
    found = column(library, "acts/document-of-several-people", "number")

    assert found == {"embedded": ["VX1000002"], "neo4j": ["VX1000002"]}


def test_a_payment_to_oneself_is_not_passed_on(library: Library) -> None:
    found = column(library, "money/pass-through", "times")

    assert found == {"embedded": [3], "neo4j": [3]}
