"""A scheduled source as an asset of Dagster, materialised end to end in a home of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import dagster as dg
import pytest

from homes import PEOPLE, csv
from interlink.errors import StoreUnavailable
from interlink.workspace import Workspace, on_dagster, open_workspace
from interlink.workspace.on_dagster import definitions

T = TypeVar("T")
KEY = dg.AssetKey(["interlink", "people"])
MORE = """
schedule: {schedule}
fetch: {{folder: '{inbox}', pattern: '*.csv'}}
expect: {{Person: {{least: 1, most: 100}}, Phone: {{least: 1}}}}
"""


@pytest.fixture
def inbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with one scheduled source, and the folder it watches."""
    folder, sources = tmp_path / "inbox", tmp_path / "sources"
    folder.mkdir()
    sources.mkdir()
    monkeypatch.setenv("INTERLINK_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("INTERLINK_SOURCES", str(sources))
    monkeypatch.setenv("INTERLINK_GRAPH_HEAP", "512m")
    monkeypatch.setenv("INTERLINK_GRAPH_URI", "bolt://127.0.0.1:1")
    schedule(sources, folder, "every 6 hours")
    return folder


def schedule(sources: Path, inbox: Path, when: str) -> None:
    more = MORE.format(schedule=when, inbox=inbox)
    text = PEOPLE.format(source="people", delivery="full", operation="null", more=more)
    (sources / "people.yaml").write_text(text, encoding="utf-8")


def put(inbox: Path, name: str, rows: list[tuple[str, ...]]) -> None:
    path = inbox / name
    path.write_text(csv(rows), encoding="utf-8")
    os.utime(path, (time.time() - 120, time.time() - 120))


def apart(call: Callable[[], T]) -> T:
    """In a thread of its own: a browser that another test started keeps the loop of this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(call).result()


def materialize(*, raise_on_error: bool = True) -> dg.ExecuteInProcessResult:
    def run() -> dg.ExecuteInProcessResult:
        assets = list(definitions().assets or [])
        with dg.DagsterInstance.ephemeral() as instance:
            return dg.materialize(assets, instance=instance, raise_on_error=raise_on_error)

    return apart(run)


def checks(result: dg.ExecuteInProcessResult) -> dict[str, bool]:
    return {each.check_name: each.passed for each in result.get_asset_check_evaluations()}


def test_a_source_is_materialised_with_counts_and_checks(inbox: Path) -> None:
    put(inbox, "monday.csv", [("1", "Ada", "+31612345671"), ("2", "Bo", "+31612345672")])
    result = materialize()

    (event,) = result.asset_materializations_for_node("interlink__people")
    told = {name: value.value for name, value in event.metadata.items()}
    assert event.asset_key == KEY
    assert told == {
        "state": "loaded",
        "run": 1,
        "tries": 1,
        "records": 2,
        "fragments_added": 6,
        "fragments_retired": 0,
        "fragments_unchanged": 0,
        "quarantined": 0,
        "loads": "1",
        "reason": "",
    }
    assert checks(result) == {"expect_Person": True, "expect_Phone": True}
    workspace = open_workspace()
    assert [(row.source, row.state, row.load) for row in workspace.runs()] == [("people", "loaded", 1)]
    assert [each.state for each in workspace.freshness()] == ["fresh"]
    workspace.close()


def test_a_folder_without_anything_new_materialises_nothing(inbox: Path) -> None:
    assert materialize().asset_materializations_for_node("interlink__people") == []


def test_an_expectation_that_is_not_met_fails_its_check_and_is_not_tried_again(inbox: Path) -> None:
    put(inbox, "monday.csv", [])
    result = materialize(raise_on_error=False)

    assert not result.success
    assert checks(result) == {"expect_Person": False, "expect_Phone": False}
    assert [event for event in result.all_events if event.is_step_up_for_retry] == []
    assert result.asset_materializations_for_node("interlink__people") == []


@pytest.mark.parametrize(
    ("error", "said", "times"),
    [
        (StoreUnavailable("the ledger is locked"), "StoreUnavailable: the ledger is locked", 2),
        (ValueError("Ada Vell"), "ValueError", 1),
    ],
)
def test_an_error_outside_the_run_is_told_without_records_and_tried_again_where_it_may_pass(
    inbox: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, said: str, times: int
) -> None:
    tries: list[str] = []

    def failing(_workspace: object, source: str) -> None:
        tries.append(source)
        raise error

    monkeypatch.setattr(Workspace, "run_source", failing)
    monkeypatch.setattr(on_dagster, "RETRIES", dg.RetryPolicy(max_retries=1))
    result = materialize(raise_on_error=False)

    told = [event.step_failure_data for event in result.all_events if event.is_step_failure]
    assert tries == ["people"] * times
    assert [data.user_failure_data.description for data in told if data.user_failure_data] == [
        f"{said}; `interlink loads run people` shows where"
    ]
    assert "Ada Vell" not in str(told)


@pytest.mark.parametrize(
    ("when", "cron", "zone", "fails_after"),
    [
        ("every 6 hours", "*/5 * * * *", "UTC", timedelta(hours=12)),
        ("every 10 minutes", "* * * * *", "UTC", timedelta(minutes=20)),
        ("30 6 * * 1-5 Europe/Vienna", "30 6 * * 1-5", "Europe/Vienna", timedelta(days=4, hours=1)),
        ("every day\nlate_after: 3 days", "*/5 * * * *", "UTC", timedelta(days=3)),
    ],
)
def test_an_asset_has_its_schedule_retries_and_freshness_policy(
    inbox: Path, tmp_path: Path, when: str, cron: str, zone: str, fails_after: timedelta
) -> None:
    schedule(tmp_path / "sources", inbox, when)
    made = definitions()
    (asset,) = made.assets or []
    (tick,) = made.schedules or []

    assert isinstance(asset, dg.AssetsDefinition)
    assert isinstance(tick, dg.ScheduleDefinition)
    policy = asset.specs_by_key[KEY].freshness_policy
    assert policy == dg.FreshnessPolicy.time_window(fail_window=fails_after)
    assert asset.op.retry_policy == dg.RetryPolicy(3, 60, dg.Backoff.EXPONENTIAL)
    assert (tick.cron_schedule, tick.execution_timezone) == (cron, zone)


def test_a_schedule_runs_what_is_due_and_nothing_else(inbox: Path) -> None:
    (tick,) = definitions().schedules or []
    assert isinstance(tick, dg.ScheduleDefinition)

    def asked() -> list[object]:
        with dg.build_schedule_context() as context:
            found = tick.evaluate_tick(context)
            return [len(found.run_requests or []), found.skip_message]

    assert apart(asked) == [1, None]
    materialize()
    assert apart(asked) == [0, "it is not due"]


def test_dagster_runs_an_asset_by_the_name_of_the_module(inbox: Path, tmp_path: Path) -> None:
    put(inbox, "monday.csv", [("1", "Ada", "+31612345671")])
    (tmp_path / "dagster.yaml").write_text("telemetry: {enabled: false}\n", encoding="ascii")
    asked = ["asset", "materialize", "--select", "interlink/people", "-m", "interlink.workspace.on_dagster"]
    done = subprocess.run(
        [sys.executable, "-m", "dagster", *asked],
        env={**os.environ, "DAGSTER_HOME": str(tmp_path)},
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )
    workspace = open_workspace()
    ran = [(row.source, row.state) for row in workspace.runs()]
    workspace.close()

    assert done.returncode == 0, done.stderr
    assert ran == [("people", "loaded")]
