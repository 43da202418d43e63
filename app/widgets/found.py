"""A finding on the page: what it says, its tables, network and charts, and the records behind a row."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from home import workspace
from state import Asking, read_among, work
from study import Found
from widgets.charts import charts
from widgets.keeping import keep
from widgets.looking import look_at
from widgets.records import records
from widgets.rows import rows_of
from widgets.steps import draw
from widgets.taking import take_away

from interlink.analytics import Finding
from interlink.errors import InterlinkError
from interlink.render.found import entities_of, heaviest_links, names_of, picture_of_links
from interlink.render.label import clean_caption, shorten
from interlink.render.pictures import communities_of
from interlink.render.tables import marking_words

__all__ = ["finding_shown", "joined"]

# Entities that a page draws, and rows from the top whose entities are sent on.
MOST_DRAWN, SENT_ON, MOST_AROUND = 150, 20, 60
CARD_HEIGHT, NETWORK_HEIGHT = 640, 360
WAYS = ("table", "network", "charts")
CAPTION_LENGTH = 120
ONLY_LOOK = "This network is what the finding rests on: draw it in the explorer to change or save it."


def finding_shown(asking: Asking, found: Found) -> None:
    """The finding: the whole before its parts, and no row of a person without its records beside it."""
    finding = found.finding
    left, right = st.columns([1.9, 1], gap="small")
    with left:
        _said(finding)
        table = _bar(asking, finding)
        rows: list[int] = [0] if len(finding.tables[table]) else []
        if not len(finding):
            st.text("Nothing was found. The notes above say why, as far as it is known.")
        elif work().study.way == "network":
            _network(asking, finding)
        elif work().study.way == "charts":
            charts(finding.tables[table], key=f"study_{finding.analytic}_{table}")
        else:
            rows = rows_of(finding, table)
    with right, st.container(height=CARD_HEIGHT, border=True, key="card", gap="xsmall"):
        _card(asking, found, table, rows)


def _said(finding: Finding) -> None:
    """What it says beside what to be careful about, then the network as a whole: both before any row."""
    words, *notes = finding.explain().split("\nNote: ")
    with st.container(border=True, key="study_said", gap="xsmall"):
        left, right = st.columns([1.2, 1], gap="medium")
        with left:
            st.text(words)
        with right:
            for note in notes:
                st.text(f"Note: {note}")
            if finding.marking is not None:
                with st.container(key="quiet_marking"):
                    st.text(marking_words(finding.marking))
    if finding.measures:
        measures = [f"{_words(name)} {value:,.4g}" for name, value in finding.measures.items()]
        st.text(f"The network as a whole: {', '.join(measures)}")


def _bar(asking: Asking, finding: Finding) -> str:
    """The ways to look at it, the table that is chosen, whose name this gives; keeping and taking it."""
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="bar"):
        for way in WAYS:
            st.button(
                way.capitalize(),
                key=f"study_{way}",
                type="primary" if way == work().study.way else "secondary",
                on_click=_look,
                args=(way,),
            )
        names = list(finding.tables)
        chosen = names[0]
        if len(names) > 1:
            chosen = st.selectbox(
                "Table",
                names,
                key=f"study_table_{finding.analytic}",
                format_func=lambda name: f"{_words(name).capitalize()} ({len(finding.tables[name]):,})",
                label_visibility="collapsed",
                width=200,
            )
        keep(finding)
        if len(finding.tables[chosen]):
            take_away(asking, finding, chosen)
    return chosen


def _look(way: str) -> None:
    work().study.way = way


def _network(asking: Asking, finding: Finding) -> None:
    links = heaviest_links(finding, MOST_DRAWN)
    ends = tuple(dict.fromkeys([*links["source"], *links["target"]]))
    if not ends:
        st.text("No link is behind this finding.")
        return
    total = len(finding.links())
    picture = picture_of_links(
        links,
        read_among(asking, ends).nodes,
        workspace().ontology,
        communities=communities_of(finding) if "community_size" in finding.tables[finding.main] else None,
        total_links=total,
    )
    with st.container(key="quiet_drawn"):
        whole = f"all {total:,} links" if len(picture.links) == total else f"the heaviest of {total:,} links"
        st.text(
            f"{len(picture.nodes):,} entities and {len(picture.links):,} links: {whole} behind this finding."
        )
    look_at(
        picture,
        work().study,
        key=f"study_network_{finding.fingerprint[:16]}",
        height=NETWORK_HEIGHT,
        instead=ONLY_LOOK,
    )


def _card(asking: Asking, found: Found, table: str, rows: Sequence[int]) -> None:
    """The row that is chosen, the button that reads its records, and the way to the explorer."""
    finding = found.finding
    if not rows:
        with st.container(key="quiet_hint"):
            st.text("There is no row to read records of.")
        return
    row = rows[0]
    values = finding.tables[table].iloc[row]
    with st.container(key="kind_heading", gap=None):
        st.text(f"{_words(table)} · row {row + 1:,} of {len(finding.tables[table]):,}")
    with st.container(key="caption_heading", gap=None):
        st.text(shorten(clean_caption(names_of(finding.tables[table].iloc[[row]])[0]), CAPTION_LENGTH))
    with st.container(key="quiet_values", gap=None):
        st.text("\n".join(f"{_words(name)}: {_value(value)}" for name, value in values.items()))
    ids = entities_of(finding, table, rows if len(rows) > 1 else [row])
    with st.container(horizontal=True, gap="xsmall", key="quiet_sent"):
        if table in finding.cites:
            st.button(
                "Records behind this row",
                key="study_records",
                type="primary",
                on_click=_read,
                args=(table, row),
            )
        if ids:
            word = "these rows" if len(rows) > 1 else "this row"
            st.button(f"Draw {word} in the explorer", key="study_draw", on_click=_send, args=(asking, ids))
        if (selected := work().study.selected) and work().study.way == "network":
            word = f"Draw the {len(selected):,} selected"
            st.button(word, key="study_draw_selected", on_click=_send, args=(asking, selected))
        top = entities_of(finding, finding.main, range(min(SENT_ON, len(finding))))
        if len(top) > 1:
            st.button(
                f"Draw the first {len(top):,}", key="study_draw_top", on_click=_send, args=(asking, top)
            )
    if table not in finding.cites:
        st.text("Rows of this table have no records of their own; those of the other tables have.")
        return
    evidence = found.records.get((table, row))
    if evidence is None:
        return
    if not evidence:
        st.text("No record is behind this row, or none that is still there.")
    records(evidence, len(evidence))


def _words(name: object) -> str:
    """The name of a column, table or measure as people read it."""
    return str(name).replace("_", " ")


def _value(value: object) -> str:
    if isinstance(value, tuple | list):
        return f"{len(value):,}: {shorten('; '.join(map(str, value)), CAPTION_LENGTH)}"
    if isinstance(value, float):
        return f"{value:,.2f}" if abs(value) >= 1 else f"{value:.4g}"
    return shorten(clean_caption(str(value)), CAPTION_LENGTH)


def joined(asking: Asking, ids: tuple[str, ...]) -> tuple[str, ...]:
    """These entities, with their neighbours where no link joins them and none is a person or body.

    Goods, containers and documents alone say nothing: whose they are stands next to them.
    """
    among, ontology = read_among(asking, ids), workspace().ontology
    is_told = among.links.height or any(ontology.get(name).is_a("Party") for name in among.nodes["schema"])
    if len(ids) == 1 or is_told:
        return ids
    around = workspace().expand(ids, limit=MOST_AROUND, view=asking.view())
    return tuple(dict.fromkeys([*ids, *around.nodes["id"]]))


def _read(table: str, row: int) -> None:
    study = work().study
    if study.found is None or (table, row) in study.found.records:
        return
    try:
        study.found.records[table, row] = study.found.finding.evidence(row, table=table)
    except InterlinkError as error:
        study.problem = str(error)


def _send(asking: Asking, ids: tuple[str, ...]) -> None:
    draw(asking, joined(asking, ids))
    work().study.to_explorer = True
