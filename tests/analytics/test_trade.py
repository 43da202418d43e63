from __future__ import annotations

import statistics

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interlink.analytics import trade
from interlink.analytics.peers import compare
from interlink.errors import QueryError
from interlink.projection import Constraints, Projection, with_attributes

FIGURES = st.lists(st.integers(-5, 5), min_size=1, max_size=30)
TEA = {"hs_code": "090240", "origin_country": "IN", "destination_country": "NL", "procedure": "import"}


def papers(*rows: dict[str, object], edges: list[tuple[str, str, str]] | None = None) -> Projection:
    """Papers d00, d01, ... of tea, each with what its row says besides, and links between entities."""
    said = pd.DataFrame([{"id": f"d{n:02}", **TEA, **row} for n, row in enumerate(rows)])
    linked = edges or []
    ends = pd.DataFrame(linked, columns=["src", "dst", "layer"])
    bare = Projection.from_links(
        ends["src"],
        ends["dst"],
        layer=ends["layer"] if linked else None,
        nodes=sorted({*said["id"], *ends["src"], *ends["dst"]}),
        directed=True,
    )
    return with_attributes(bare, said)


def priced(*prices: float) -> Projection:
    return papers(*({"value": price * 100, "weight_kg": 100.0} for price in prices))


def test_one_price_among_equal_ones_is_scored_by_the_mean_deviation() -> None:
    finding = trade(priced(*[2.0] * 19, 8.0), resamples=0)

    row = finding.frame().to_dict("records")[0]
    # log 4 away; the mean deviation is a twentieth of that
    assert row.pop("score") == pytest.approx(20 / 1.2533141373155003)
    assert row == {
        "rank": 1,
        "kind": "price",
        "what": "d19",
        "caption": "d19",
        "measure": "value per kg",
        "commodity": "090240",
        "scope": "HS 6, corridor",
        "peer_group": 1,
        "peers": 19,
        "direction": "over",
        "expected": 2.0,
        "found": 8.0,
    }
    assert len(finding) == 1
    assert [e.locator for e in finding.evidence(0)] == ["row 19"]
    assert len(finding.evidence(0, table="peers")) == 20
    assert finding.table("peers").to_dict("records") == [
        {
            "peer_group": 1,
            "measure": "value per kg",
            "commodity": "090240",
            "scope": "HS 6, corridor",
            "papers": 20,
            "low": 2.0,
            "median": 2.0,
            "high": 2.0,
        }
    ]


@settings(deadline=None)
@given(figures=FIGURES)
def test_scores_are_those_of_plain_medians(figures: list[int]) -> None:
    values = np.array(figures, dtype=np.float64)

    found = compare(values, [np.zeros(values.size, dtype=np.int64)], least=0)

    middle = statistics.median(figures)
    away = [abs(each - middle) for each in figures]
    unit = statistics.median(away) / 0.6744897501960817 or statistics.mean(away) * 1.2533141373155003
    expected = [(each - middle) / unit if unit else 0.0 for each in figures]
    assert found.score.tolist() == pytest.approx(expected)
    assert found.expected.tolist() == [middle] * len(figures)


def test_prices_below_their_peers_and_within_the_tolerance() -> None:
    p = priced(*[2.0] * 30, 0.5, 2.1)

    assert trade(p, resamples=0).frame()[["what", "direction"]].values.tolist() == [["d30", "under"]]
    assert set(trade(p, tolerance=0.0, resamples=0).frame()["what"]) == {"d30", "d31"} - {"d31"}


def test_peers_are_sought_more_widely_until_there_are_enough() -> None:
    same = [{"value": 200.0, "weight_kg": 100.0} for _ in range(11)]
    green = [{**row, "hs_code": "090220"} for row in same]
    odd = {"value": 900.0, "weight_kg": 100.0, "hs_code": "090210"}
    far = {**odd, "hs_code": "090240", "origin_country": "LK"}

    found = trade(papers(*same, *green, odd, far), resamples=0).frame()

    assert found[["what", "scope", "commodity", "peers"]].values.tolist() == [
        ["d22", "HS 4, corridor", "0902", 22],
        ["d23", "HS 6", "090240", 11],
    ]


def test_kinds_procedures_and_currencies_are_never_mixed() -> None:
    euro = [{"value": 200.0, "weight_kg": 100.0, "currency": "EUR"} for _ in range(12)]
    yen = {"value": 30_000.0, "weight_kg": 100.0, "currency": "JPY"}
    export = {"value": 900.0, "weight_kg": 100.0, "currency": "EUR", "procedure": "export"}

    finding = trade(papers(*euro, yen, export), resamples=0)

    assert finding.frame().empty
    assert finding.measures == {"papers": 14.0, "compared": 12.0, "uncompared": 2.0}
    assert any("2 figures have too few peers" in caveat for caveat in finding.caveats)


