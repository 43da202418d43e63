"""Gradient-boosted trees on single parties: trained on parties whose answer is known, asked of others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.ensemble import HistGradientBoostingClassifier
from threadpoolctl import threadpool_limits

from interlink.projection.columns import Floats, Ints
from interlink.worlds.finding.features import Features, matrix

__all__ = ["Forest", "auc", "cross_validated", "train"]

# Of the many who are nothing, so many for training: more change the figures by less than a hundredth.
MOST_OTHERS = 4_000
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Forest:
    """Trees and the columns that they ask about."""

    columns: tuple[str, ...]
    model: Any

    def chances(self, features: Features) -> Floats:
        """How much each row looks like those trained for, 0 to 1."""
        return _chances(self.model, matrix(features, list(self.columns)))


def train(tables: Sequence[Features], wanted: Sequence[Flags], *, seed: int) -> Forest:
    """Trees that tell the wanted rows of the tables from the others, both kinds weighing the same."""
    columns = sorted({name for table in tables for name in table.columns})
    values = np.concatenate([matrix(table, columns) for table in tables])
    label = np.concatenate(list(wanted))
    return Forest(tuple(columns), _fit(values, label, seed))


def cross_validated(values: Floats, wanted: Flags, group: Ints, *, folds: int, seed: int) -> Floats:
    """The chance of each row by trees that saw neither it nor any other wanted row of its group.

    Wanted rows of a group stay in one fold; other rows are dealt out by chance. What the model of a fold
    says becomes a rank among the fold's other rows, since models differ in scale.
    """
    random = np.random.Generator(np.random.PCG64(seed))
    fold = random.integers(0, folds, wanted.size)
    groups = np.unique(group[wanted])
    dealt = random.permutation(groups.size) % folds
    fold[wanted] = dealt[np.searchsorted(groups, group[wanted])]
    chance = np.zeros(wanted.size)
    for number in range(folds):
        test = fold == number
        if not (wanted & ~test).any():
            chance[test] = 0.5
            continue
        found = _chances(_fit(values[~test], wanted[~test], seed), values[test])
        usual = np.sort(found[~wanted[test]])
        below = np.searchsorted(usual, found, "left") + np.searchsorted(usual, found, "right")
        chance[test] = below / max(2 * usual.size, 1)
    return chance


def auc(chance: Floats, wanted: Flags) -> float:
    """How often a wanted row has the higher chance than another, ties as half; .5 where a kind is lacking."""
    usual = np.sort(chance[~wanted])
    mine = chance[wanted]
    if not usual.size or not mine.size:
        return 0.5
    below = np.searchsorted(usual, mine, "left") + np.searchsorted(usual, mine, "right")
    return float(below.mean() / (2 * usual.size))


def _fit(values: npt.NDArray[np.float64], label: Flags, seed: int) -> Any:
    random = np.random.Generator(np.random.PCG64(seed))
    others = np.flatnonzero(~label)
    if others.size > MOST_OTHERS:
        others = random.choice(others, MOST_OTHERS, replace=False)
    rows = np.sort(np.concatenate([np.flatnonzero(label), others]))
    known = values[rows]
    # the trees cannot part a column without a single value
    known[:, np.isnan(known).all(axis=0)] = 0.0
    model = HistGradientBoostingClassifier(
        learning_rate=0.1,
        max_iter=80,
        max_leaf_nodes=8,
        min_samples_leaf=8,
        max_bins=63,
        l2_regularization=1.0,
        early_stopping=False,
        random_state=seed,
    )
    # a spread over a mean of nothing is infinite, and between two of those lies no number
    with _one_thread(), np.errstate(invalid="ignore"):
        return model.fit(known, label[rows])


def _chances(model: Any, values: npt.NDArray[np.float64]) -> Floats:
    with _one_thread():
        return np.asarray(model.predict_proba(values)[:, 1], dtype=np.float64)


def _one_thread() -> threadpool_limits:
    # on cores that others use too, threads that wait for each other take a hundred times as long
    return threadpool_limits(limits=1, user_api="openmp")
