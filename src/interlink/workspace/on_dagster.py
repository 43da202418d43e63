"""The scheduled sources as assets of Dagster: `dagster dev -m interlink.workspace.on_dagster`.

The one file that imports Dagster, which is behind the extra `dagster`. Each source is one asset with its
schedule, its freshness policy, retries, and its expectations as asset checks; what it does is what
`interlink loads run` does, through the same door.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TypeAlias

import dagster as dg

from interlink.errors import StoreUnavailable, kept_words
from interlink.loads.plans import read_plans
from interlink.loads.unattended import RunReport
from interlink.mapping.spec import SourceSpec
from interlink.model.schedule import Schedule, parse_schedule, parse_span
from interlink.sources import shelf
from interlink.workspace import open_workspace

__all__ = ["definitions", "defs"]

PREFIX = "interlink"
RETRIES = dg.RetryPolicy(max_retries=3, delay=60, backoff=dg.Backoff.EXPONENTIAL)
# How often a source that runs every so many minutes, or hours and more, is looked at.
MINUTELY, OFTEN = "* * * * *", "*/5 * * * *"
# Among so many moments of a schedule lies its longest gap: a year of days.
MOMENTS = 366
Result: TypeAlias = dg.AssetCheckResult | dg.MaterializeResult[None]
COUNTS = ("records", "fragments_added", "fragments_retired", "fragments_unchanged", "quarantined")


@dg.definitions
def defs() -> dg.Definitions:
    """The definitions of the home that INTERLINK_* settings name, made when Dagster loads them."""
    return definitions()


def definitions() -> dg.Definitions:
    """An asset, a job and a schedule for each scheduled source that says where it fetches from.

    Raises
    ------
    SettingsError, StoreUnavailable   the home cannot be opened
    """
    workspace = open_workspace()
    extended = shelf(workspace.settings.own_sources).fields
    plans = read_plans(workspace.sources(), extended=extended)
    workspace.close()
    specs = [spec for spec in plans.specs.values() if spec.fetch is not None]
    return dg.Definitions(
        assets=[_asset(spec) for spec in specs], schedules=[_schedule(spec) for spec in specs]
    )


def _asset(spec: SourceSpec) -> dg.AssetsDefinition:
    key = dg.AssetKey([PREFIX, spec.source])
    checks = [
        dg.AssetCheckSpec(_check_name(schema), asset=key, description=f"{schema}: {_range(spec, schema)}")
        for schema in spec.expect
    ]

    asset = dg.AssetSpec(
        key,
        description=spec.title,
        group_name=PREFIX,
        freshness_policy=dg.FreshnessPolicy.time_window(fail_window=_late_after(spec)),
        skippable=True,
    )

    # A folder that holds nothing new says nothing of the source: neither it nor its checks have to come out,
    # which only a multi-asset may say of its checks.
    @dg.multi_asset(
        name=f"{PREFIX}__{spec.source}",
        specs=[asset],
        check_specs=checks,
        can_subset=True,
        retry_policy=RETRIES,
    )
    def run() -> Iterator[Result]:
        yield from _results(spec, _ran(spec))

    return run


def _ran(spec: SourceSpec) -> RunReport:
    """What the run did. Of an error that nobody foresaw Dagster gets the kind: it keeps what it is told."""
    workspace = open_workspace()
    try:
        return workspace.run_source(spec.source)
    except BaseException as error:
        if isinstance(error, Exception):
            where = f"`interlink loads run {spec.source}` shows where"
            # A store may be back in a minute.
            is_passing = isinstance(error, StoreUnavailable)
            raise dg.Failure(f"{kept_words(error)}; {where}", allow_retries=is_passing) from None
        raise
    finally:
        workspace.close()


def _results(spec: SourceSpec, report: RunReport) -> Iterator[Result]:
    """The checks and the materialization that a run comes to."""
    key = dg.AssetKey([PREFIX, spec.source])
    if report.loads or report.unmet:
        for schema in spec.expect:
            found = report.unmet.get(schema)
            yield dg.AssetCheckResult(
                passed=found is None,
                asset_key=key,
                check_name=_check_name(schema),
                metadata={"found": found or f"as expected: {_range(spec, schema)}"},
            )
    if report.state not in ("loaded", "nothing-new"):
        # What the source sent will not be better in a minute; a server or a file may be.
        raise dg.Failure(report.reason, metadata={"run": report.run}, allow_retries=not report.unmet)
    is_folder = spec.fetch is not None and spec.fetch.folder is not None
    if report.loads or not is_folder:
        yield dg.MaterializeResult(asset_key=key, metadata=_metadata(report))


def _metadata(report: RunReport) -> dict[str, int | str]:
    counts = {name: sum(asdict(load)[name] for load in report.loads) for name in COUNTS}
    said = {"loads": ", ".join(str(load.load) for load in report.loads), "reason": report.reason}
    return {"state": report.state, "run": report.run, "tries": report.tries, **counts, **said}


def _schedule(spec: SourceSpec) -> dg.ScheduleDefinition:
    """Looks whether the source is due at each moment of its cron line, or often where it has none."""
    schedule = parse_schedule(spec.schedule or "")

    def is_due(_context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        workspace = open_workspace()
        try:
            found = {each.source: each for each in workspace.due()}
        finally:
            workspace.close()
        if spec.source not in found:
            return dg.SkipReason("it is not due")
        due = found[spec.source]
        return dg.RunRequest() if due.state == "due" else dg.SkipReason(f"{due.state}: {due.why}")

    return dg.ScheduleDefinition(
        name=f"{spec.source}_schedule",
        job=dg.define_asset_job(f"{spec.source}_load", [dg.AssetKey([PREFIX, spec.source])]),
        cron_schedule=_cron(schedule),
        execution_timezone=schedule.zone,
        execution_fn=is_due,
        description=spec.schedule,
        default_status=dg.DefaultScheduleStatus.RUNNING,
    )


def _cron(schedule: Schedule) -> str:
    if schedule.every is None:
        return schedule.cron
    return MINUTELY if schedule.every < timedelta(hours=1) else OFTEN


def _late_after(spec: SourceSpec) -> timedelta:
    """What the source says, or the longest time in which its schedule comes twice."""
    if spec.late_after is not None:
        return parse_span(spec.late_after)
    schedule = parse_schedule(spec.schedule or "")
    moments = [datetime.now(UTC)]
    while len(moments) < MOMENTS:
        moments.append(schedule.after(moments[-1]))
    gaps = [after - before for before, after in pairwise(moments[1:])]
    return max(first + second for first, second in pairwise(gaps))


def _check_name(schema: str) -> str:
    return f"expect_{schema}"


def _range(spec: SourceSpec, schema: str) -> str:
    expected = spec.expect[schema]
    most = "" if expected.most is None else f", at most {expected.most:,}"
    return f"at least {expected.least:,}{most}"
