"""Writing a query of one's own: the text beside what the graph holds, saved for oneself or for all."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import polars as pl
import streamlit as st
from home import workspace
from state import Asking, work
from widgets.library import choose

from interlink.access.rights import RIGHTS
from interlink.errors import InterlinkError
from interlink.ledger.queries import QueryRow
from interlink.model.moments import moment
from interlink.queries.names import Vocabulary
from interlink.queries.template import query_template
from interlink.render.label import clean_caption, shorten

__all__ = ["write", "writing"]

LONGEST, HEIGHT, NAMES_HEIGHT = 100_000, 470, 430
# So few are told whole.
FEW_NAMES, FEW_KINDS = 4, 3
LINE_LENGTH = 70
AT_LINE = re.compile(r"^query:(\d+): ", re.MULTILINE)
ID = re.compile(r"^// *id *= *\"([^\"]+)\"", re.MULTILINE)
PRIVATE, SHARED = "Only me", "All who may run queries"
COLUMNS = {
    "Name": st.column_config.TextColumn(width=130),
    "From and to": st.column_config.TextColumn(width=170),
    "Has": st.column_config.TextColumn(width=900),
}


def write(text: str) -> None:
    """Opens the editor with this text."""
    inquiry = work().inquiry
    inquiry.draft, inquiry.page = text, "write"
    inquiry.drafts += 1
    inquiry.problem = inquiry.words = ""


def writing(asking: Asking) -> None:
    """The editor, and what may stand in it; a refusal without the right."""
    if not asking.principal.may("cypher"):
        with st.container(key="problem_write"):
            st.text(
                f"You may not {RIGHTS['cypher']}, and a query decides what is asked: writing one is for those"
                " with that right, such as analysts. An administrator gives rights."
            )
        return
    inquiry = work().inquiry
    own = workspace().own_queries(view=asking.view())
    if not inquiry.draft:
        inquiry.draft = query_template(datetime.now(UTC).date())
    left, right = st.columns([1.5, 1], gap="small")
    with left:
        _begin(asking, own)
        st.text_area(
            "The query: its title and header in lines that begin with //, then Cypher that reads",
            value=inquiry.draft,
            key=f"draft_{inquiry.drafts}",
            on_change=_hold,
            height=HEIGHT,
            max_chars=LONGEST,
        )
        _save(asking, own)
    with right:
        _names()
        _versions(asking, own)


def _hold() -> None:
    """What was written stays when another page is looked at."""
    inquiry = work().inquiry
    inquiry.draft = str(st.session_state.get(f"draft_{inquiry.drafts}") or "")


def _begin(asking: Asking, own: Sequence[QueryRow]) -> None:
    """Where to begin: anew, from one that there is, or from a file."""
    inquiry = work().inquiry
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall", key="bar"):
        st.button("Begin anew", key="draft_new", on_click=write, args=("",))
        if inquiry.query:
            st.button("Change the chosen query", key="draft_chosen", on_click=_change, args=(asking,))
        texts = {row.query: row.text for row in own}
        if texts:
            st.selectbox(
                "Your own",
                [*texts],
                index=None,
                key=f"draft_own_{inquiry.drafts}",
                placeholder="Open one of your own",
                label_visibility="collapsed",
                width=230,
                on_change=_open_own,
                args=(texts, f"draft_own_{inquiry.drafts}"),
            )
        with st.popover("From a file", key="draft_file"):
            given = st.file_uploader("A .cypher file", key=f"draft_given_{inquiry.drafts}")
            if given is not None:
                st.button(
                    "Put it into the editor", key="draft_take", on_click=_take, args=(given.getvalue(),)
                )


def _open_own(texts: dict[str, str], key: str) -> None:
    if chosen := st.session_state.get(key):
        write(texts[chosen])


def _change(asking: Asking) -> None:
    try:
        write(workspace().query(work().inquiry.query, view=asking.view()).text)
    except InterlinkError as error:
        work().inquiry.problem = str(error)


def _take(content: bytes) -> None:
    try:
        write(content.decode("utf-8"))
    except UnicodeDecodeError:
        work().inquiry.problem = "This file is not UTF-8. Save it as UTF-8 and choose it again."


def _save(asking: Asking, own: Sequence[QueryRow]) -> None:
    inquiry = work().inquiry
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="quiet_save"):
        st.button("Save", key="draft_save", type="primary", on_click=_keep, args=(asking,))
        key = _sharing()
        if key not in st.session_state:
            # A new version goes to those who read the last one, until somebody chooses otherwise.
            st.session_state[key] = SHARED if _is_shared(own) else PRIVATE
        st.radio("Who may see and run it", [PRIVATE, SHARED], key=key, horizontal=True)
        st.download_button(
            "Download as a file",
            str(st.session_state.get(f"draft_{inquiry.drafts}") or ""),
            file_name=f"{(_id() or 'query').rpartition('/')[2]}.cypher",
            mime="text/plain",
            on_click="ignore",
            key="draft_download",
        )


def _keep(asking: Asking) -> None:
    """Saves what stands in the editor; what is wrong with it is told, and the text stays."""
    inquiry = work().inquiry
    _hold()
    is_shared = st.session_state.get(_sharing()) == SHARED
    was_shared = _is_shared(workspace().own_queries(view=asking.view()))
    inquiry.problem = inquiry.words = ""
    try:
        row = workspace().save_query(inquiry.draft, shared=is_shared, view=asking.view())
    except InterlinkError as error:
        inquiry.problem = _told(str(error), inquiry.draft)
        return
    choose(row.query)
    inquiry.page = "write"
    whom = "all who may run queries" if row.shared else "you alone"
    hidden = " Others read it until now, and find it no more." if was_shared and not row.shared else ""
    inquiry.words = (
        f"Saved as {row.query}, version {row.version}, for {whom}.{hidden} Its form stands on the left."
    )


def _sharing() -> str:
    """The key of who may see what stands in the editor."""
    return f"draft_shared_{work().inquiry.drafts}"


def _id() -> str:
    """What the text in the editor calls its query; empty where it does not say so."""
    named = ID.search(work().inquiry.draft)
    return named[1] if named is not None else ""


def _is_shared(own: Sequence[QueryRow]) -> bool:
    """Whether the last version of what stands in the editor is shared."""
    return _id() in {row.query for row in own if row.shared}


def _told(problem: str, text: str) -> str:
    """What is wrong with a text, with the lines themselves: the editor numbers none."""
    lines = text.splitlines()

    def line(found: re.Match[str]) -> str:
        number = int(found[1])
        said = clean_caption(lines[number - 1].strip()) if number <= len(lines) else ""
        return f"Line {number}, {shorten(said, LINE_LENGTH)}\n    " if said else f"Line {number}: "

    return AT_LINE.sub(line, problem)


def _names() -> None:
    """What a statement may name: kinds of entities and links, and what each has."""
    sought = st.text_input(
        "What the graph holds",
        key="draft_names",
        placeholder="Such as phone, or amount",
        icon=":material/search:",
    )
    words, text = Vocabulary(workspace().ontology), sought.strip().lower()
    rows = [
        {"Name": f":{name}", "From and to": _ends(*words.ends[name], text), "Has": ", ".join(sorted(has))}
        if name in words.ends
        else {"Name": name, "From and to": "", "Has": ", ".join(sorted(has))}
        for named in (words.labels, words.types)
        for name, has in sorted(named.items())
        if text in " ".join((name, *(kind for end in words.ends.get(name, ()) for kind in end), *has)).lower()
    ]
    if not rows:
        st.text("No kind and no property is called so.")
        return
    whole = (
        rows if len(rows) <= FEW_NAMES else [row for row in rows if row["Name"].lower().strip(":") == text]
    )
    with st.container(key="quiet_names"):
        if whole:
            st.text("\n\n".join(map(_whole, whole)))
        if len(whole) == len(rows):
            return
        st.text(
            "Entities first, then links, which begin with a colon. Search for one to read all that it has."
        )
    st.dataframe(
        pl.DataFrame([row for row in rows if row not in whole]),
        alt="Names",
        column_config=COLUMNS,
        hide_index=True,
        height=min(NAMES_HEIGHT, 38 + 35 * (len(rows) - len(whole))),
    )


def _ends(source: Sequence[str], target: Sequence[str], sought: str) -> str:
    """What a link joins, what is sought first."""
    return f"{_kinds(source, sought)} to {_kinds(target, sought)}"


def _kinds(kinds: Sequence[str], sought: str) -> str:
    if not kinds:
        return "anything"
    more = f" and {len(kinds) - FEW_KINDS} more kinds" if len(kinds) > FEW_KINDS else ""
    return " or ".join(sorted(kinds, key=lambda kind: sought not in kind.lower())[:FEW_KINDS]) + more


def _whole(row: Mapping[str, str]) -> str:
    ends = f", from {row['From and to']}," if row["From and to"] else ""
    return f"{row['Name']}{ends} has {row['Has']}"


def _versions(asking: Asking, own: Sequence[QueryRow]) -> None:
    """The versions of the chosen query, where it is one's own, and the way to forget it."""
    inquiry = work().inquiry
    if inquiry.query not in {row.query for row in own}:
        return
    rows = workspace().query_versions(inquiry.query, view=asking.view())
    with st.expander(f"{len(rows):,} version{'s' * (len(rows) != 1)} of {inquiry.query}"):
        for row in rows:
            with st.container(
                horizontal=True, vertical_alignment="center", key=f"quiet_version_{row.version}"
            ):
                whom = "shared" if row.shared else "private"
                st.text(f"{row.version}, {whom}, {moment(row.saved_at):%Y-%m-%d %H:%M} UTC")
                st.button("Open", key=f"draft_version_{row.version}", on_click=write, args=(row.text,))
        with st.popover("Forget it", key="draft_forget"):
            st.text(
                "All its versions go, also for those whom it is shared with. The audit log keeps what ran."
            )
            st.button(
                "Forget this query", key="draft_forget_it", on_click=_forget, args=(asking, inquiry.query)
            )


def _forget(asking: Asking, id_: str) -> None:
    inquiry = work().inquiry
    inquiry.problem = inquiry.words = ""
    try:
        workspace().forget_query(id_, view=asking.view())
    except InterlinkError as error:
        inquiry.problem = str(error)
        return
    inquiry.query, inquiry.answered = "", None
    inquiry.words = f"{id_} is forgotten."
