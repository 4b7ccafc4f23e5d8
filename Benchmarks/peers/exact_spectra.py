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
    if matrix.ncols() > matrix.nrows():
        matrix = matrix.transpose()
    roots = (matrix.transpose() * matrix).charpoly().complex_roots()
    logs = [root.real.log() / 2 for root, multiplicity in roots for _ in range(multiplicity) if root != 0]
    assert all(log.rad() < 1e-20 for log in logs)
    return sorted((float(log.mid()) for log in logs), reverse=True) + [None] * (matrix.ncols() - len(logs))


def exact_sum(summands):
    return functools.reduce(operator.add, map(exact, summands))


class ExactProducts:
    """Derivatives of what a quantity looks at in state t with respect to its variable in state t - k.

    Factors and sources are given as sums of matrices of floating-point numbers; states count from 0.
    """

    def __init__(self, factors, quantities):
        self.factors = [exact_sum(summands) for summands in factors]
        self.targets = {name: exact(ends["target"]).transpose() for name, ends in quantities.items()}
        self.sources = {
            name: [summands and exact_sum(summands) for summands in ends["sources"]]
            for name, ends in quantities.items()}
        self.moved, self.spectrum = functools.cache(self.moved), functools.cache(self.spectrum)

    def moved(self, quantity, step, lag):
        """How state `step` moves with the variable in state `step - lag`."""
        if lag == 0:
            return self.sources[quantity][step]
        return self.factors[step - 1] * self.moved(quantity, step - 1, lag - 1)

    def spectrum(self, quantity, step, lag):
        return log_singular_values(self.targets[quantity] * self.moved(quantity, step, lag))
