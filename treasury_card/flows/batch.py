"""One coefficient and its HAC error for thousands of regressions at once.

By the Frisch-Waugh-Lovell theorem the coefficient of one regressor needs only the residuals of dependent variable and regressor on the
other columns. Its Bartlett-kernel variance is, up to a factor, the sum of squares of all sums of S neighbouring scores, so that a few
additions replace the loop over lags (Newey and West 1987, rewritten). Nothing else is approximated: the figures equal
those of a full regression.
"""

from __future__ import annotations

import numpy as np


def partial_out(controls: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Residuals of ``columns`` (T, n) on ``controls`` (T, k), constant included in the controls by the caller."""
    basis, triangle = np.linalg.qr(controls)
    scale = np.abs(np.diag(triangle))
    if scale.min() < 1e-10 * scale.max():
        raise ValueError("the controls are collinear")
    return columns - basis @ (basis.T @ columns)


def slopes(regressor: np.ndarray, target: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Slopes, scores and sums of squares of ``target`` on ``regressor``, both (T, n) and already partialled out.

    Returns
    -------
    slope : array, shape (n,)
    scores : array, shape (T, n)
        Regressor times residual.
    square : array, shape (n,)
        Sum of squares of the regressor.
    """
    square = np.einsum("tn,tn->n", regressor, regressor)
    slope = np.einsum("tn,tn->n", regressor, target) / square
    return slope, regressor * (target - slope * regressor), square


def bartlett_error(scores: np.ndarray, square: np.ndarray, lags: int) -> np.ndarray:
    """Newey-West standard error with ``lags`` lags, no small-sample factor; scores (T, n), square (n,) -> (n,)."""
    sums = neighbour_sums(scores, lags + 1)
    return np.sqrt(np.einsum("tn,tn->n", sums, sums) / (lags + 1)) / square


def neighbour_sums(scores: np.ndarray, width: int) -> np.ndarray:
    """Sums of every ``width`` neighbouring rows, those that reach beyond the ends included; (T, n) -> (T + width - 1, n).

    A width of 13 is 8 + 4 + 1: sums of twice as many rows are two sums of half as many.
    """
    edge = np.zeros((width - 1, scores.shape[1]))
    run, length, start = np.concatenate([edge, scores, edge]), 1, 0  # run: sums of ``length`` rows
    sums = np.zeros((scores.shape[0] + width - 1, scores.shape[1]))
    while True:
        if width & length:
            sums += run[start : start + len(sums)]
            start += length
        if 2 * length > width:
            return sums
        run, length = run[:-length] + run[length:], 2 * length


def ewc_error(scores: np.ndarray, square: np.ndarray, cosines: int) -> np.ndarray:
    """Equal-weighted cosine standard error; scores (T, n), square (n,) -> (n,)."""
    n = scores.shape[0]
    waves = np.cos(np.pi * np.outer(np.arange(1, cosines + 1), np.arange(n) + 0.5) / n)
    transformed = waves @ scores
    return np.sqrt(2 * np.einsum("jn,jn->n", transformed, transformed) / cosines) / square
