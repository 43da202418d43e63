"""The auditor's screen: who looked at whom, when and why, what left, and whether the log is whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import streamlit as st
from state import Asking, Chain, read_chain, read_events
from widgets.asking import ask
from widgets.events import Wish, about, did, listed, matching, others, reads_the_log, time_of, to_whom

from interlink.access.audit import OPERATIONS, AuditEvent

# So many are read at once; older ones are found by reading more.
NEWEST, MORE = 1_000, 10
HASH_LENGTH = 64
TOLD = 5
COLUMNS = {
    "No.": st.column_config.NumberColumn(width=42),
    "When (UTC)": st.column_config.TextColumn(width=126),
    "Who": st.column_config.TextColumn(width=56),
    "What they did": st.column_config.TextColumn(width=124),
    "About": st.column_config.TextColumn(width=116),
    "Why": st.column_config.TextColumn(width=122),
}


def oversee() -> None:
    """The screen from top to bottom."""
    asking = ask("Audit", is_dated=False)
    if asking is None:
        return
    number = st.session_state.setdefault("audit_number", 1)
    newest = st.session_state.setdefault("audit_newest", NEWEST)
    _chain(asking, number)
    subject = str(st.session_state.get("audit_subject") or "").strip()
    # Of an id every look is found, however old; words are sought in what was read.
    by_id = subject if ":" in subject and " " not in subject else ""
    events = read_events(asking, newest, by_id, number)
    if by_id:
        # Who looked at somebody, not who asked this log that.
        events = [event for event in events if not reads_the_log(event)]
    with st.sidebar:
        wish = _wish(events)
    found = matching(events, replace(wish, subject="") if by_id else wish)
    is_all = len(events) < newest
    left, right = st.columns([1.9, 1], gap="small")
    with left:
        _counted(len(found), len(events), is_all=is_all)
        chosen = _table(found, wish, is_all=is_all)
    with right, st.container(height=560, border=True, key="card", gap="xsmall"):
        if chosen is None:
            with st.container(key="quiet_hint"):
                st.text("Click a row to read the whole event.")
                st.text("Search for an id to see everybody who looked at it, and what they sent on.")
                st.text("Nobody changes what stands here, and your own looks stand here, too.")
        else:
            _event(chosen)


def _chain(asking: Asking, number: int) -> None:
    with st.spinner("Checking that no event was changed or removed"):
        chain = read_chain(asking, "", number)
    at = f"{chain.at:%Y-%m-%d %H:%M:%S} UTC"
    with st.container(key="problem_chain" if chain.problems else "chain_whole", gap="xsmall"):
        if chain.problems:
            st.text(f"The log is broken: {chain.problems[0]} (checked {at}).")
        else:
            st.text(f"The log is whole as of {at}.")
    with st.container(key="quiet_chain", gap="xsmall"):
        for problem in chain.problems[1:TOLD]:
            st.text(problem)
        if len(chain.problems) > TOLD:
            st.text(f"and {len(chain.problems) - TOLD:,} more")
        for known in chain.known[:TOLD]:
            st.text(f"Accepted by an auditor: {known}")
        if chain.problems:
            st.text(
                "People can go on looking, and that is logged; loads, changes and exports have stopped. Keep"
                " audit.sqlite as evidence and compare a backup. `interlink audit accept` lets work go on."
            )
        else:
            st.text(
                "No event was changed, removed or put in between. That none was cut off at the end shows only"
                " against a head kept elsewhere: save this one there."
            )
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="bar"):
        st.button("Check and read again", key="audit_again", on_click=_again)
        st.download_button(
            "Save the head",
            _head(chain),
            file_name=f"audit-head-{chain.at:%Y%m%dT%H%M%SZ}.txt",
            mime="text/plain",
            on_click="ignore",
            key="audit_head",
            disabled=bool(chain.problems),
        )
        with st.popover("Compare with a head kept elsewhere", key="compare"):
            _compare(asking, number)


def _compare(asking: Asking, number: int) -> None:
    kept = st.text_input(
        "Its hash", key="audit_kept_head", max_chars=200, placeholder="64 digits and letters"
    )
    kept = kept.strip().lower()
    if not kept:
        return
    if len(kept) != HASH_LENGTH or not set(kept) <= set("0123456789abcdef"):
        st.text(f"That is no hash: expected {HASH_LENGTH} of the digits 0-9 and the letters a-f.")
        return
    problems = read_chain(asking, kept, number).problems
    st.text(problems[-1] if problems else "The log still holds it: nothing was cut off since.")


def _head(chain: Chain) -> str:
    return f"{chain.head}\nhead of the interlink audit log at {chain.at.isoformat(timespec='seconds')}\n"


def _again() -> None:
    st.session_state["audit_number"] += 1


def _more() -> None:
    st.session_state["audit_newest"] *= MORE


def _wish(events: list[AuditEvent]) -> Wish:
    subject = st.text_input(
        "About", key="audit_subject", max_chars=200, placeholder="an id, or words that were searched"
    )
    who = st.selectbox(
        "Who", sorted({event.principal for event in events}), index=None, key="audit_who", placeholder="All"
    )
    operations = st.multiselect("Operation", OPERATIONS, key="audit_operations", placeholder="All")
    picked = st.date_input("Days (UTC)", value=[], key="audit_days", max_value="today")
    days: tuple[date, ...] = picked if isinstance(picked, tuple) else (picked,)
    since, until = (*days, None, None)[:2]
    return Wish(who, tuple(operations), since, until, subject)


def _counted(found: int, read: int, *, is_all: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="quiet_counted"):
        of = f"all {read:,}" if is_all else f"the newest {read:,}"
        st.text(f"{found:,} of {of} events, newest first.")
        if not is_all:
            st.button("Read older ones", key="audit_more", on_click=_more)


def _table(found: list[AuditEvent], wish: Wish, *, is_all: bool) -> AuditEvent | None:
    """The table; gives the event whose row is chosen."""
    if not found:
        older = "" if is_all else ", or read older ones"
        st.text(f"No event is like that. Leave out a filter{older}.")
        return None
    # A table that stays would keep its choice though other rows stand there.
    key = f"events_{hash((wish, found[-1].seq, len(found)))}"
    table = st.dataframe(
        listed(found),
        key=key,
        column_config=COLUMNS,
        hide_index=True,
        height=520,
        on_select="rerun",
        selection_mode="single-row",
    )
    rows = table["selection"]["rows"]
    newest_first = sorted(found, key=lambda event: -event.seq)
    return newest_first[rows[0]] if rows and rows[0] < len(newest_first) else None


def _event(event: AuditEvent) -> None:
    with st.container(key="kind_heading", gap=None):
        st.text(f"Event {event.seq:,} · {event.operation}")
    with st.container(key="caption_heading", gap=None):
        st.text(f"{event.principal or 'somebody'} {did(event)}")
    st.text(f"When: {time_of(event):%Y-%m-%d %H:%M:%S} UTC")
    st.text(f"For: {event.purpose or 'no stated purpose'}")
    st.text(f"Because: {event.reason or 'no reason stated'}")
    if what := about(event):
        st.text(f"About: {what}")
    if to := to_whom(event):
        st.text(f"To: {to}")
    for line in others(event):
        with st.container(key=f"quiet_{hash(line)}", gap=None):
            st.text(line)
    with st.container(key="hash_event", gap=None):
        st.text(f"hash {event.hash}")
        st.text(f"after {event.prev_hash}")


oversee()
