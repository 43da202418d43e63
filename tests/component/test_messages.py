from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interlink.component.messages import (
    Action,
    Leave,
    MessageRefused,
    NetworkEvent,
    Preview,
    PreviewKind,
    Selection,
    compose_message,
    parse_event,
)

NODES, EDGES = {"a", "b"}, {"ab"}


def test_nothing_done_is_an_empty_event() -> None:
    assert parse_event({}, NODES, EDGES) == NetworkEvent(Selection(), {}, None)
    assert parse_event({"selection": None, "moved": None, "action": None}, NODES, EDGES) == NetworkEvent()


def test_a_whole_event_is_read() -> None:
    raw = {
        "selection": {"nodes": ["b"], "edges": ["ab"], "seq": 7},
        "moved": {"layout_rev": 2, "at": {"a": [1, -2.5]}},
        "action": {"act": "draw", "ids": ["a"], "kinds": ["Phone"], "seq": 8},
    }

    assert parse_event(raw, NODES, EDGES, layout_rev=2) == NetworkEvent(
        Selection(("b",), ("ab",), 7), {"a": (1.0, -2.5)}, Action("draw", ("a",), 8, ("Phone",))
    )


def test_ids_that_are_not_drawn_and_repetitions_are_dropped() -> None:
    raw = {
        "selection": {"nodes": ["gone", "a", "a", "ab"], "edges": ["a", "ab"], "seq": 1},
        "moved": {"layout_rev": 0, "at": {"gone": [1, 2], "ab": [1, 2]}},
        "action": {"act": "hide", "ids": ["gone"], "kinds": [], "seq": 2},
    }

    assert parse_event(raw, NODES, EDGES) == NetworkEvent(Selection(("a",), ("ab",), 1), {}, None)


def test_nodes_moved_in_an_earlier_layout_do_not_count() -> None:
    raw = {"moved": {"layout_rev": 1, "at": {"a": [1, 2]}}}

    assert parse_event(raw, NODES, EDGES, layout_rev=2).moved == {}


@pytest.mark.parametrize("act", ["undo", "redo", "png", "dismiss"])
def test_some_actions_need_no_ids(act: str) -> None:
    raw = {"action": {"act": act, "ids": [], "kinds": [], "seq": 3}}

    assert parse_event(raw, NODES, EDGES).action == Action(act, (), 3)


@pytest.mark.parametrize(
    ("raw", "where"),
    [
        ({"selection": "a"}, "selection"),
        ({"selection": {"nodes": ["a"], "edges": []}}, "selection"),
        ({"selection": {"nodes": ["a"], "edges": [], "seq": 1, "more": 1}}, "selection"),
        ({"selection": {"nodes": "a", "edges": [], "seq": 1}}, "selection.nodes"),
        ({"selection": {"nodes": [1], "edges": [], "seq": 1}}, "selection.nodes"),
        ({"selection": {"nodes": ["x" * 501], "edges": [], "seq": 1}}, "selection.nodes"),
        ({"selection": {"nodes": [], "edges": ["ab"] * 5_001, "seq": 1}}, "selection.edges"),
        ({"selection": {"nodes": [], "edges": [], "seq": True}}, "selection.seq"),
        ({"selection": {"nodes": [], "edges": [], "seq": -1}}, "selection.seq"),
        ({"selection": {"nodes": [], "edges": [], "seq": 2**53 + 1}}, "selection.seq"),
        ({"moved": []}, "moved"),
        ({"moved": {"layout_rev": 0, "at": []}}, "moved.at"),
        ({"moved": {"layout_rev": 0, "at": {"a": [1]}}}, "moved.at"),
        ({"moved": {"layout_rev": 0, "at": {"a": [1, "2"]}}}, "moved.at"),
        ({"moved": {"layout_rev": 0, "at": {"a": [1, float("nan")]}}}, "moved.at"),
        ({"moved": {"layout_rev": 0, "at": {"a": [1, 10**400]}}}, "moved.at"),
        ({"moved": {"layout_rev": 0, "at": {"a": [True, 1]}}}, "moved.at"),
        ({"action": {"act": "drop", "ids": ["a"], "kinds": [], "seq": 1}}, "action.act"),
        ({"action": {"act": ["hide"], "ids": ["a"], "kinds": [], "seq": 1}}, "action.act"),
        ({"action": {"act": "hide", "ids": {"a": 1}, "kinds": [], "seq": 1}}, "action.ids"),
        ({"action": {"act": "hide", "ids": ["a"], "seq": 1}}, "action"),
        ({"action": {"act": "draw", "ids": ["a"], "kinds": "Phone", "seq": 1}}, "action.kinds"),
        ({"action": {"act": "draw", "ids": ["a"], "kinds": ["Phone"] * 201, "seq": 1}}, "action.kinds"),
    ],
)
def test_what_the_component_never_sends_is_refused(raw: dict[str, Any], where: str) -> None:
    with pytest.raises(MessageRefused, match=f"network component: {where}: expected .* Reload the page"):
        parse_event(raw, NODES, EDGES)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text("ab", max_size=3)
    | st.sampled_from(["a", "ab"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "ab", "x"]), inner, max_size=3)
    ),
    max_leaves=10,
)
SAID = st.fixed_dictionaries(
    {},
    optional={
        "selection": JSON | st.fixed_dictionaries({"nodes": JSON, "edges": JSON, "seq": JSON}),
        "moved": JSON | st.fixed_dictionaries({"layout_rev": JSON, "at": JSON}),
        "action": JSON | st.fixed_dictionaries({"act": JSON, "ids": JSON, "kinds": JSON, "seq": JSON}),
    },
)