def test_packages_that_are_heavier_than_others() -> None:
    rows = [{"weight_kg": 500.0 + n % 3, "packages": 10.0} for n in range(20)]

    found = trade(papers(*rows, {"weight_kg": 2000.0, "packages": 10.0}), resamples=0).frame()

    assert found[["kind", "what", "direction", "expected", "found"]].values.tolist() == [
        ["weight", "d20", "over", 50.1, 200.0]
    ]


def test_a_detour_among_direct_routes_of_the_same_goods() -> None:
    goods = [{"hs_code": "090240"} for _ in range(16)]
    direct = [(f"d{n:02}", "INNSA>NLRTM", "FOLLOWS") for n in range(15)]
    p = papers(*goods, edges=[*direct, ("d15", "INNSA>AEJEA>NLRTM", "FOLLOWS")])

    finding = trade(p, resamples=0)

    assert finding.frame()[["kind", "what", "expected", "found", "peers"]].values.tolist() == [
        ["routing", "d15", 1.0, 2.0, 15]
    ]
    assert [(e.source, e.locator) for e in finding.evidence(0)] == [("table", "row 15")]


def mirrored(ratios: list[float | None]) -> Projection:
    """Shipments s00, s01, ... exported at 1,000 each and imported at this ratio, None not at all."""
    rows: list[dict[str, object]] = []
    edges = []
    for n, ratio in enumerate(ratios):
        for procedure, value in (("export", 1000.0), ("import", ratio and ratio * 1000)):
            if value:
                edges.append((f"s{n:02}", f"d{len(rows):02}", "DECLARED_IN"))
                rows.append({"value": value, "weight_kg": 100.0, "currency": "EUR", "procedure": procedure})
    return papers(*rows, edges=edges)


def test_the_gap_between_export_and_import_of_one_shipment() -> None:
    finding = trade(mirrored([1.08, 1.1, 1.12] * 6 + [1.8]), resamples=0)

    mirror = finding.frame().query("kind == 'mirror'")
    assert mirror[["what", "measure", "expected", "found", "peers"]].values.tolist() == [
        ["s18", "value imported per value exported", 1.1, 1.8, 18]
    ]
    row = int(mirror.index[0])
    assert [(e.source, e.locator) for e in finding.evidence(row)] == [
        ("table", "row 36"),
        ("attributes", "row 36"),
        ("table", "row 37"),
        ("attributes", "row 37"),
    ]


def test_a_missing_mirror_is_told_where_others_have_both() -> None:
    finding = trade(mirrored([1.1] * 14 + [None]), resamples=0)

    assert finding.table("unmirrored").to_dict("records") == [
        {
            "what": "s14",
            "caption": "s14",
            "side": "export",
            "corridor": "IN>NL",
            "peers": 14,
            "mirrored": 1.0,
        }
    ]
    assert len(finding.evidence(0, table="unmirrored")) == 2


def test_confidence_is_the_share_of_repeats_and_deterministic() -> None:
    rng = np.random.default_rng(3)
    p = priced(*np.exp(rng.normal(0, 0.1, 60)).tolist(), 5.0)

    found = trade(p, seed=2)

    assert found.frame()[["what", "confidence"]].values.tolist() == [["d60", 1.0], ["d09", 0.85]]
    assert (found.resamples, found.fingerprint) == (20, trade(p, seed=2).fingerprint)


def test_constraints_apply_to_papers() -> None:
    p = priced(*[2.0] * 19, 8.0)

    assert trade(p, where=Constraints(avoid=["d19"]), resamples=0).frame().empty


def test_zero_missing_and_several_codes_are_left_out() -> None:
    rows = [{"value": value, "weight_kg": 100.0} for value in (0.0, None, -3.0)]
    finding = trade(papers(*rows, {"value": 1.0, "weight_kg": 0.0}), resamples=0)

    assert finding.measures["compared"] == 0.0
    empty = trade(Projection.from_links([], []))
    assert (len(empty), empty.caveats) == (0, ("There are no papers of goods to compare.",))


def test_what_cannot_be_asked_is_refused() -> None:
    p = priced(1.0)

    with pytest.raises(
        QueryError, match=r"does not say what goods are\. Make it with the attributes currency"
    ):
        trade(Projection.from_links(["a"], ["b"]))
    with pytest.raises(QueryError, match="threshold is nan; expected 0 or more"):
        trade(p, threshold=float("nan"))
    with pytest.raises(QueryError, match="least_peers is 2; expected 3 or more"):
        trade(p, least_peers=2)
    with pytest.raises(QueryError, match=r"resamples is -1"):
        trade(p, resamples=-1)
