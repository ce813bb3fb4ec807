"""Fit linear models on sparse yes/no features; scikit-learn enters here and nowhere else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import repeat
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from extractor.knowledge.weights import LinearModel

DECIMALS = 3


class Fitting(NamedTuple):
    """How a model is fitted: scikit-learn's C, how often a feature must be seen, and the least weight that is kept."""

    penalty: float = 1.0
    rarest: int = 1
    weakest: float = 0.0


def fit(
    examples: Sequence[tuple[Sequence[str], bool]], fitting: Fitting, *, seed: int = 0, times: Sequence[int] | None = None
) -> LinearModel:
    """Fit a logistic model on (features, yes or no) pairs, each of which counts as many `times` (once where None).

    Weights are rounded, so that equal input gives an equal file.
    """
    penalty, rarest, weakest = fitting
    counts: Counter[str] = Counter()
    for (features, _), often in zip(examples, times if times is not None else repeat(1), strict=False):
        for feature in set(features):
            counts[feature] += often
    names = sorted(feature for feature, count in counts.items() if count >= rarest)
    columns = {name: place for place, name in enumerate(names)}
    model = LogisticRegression(C=penalty, max_iter=400, random_state=seed, tol=1e-5)
    with threadpool_limits(1):  # more threads only wait for each other, and add up in another order on other machines
        model.fit(_matrix(examples, columns), np.array([right for _, right in examples]), sample_weight=times)
    weights = np.round(model.coef_[0], DECIMALS).tolist()
    table = {name: float(weight) for name, weight in zip(names, weights, strict=True) if weight and abs(weight) >= weakest}
    return LinearModel(round(float(model.intercept_[0]), DECIMALS), table)


def _matrix(examples: Sequence[tuple[Sequence[str], bool]], columns: dict[str, int]) -> csr_matrix:
    places: list[int] = []
    ends = [0]
    for features, _ in examples:
        places.extend(columns[feature] for feature in sorted(set(features)) if feature in columns)
        ends.append(len(places))
    return csr_matrix(
        (np.ones(len(places), dtype=np.float64), np.array(places), np.array(ends)),
        shape=(len(examples), len(columns)),
    )
