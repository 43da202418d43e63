"""What the page on loads shows is what happens: the walk, the units, the tables."""

from __future__ import annotations

import configparser
import re
from pathlib import Path
from typing import get_args

import yaml
from test_documents import ROOT, desk_in, fenced, follow

from command_names import commands
from edited_sources import edited, edits, proposed, without_comments
from interlink.cli import cli
from interlink.loads.due import DueState
from interlink.loads.freshness import STATES
from interlink.mapping.source_file import parse_source
from interlink.sources import find_source

LOADS = ROOT / "docs" / "loads.md"


def text() -> str:
    return LOADS.read_text(encoding="utf-8")


def test_a_feed_comes_from_nothing_to_a_monitored_load_as_the_page_says(tmp_path: Path) -> None:
    served = tmp_path / "srv"
    for name in ("inbox", "sources"):
        (served / name).mkdir(parents=True)
    # The page's folders stand in the test's own.
    before, after = tmp_path / "before.md", tmp_path / "after.md"
    first, edit, second = text().replace("/srv", str(served)).partition("```diff\n")
    before.write_text(first, encoding="utf-8")
    after.write_text(edit + second, encoding="utf-8")
    (lines,) = edits(edit + second).values()
    source = served / "sources" / "subscribers.yaml"

    with desk_in(tmp_path) as (folder, environment):
        environment["INTERLINK_SOURCES"] = str(source.parent)
        assert follow(before, folder, environment) == 3
        assert without_comments(source.read_text(encoding="utf-8")) == proposed(lines)
        source.write_text(edited(lines), encoding="utf-8")
        assert follow(after, folder, environment) == 20


def test_the_lines_that_schedule_a_source_are_right_beside_a_shipped_one(tmp_path: Path) -> None:
    lines = next(block for block in fenced(LOADS, "yaml") if block.startswith("schedule:"))
    (tmp_path / "call_records.schedule.yaml").write_text(lines, encoding="utf-8")

    assert find_source("call_records", tmp_path).schedule == "every 6 hours"


def test_every_way_to_fetch_on_the_page_is_right() -> None:
    whole, _, _ = edited(edits(text())["subscribers"]).partition("schedule:")
    shown = re.findall(r"^\| `(\{.*\})` \|", text(), re.MULTILINE)
    schedules = re.findall(r"^\| `(every .*|[\d*].*)` \|", text(), re.MULTILINE)

    assert (len(shown), len(schedules)) == (3, 2)
    for fetch in shown:
        parse_source(f"{whole}fetch: {fetch.replace('PATH', '/srv/inbox')}", "page.yaml")
    for schedule in schedules:
        parse_source(f"{whole}schedule: {schedule}", "page.yaml")


def test_the_commands_in_units_and_lines_for_schedulers_are_commands() -> None:
    service, timer = fenced(LOADS, "ini")
    units = configparser.ConfigParser(interpolation=None)
    units.read_string(service)
    (job,) = (found for found in map(yaml.safe_load, fenced(LOADS, "yaml")) if "kind" in found)
    (container,) = job["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"]
    (cron,) = fenced(LOADS, "cron")

    command = "interlink loads run --due"
    assert units["Service"]["ExecStart"] == command
    assert " ".join(container["command"]) == command
    assert cron.strip().endswith(command)
    assert "OnCalendar=*:0/5" in timer
    named = set(re.findall(r"^interlink (loads \w+)", text(), re.MULTILINE))
    assert named == {
        "loads due",
        "loads run",
        "loads status",
        "loads runs",
        "loads quarantine",
        "loads retry",
    }
    assert named <= set(commands(cli))


def test_every_state_is_on_the_page() -> None:
    listed = re.findall(r"^\| `(\w+)` \| \w", text(), re.MULTILINE)

    assert listed == list(STATES)
    assert set(get_args(DueState)) - {"due"} <= set(listed)
