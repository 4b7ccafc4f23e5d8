"""Products of Jacobians in rational numbers, and the logs of their singular values."""

import functools
import operator

import flint

PRECISION = 128  # bits


def exact(rows):
    return flint.fmpq_mat([[flint.fmpq(*entry.as_integer_ratio()) for entry in map(float, row)] for row in rows])


def log_singular_values(matrix):
    """In descending order, None for exact zeros; from the roots of the characteristic polynomial of the Gram matrix."""
    flint.ctx.prec = PRECISION
    roots = (matrix.transpose() * matrix).charpoly().complex_roots()
    logs = [root.real.log() / 2 for root, multiplicity in roots for _ in range(multiplicity) if root != 0]
    assert all(log.rad() < 1e-20 for log in logs)
    return sorted((float(log.mid()) for log in logs), reverse=True) + [None] * (matrix.ncols() - len(logs))


class ExactProducts:
    """∂(state t)/∂(state t - k) of Jacobians that are given as sums of matrices of floating-point numbers."""

    def __init__(self, factors, hidden_count):
        self.factors = [functools.reduce(operator.add, map(exact, summands)) for summands in factors]
        size = self.factors[0].nrows()
        self.rows = {"hidden": range(hidden_count), "cell": range(hidden_count, size), "state": range(size)}
        self.product, self.spectrum = functools.cache(self.product), functools.cache(self.spectrum)

    def product(self, step, lag):
        oldest = self.factors[step - lag]
        return oldest if lag == 1 else self.product(step, lag - 1) * oldest

    def spectrum(self, quantity, step, lag):
        product, rows = self.product(step, lag), self.rows[quantity]
        return log_singular_values(flint.fmpq_mat([[product[i, j] for j in rows] for i in rows]))
