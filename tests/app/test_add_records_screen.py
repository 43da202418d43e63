"""Adding records, run without a browser: what cannot be read or tried is told, and each file has its form."""

from __future__ import annotations

from pathlib import Path

import pytest
import streamlit as st
from app_homes import APP
from streamlit import config
from streamlit.testing.v1 import AppTest

from packed_files import workbook


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AppTest:
    monkeypatch.syspath_prepend(str(APP))
    monkeypatch.setenv("INTERLINK_HOME", str(tmp_path))
    st.cache_resource.clear()
    config.set_option("server.address", "127.0.0.1")
    app = AppTest.from_file(str(APP / "main.py"), default_timeout=120).run()
    return app.switch_page("screens/add_records.py").run()


def drop(app: AppTest, name: str, content: bytes) -> AppTest:
    app.file_uploader(key="delivered").set_value((name, content, "text/csv")).run()
    assert not app.exception
    return app


def texts(app: AppTest) -> list[str]:
    return [text.value for text in app.text]


def field(app: AppTest, label: str) -> str:
    (found,) = [box.value for box in app.text_input if box.label == label]
    return str(found)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (
            "post.mbox",
            "post.mbox: no source can be proposed for a file of format 'email'; expected one of",
        ),
        (
            "cargo.edi",
            "cargo.edi: no source can be proposed for a file of format 'edifact'; expected one of",
        ),
        ("book.xlsx", "book.xlsx: the zip file is damaged"),
        ("empty.csv", "empty.csv: the file is empty. Ask for the delivery again."),
    ],
)
def test_a_file_that_no_source_can_be_proposed_for_is_told_in_words(
    screen: AppTest, name: str, words: str
) -> None:
    app = drop(screen, name, b"" if name == "empty.csv" else b"PK\x03\x04")

    assert [text for text in texts(app) if text.startswith(words)]


def test_a_file_that_is_not_utf_8_is_read_in_the_encoding_that_somebody_chooses(screen: AppTest) -> None:
    app = drop(screen, "people.csv", "name,phone\nИван Петров,+31612345678\n".encode("cp1251"))
    (choice,) = [box for box in app.selectbox if box.label.startswith("Encoding")]
    assert choice.value == "latin-1"
    assert [text for text in texts(app) if text.startswith("CHECK encoding: it is not UTF-8")]

    choice.select("cp1251").run()

    assert not app.exception
    (samples,) = [table.value for table in app.dataframe if "Says" in table.value.columns]
    assert "name: Иван Петров" in list(samples["Says"])
    assert "encoding: cp1251" in app.code[0].value


def test_a_workbook_is_read_from_the_sheet_that_somebody_chooses(screen: AppTest) -> None:
    people = [["name", "birth_date"], ["Ada Vell", "1980-02-03"]]
    book = workbook(people, others={"Firms": [["company", "country"], ["Vell Ltd", "NL"]]})
    app = drop(screen, "feed.xlsx", book)
    assert app.selectbox(key="sheet_1").options == ["Data", "Firms"]
    assert not [text for text in texts(app) if "--sheet" in text]
    app.selectbox(key="sheet_1").select("Firms").run()

    assert not app.exception
    columns = app.session_state["added_proposal"].columns
    assert [column.name for column in columns] == ["company", "country"]
    assert app.selectbox(key="sheet_2").value == "Firms"


def test_a_form_that_is_no_source_is_told_and_stays(screen: AppTest) -> None:
    app = drop(screen, "calls.csv", b"caller,callee\n+31612345678,+31612345679\n")
    (codes,) = [box for box in app.multiselect if box.label == "Handling codes"]

    codes.set_value([])
    app.button(key="try").click().run()

    assert not app.exception
    assert "a handling code is needed; H0 is for any lawful use" in texts(app)
    assert field(app, "Name of the source") == "calls"


def test_another_file_has_a_form_of_its_own(screen: AppTest) -> None:
    app = drop(screen, "calls.csv", b"caller,callee\n+31612345678,+31612345679\n")

    app = drop(app, "people.csv", "имя;примечание\nИван;приехал\n".encode())

    assert field(app, "Name of the source") == "people"
    assert "1 record gives: 1 report." in texts(app)