@given(SAID)
def test_whatever_is_sent_gives_known_ids_or_is_refused(raw: dict[str, Any]) -> None:
    try:
        event = parse_event(raw, NODES, EDGES)
    except MessageRefused:
        return
    assert set(event.selection.nodes) | set(event.moved) <= NODES
    assert set(event.selection.edges) <= EDGES
    assert event.action is None or set(event.action.ids) <= NODES | EDGES


def test_fields_and_options_that_are_not_on_the_lists_are_left_out() -> None:
    message = compose_message(
        [{"id": "a", "label": "A", "image": "http://host/x", "html": "<b>"}],
        [{"id": "e", "from": "a", "to": "a", "value": 3}],
        {"nodes": {"borderWidth": 1}, "configure": {"enabled": True}, "manipulation": {"enabled": True}},
        key="k",
    )

    assert message["nodes"] == [{"id": "a", "label": "A"}]
    assert message["edges"] == [{"id": "e", "from": "a", "to": "a"}]
    assert message["options"] == {"nodes": {"borderWidth": 1}}


def test_rev_changes_with_what_is_drawn_and_with_nothing_else() -> None:
    nodes = [{"id": "a", "label": "A"}]

    rev = compose_message(nodes, [], {}, key="k")["rev"]

    assert compose_message(nodes, [], {}, key="other", selected=["a"], layout_rev=4)["rev"] == rev
    assert compose_message([{"id": "a", "label": "B"}], [], {}, key="k")["rev"] != rev


def test_a_preview_and_the_leave_to_save_travel_beside_what_is_drawn() -> None:
    asked = Preview(
        ("a",), "Expanding A", (PreviewKind("Phone", "phone", "phones", 40),), at_once=100, number=3
    )

    message = compose_message([], [], {}, key="k", preview=asked, leave=Leave(7, ("Handling H1",)))

    assert json.loads(json.dumps([message["preview"], message["leave"]])) == [
        {
            "heading": "Expanding A",
            "kinds": [{"name": "Phone", "one": "phone", "many": "phones", "count": 40}],
            "at_once": 100,
            "number": 3,
        },
        {"seq": 7, "lines": ["Handling H1"]},
    ]
    assert message["rev"] == compose_message([], [], {}, key="k")["rev"]


def test_an_answer_to_a_preview_needs_no_ids() -> None:
    raw = {"action": {"act": "draw_all", "ids": [], "kinds": [], "seq": 9}}

    assert parse_event(raw, {"a"}, set()).action == Action("draw_all", (), 9)
