"""What Python and the network component say to each other, checked on arrival.

In: nodes, edges and options, of which only the fields named here are let through; a preview of what an
expansion would add; and the leave to save a picture, once that is logged. Out: the state `selection` and
`moved`, and the trigger `action`. What a browser sends is a claim by whoever holds it: ids that the
picture does not have are dropped (it may have changed since), all else not as agreed is refused.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from math import isfinite
from typing import TypedDict

from interlink.errors import InterlinkError

__all__ = [
    "ACTIONS",
    "Action",
    "Leave",
    "MessageRefused",
    "NetworkEvent",
    "NetworkMessage",
    "Preview",
    "PreviewKind",
    "Selection",
    "compose_message",
    "parse_event",
]

# What a person can ask for: path lies between two nodes, isolate removes all others; draw and draw_all answer
# a preview, dismiss declines it; png asks for leave to save the picture. What was asked about is known here.
WITHOUT_IDS = frozenset({"dismiss", "draw", "draw_all", "png", "redo", "undo"})
ACTIONS = WITHOUT_IDS | {"collapse", "expand", "hide", "isolate", "path", "pin"}
NODE_FIELDS = frozenset(
    ["id", "label", "title", "shape", "size", "x", "y", "color", "borderWidth", "font", "pinned", "along"]
)
EDGE_FIELDS = frozenset(["id", "from", "to", "label", "title", "arrows", "width", "smooth", "color"])
OPTION_FIELDS = frozenset({"nodes", "edges", "interaction"})
MOST_IDS = 5_000
MOST_KINDS = 200
MOST_ID_LENGTH = 500
FARTHEST = 1e7
LATEST = 2**53


class MessageRefused(InterlinkError):
    """The browser sent something that the component never sends."""


@dataclass(frozen=True)
class PreviewKind:
    """A kind of neighbours in a preview: its schema, what to call one and several, and how many there are."""

    name: str
    one: str
    many: str
    count: int


@dataclass(frozen=True)
class Preview:
    """What expanding `ids` would add, by kind; `at_once` are drawn unless all are asked for.

    `ids` stay here: they may be inside a group, and the component knows what is drawn alone. `number` tells
    one that is asked again from one that was answered.
    """

    ids: tuple[str, ...]
    heading: str
    kinds: tuple[PreviewKind, ...]
    at_once: int
    number: int = 0


@dataclass(frozen=True)
class Leave:
    """Leave to save the picture that action `seq` asked for, with these lines below it."""

    seq: int
    lines: tuple[str, ...]


class NetworkMessage(TypedDict):
    """What the component is given; `rev` changes with what is drawn, `layout_rev` drops what was dragged."""

    key: str
    rev: str
    layout_rev: int
    height: int
    nodes: list[dict[str, object]]
    edges: list[dict[str, object]]
    options: dict[str, object]
    legend: list[dict[str, str]]
    selected: list[str]
    selected_seq: int
    preview: dict[str, object] | None
    leave: dict[str, object] | None


@dataclass(frozen=True)
class Selection:
    """What is selected, in the order selected; `seq` grows with every selection made, 0 before any."""

    nodes: tuple[str, ...] = ()
    edges: tuple[str, ...] = ()
    seq: int = 0


@dataclass(frozen=True)
class Action:
    """What a person asked for, and for which nodes and edges; `seq` differs between any two.

    `kinds` are the schemas chosen in a preview, none for all.
    """

    act: str
    ids: tuple[str, ...]
    seq: int
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class NetworkEvent:
    """What the component last reported: selection and moved nodes stay, an action is seen once."""

    selection: Selection = field(default_factory=Selection)
    moved: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    action: Action | None = None


def compose_message(
    nodes: Iterable[Mapping[str, object]],
    edges: Iterable[Mapping[str, object]],
    options: Mapping[str, object],
    *,
    key: str,
    layout_rev: int = 0,
    selected: Collection[str] = (),
    selected_seq: int = 0,
    legend: Iterable[Mapping[str, str]] = (),
    height: int = 640,
    preview: Preview | None = None,
    leave: Leave | None = None,
) -> NetworkMessage:
    """The message that draws these nodes and edges; fields and options not on the lists are left out."""
    drawn = {
        "nodes": [{k: v for k, v in node.items() if k in NODE_FIELDS} for node in nodes],
        "edges": [{k: v for k, v in edge.items() if k in EDGE_FIELDS} for edge in edges],
    }
    chosen = {name: value for name, value in options.items() if name in OPTION_FIELDS}
    rows = [dict(row) for row in legend]
    text = json.dumps([drawn, chosen, rows], sort_keys=True, allow_nan=False)
    return {
        "key": key,
        "rev": sha256(text.encode()).hexdigest()[:16],
        "layout_rev": layout_rev,
        "height": height,
        "nodes": drawn["nodes"],
        "edges": drawn["edges"],
        "options": chosen,
        "legend": rows,
        "selected": list(selected),
        "selected_seq": selected_seq,
        "preview": None if preview is None else _asked(preview),
        "leave": None if leave is None else asdict(leave),
    }


def parse_event(
    raw: Mapping[str, object],
    known_nodes: Collection[str],
    known_edges: Collection[str],
    *,
    layout_rev: int | None = None,
) -> NetworkEvent:
    """What the component reported, with only ids that are drawn.

    Nodes moved under another `layout_rev` than the one given do not count as moved. An action of which no id
    is left is None, but for those that have none anyway, such as `undo`.

    Raises
    ------
    MessageRefused   a wrong type, a missing or unknown field, an unknown act, too many or too long ids
    """
    nodes, edges = frozenset(known_nodes), frozenset(known_edges)
    return NetworkEvent(
        selection=_selection(raw.get("selection"), nodes, edges),
        moved=_moved(raw.get("moved"), nodes, layout_rev),
        action=_action(raw.get("action"), nodes | edges),
    )


def _asked(preview: Preview) -> dict[str, object]:
    return {name: value for name, value in asdict(preview).items() if name != "ids"}


def _selection(raw: object, nodes: Collection[str], edges: Collection[str]) -> Selection:
    if raw is None:
        return Selection()
    said = _fields(raw, "selection", ("nodes", "edges", "seq"))
    return Selection(
        _known(said["nodes"], nodes, "selection.nodes"),
        _known(said["edges"], edges, "selection.edges"),
        _number(said["seq"], "selection.seq"),
    )


def _moved(raw: object, nodes: Collection[str], layout_rev: int | None) -> Mapping[str, tuple[float, float]]:
    if raw is None:
        return {}
    said = _fields(raw, "moved", ("layout_rev", "at"))
    at = said["at"]
    if not isinstance(at, Mapping):
        raise _refused("moved.at", "an object of positions", at)
    _ids(list(at), "moved.at")
    places = {id_: _point(place) for id_, place in at.items()}
    if layout_rev is not None and _number(said["layout_rev"], "moved.layout_rev") != layout_rev:
        return {}
    return {id_: place for id_, place in places.items() if id_ in nodes}


def _action(raw: object, known: Collection[str]) -> Action | None:
    if raw is None:
        return None
    said = _fields(raw, "action", ("act", "ids", "kinds", "seq"))
    act = said["act"]
    if not isinstance(act, str) or act not in ACTIONS:
        raise _refused("action.act", f"one of {', '.join(sorted(ACTIONS))}", act)
    ids = _known(said["ids"], known, "action.ids")
    kinds = tuple(dict.fromkeys(_ids(said["kinds"], "action.kinds", most=MOST_KINDS)))
    seq = _number(said["seq"], "action.seq")
    return Action(act, ids, seq, kinds) if ids or act in WITHOUT_IDS else None


def _fields(raw: object, where: str, names: Sequence[str]) -> Mapping[str, object]:
    if not isinstance(raw, Mapping) or set(raw) != set(names):
        raise _refused(where, f"an object of {', '.join(names)}", raw)
    return raw


def _known(raw: object, known: Collection[str], where: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(id_ for id_ in _ids(raw, where) if id_ in known))


def _ids(raw: object, where: str, *, most: int = MOST_IDS) -> list[str]:
    if not isinstance(raw, list) or len(raw) > most:
        raise _refused(where, f"at most {most} ids", raw)
    ids = [id_ for id_ in raw if isinstance(id_, str) and len(id_) <= MOST_ID_LENGTH]
    if len(ids) != len(raw):
        raise _refused(where, f"ids of at most {MOST_ID_LENGTH} characters", raw)
    return ids


def _number(raw: object, where: str) -> int:
    if type(raw) is not int or not 0 <= raw <= LATEST:
        raise _refused(where, "a whole number, not negative", raw)
    return raw


def _point(raw: object) -> tuple[float, float]:
    if not isinstance(raw, list) or len(raw) != 2:
        raise _refused("moved.at", "x and y", raw)
    x, y = (float(v) if type(v) in {int, float} and abs(v) <= FARTHEST else float("nan") for v in raw)
    if not (isfinite(x) and isfinite(y)):
        raise _refused("moved.at", f"two numbers within ±{FARTHEST:.0f}", raw)
    return x, y


def _refused(where: str, expected: str, raw: object) -> MessageRefused:
    kind = type(raw).__name__
    return MessageRefused(f"network component: {where}: expected {expected}, got {kind}. Reload the page.")
