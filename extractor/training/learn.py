"""Fit linear models on sparse yes/no features; scikit-learn enters here and nowhere else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from extractor.knowledge.weights import LinearModel

DECIMALS = 3


def fit(
    examples: Sequence[tuple[Sequence[str], str]], *, penalty: float = 1.0, rarest: int = 1, seed: int = 0
) -> LinearModel:
    """Fit a logistic model on (features, label) pairs; `penalty` is scikit-learn's C.

    Features seen fewer than `rarest` times are left out. Two labels, of which one is "" (no), give a binary
    model whose only label is the other. Weights are rounded, so that equal input gives an equal file.
    """
    counts = Counter(feature for features, _ in examples for feature in set(features))
    names = sorted(feature for feature, count in counts.items() if count >= rarest)
    columns = {name: place for place, name in enumerate(names)}
    labels = sorted({label for _, label in examples})
    matrix = _matrix(examples, columns)
    targets = np.array([labels.index(label) for _, label in examples])
    model = LogisticRegression(C=penalty, max_iter=400, random_state=seed, tol=1e-5)
    model.fit(matrix, targets)
    weights, bias = model.coef_, model.intercept_
    if "" in labels and len(labels) == 2:
        labels.remove("")
    elif len(labels) == 2:
        weights, bias = np.vstack([-weights / 2, weights / 2]), np.array([-bias[0] / 2, bias[0] / 2])
    table = {
        name: tuple(float(w) for w in column)
        for name, column in zip(names, np.round(weights.T, DECIMALS).tolist(), strict=True)
        if any(column)
    }
    return LinearModel(tuple(labels), tuple(round(float(b), DECIMALS) for b in bias), table)


def _matrix(examples: Sequence[tuple[Sequence[str], str]], columns: dict[str, int]) -> csr_matrix:
    places: list[int] = []
    ends = [0]
    for features, _ in examples:
        places.extend(columns[feature] for feature in sorted(set(features)) if feature in columns)
        ends.append(len(places))
    return csr_matrix(
        (np.ones(len(places), dtype=np.float64), np.array(places), np.array(ends)),
        shape=(len(examples), len(columns)),
    )
