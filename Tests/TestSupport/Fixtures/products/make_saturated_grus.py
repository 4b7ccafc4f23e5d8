"""GRUs with large weights, whose states come so near to their candidates that the update gate acts by rounding: true ln σ
of ∂h_60/∂h_10, from the weights and inputs alone. pip install numpy (2.4) mpmath (1.3)."""

import json
import pathlib

import mpmath
import numpy

UNITS, INPUTS, STEPS, LAG = 6, 2, 60, 50
mpmath.mp.dps = 600


def exact(array):
    return mpmath.matrix([[mpmath.mpf(float(value)) for value in row] for row in numpy.atleast_2d(array)])


def logistic(value):
    return 1 / (1 + mpmath.e ** -value)


def spectrum(network):
    """ln σ of the product of the last LAG Jacobians, every operation in 600 digits."""
    n = UNITS
    w, u, inputs = exact(network["inputWeights"]), exact(network["recurrentWeights"]), exact(network["inputs"])
    b, c = exact(network["inputBias"]).T, exact(network["recurrentBias"]).T
    h, product = mpmath.zeros(n, 1), mpmath.eye(n)
    for t in range(STEPS):
        a, s = w * inputs[t, :].T + b, u * h + c
        r = [logistic(a[i] + s[i]) for i in range(n)]
        z = [logistic(a[n + i] + s[n + i]) for i in range(n)]
        candidate = [mpmath.tanh(a[2 * n + i] + r[i] * s[2 * n + i]) for i in range(n)]
        slopes = [(1 - z[i]) * (1 - candidate[i] ** 2) for i in range(n)]
        step = mpmath.diag(z)
        for i in range(n):
            for j in range(n):
                step[i, j] += (
                    (h[i] - candidate[i]) * z[i] * (1 - z[i]) * u[n + i, j]
                    + slopes[i] * s[2 * n + i] * r[i] * (1 - r[i]) * u[i, j]
                    + slopes[i] * r[i] * u[2 * n + i, j])
        if t >= STEPS - LAG:
            product = step * product
        h = mpmath.matrix([(1 - z[i]) * candidate[i] + z[i] * h[i] for i in range(n)])
    values = mpmath.svd_r(product, compute_uv=False)
    return sorted((float(mpmath.log(value)) for value in values), reverse=True)


def network(gain, seed):
    random = numpy.random.RandomState(seed)
    result = {
        name: numpy.round(gain / UNITS**0.5 * random.standard_normal(shape), 3).tolist()
        for name, shape in [
            ("inputWeights", (3 * UNITS, INPUTS)), ("recurrentWeights", (3 * UNITS, UNITS)),
            ("inputBias", 3 * UNITS), ("recurrentBias", 3 * UNITS)]}
    result["inputs"] = numpy.round(random.standard_normal((STEPS, INPUTS)), 3).tolist()
    return result | {"lag": LAG, "logSingularValues": spectrum(result)}


networks = [network(gain, seed) for gain in (4, 8, 12) for seed in range(6)]
path = pathlib.Path(__file__).with_name("saturated_grus.json")
path.write_text("[\n" + ",\n".join(json.dumps(each) for each in networks) + "\n]\n")
