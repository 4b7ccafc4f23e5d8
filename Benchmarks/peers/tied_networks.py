"""Networks with small whole or half numbers for weights, saturated units now and then, and what is asked about them.

A kind and a seed make a network, as Sources/TiedProducts/Network.swift reads it.
"""

import numpy

KINDS = {
    "lstm": {"cell": "lstm"},
    "tanh": {"cell": "rnn", "nonlinearity": "tanh"},
    "relu": {"cell": "rnn", "nonlinearity": "relu"},
    "lstm-projected": {"cell": "lstm"},
    "lstm-peepholes": {"cell": "lstm"},
    "gru-after": {"cell": "gru", "reset": "afterProduct"},
    "gru-before": {"cell": "gru", "reset": "beforeProduct"},
    "lstm-stack": {"cell": "lstm"},
}
GATES = {"lstm": 4, "gru": 3, "rnn": 1}
EDGES = {
    "lstm": ["carry", "forgetGate", "inputGate", "candidate", "readout", "outputGate"],
    "gru": ["carry", "updateGate", "resetGate", "candidate"],
    "rnn": ["recurrent"],
}
PEEPHOLES = ["forgetPeephole", "inputPeephole", "outputPeephole"]
SATURATED = [15, 20, 26, 35, 60]
# Of so many networks one is long, and asked for one lag at every step; enough steps for these to share work.
LONG = 16


def block(random, rows, columns):
    choice = random.integers(4)
    if choice == 0:
        return random.integers(-1, 2, size=(rows, columns)).astype(float)
    if choice == 1:
        return random.integers(-4, 5, size=(rows, columns)) / 2
    if choice == 2:  # rows of a Hadamard matrix
        two = numpy.array([[1, 1], [1, -1.0]])
        return numpy.kron(numpy.kron(two, two), two)[:rows, :columns] / 2
    small = numpy.where(random.random((rows, columns)) < 0.15, 2.0 ** -random.integers(10, 40), 1)
    return random.integers(-1, 2, size=(rows, columns)) * small


def edge_sets(random, edges):
    """All edges, and where there are several a set that lacks some."""
    if len(edges) == 1:
        return [edges]
    size = random.integers(1, len(edges))
    return [edges, sorted(random.choice(edges, size=size, replace=False).tolist(), key=edges.index)]


def network(kind, seed):
    random = numpy.random.default_rng([list(KINDS).index(kind), seed])
    cell = KINDS[kind]["cell"]
    gates, edges = GATES[cell], EDGES[cell]
    units, steps = int(random.integers(2, 6)), int(random.integers(2, 7))
    share = random.choice([0.1, 0.25, 0.4])
    result = dict(KINDS[kind])
    if seed % LONG == LONG - 1:
        steps, share = int(random.integers(32, 41)), share / 4
        result["slidingLag"] = int(random.integers(7, 10))
    shape = (steps, gates * units)
    saturated = random.random(shape) < share
    signed = random.choice(SATURATED, size=shape) * random.choice([-1, 1], size=shape)
    result["inputs"] = numpy.where(saturated, signed, random.normal(size=shape)).tolist()
    hidden = int(random.integers(1, units)) if kind == "lstm-projected" else units
    result["recurrentWeights"] = numpy.concatenate([block(random, units, hidden) for _ in range(gates)]).tolist()
    if kind == "lstm-projected":
        result["projection"] = block(random, hidden, units).tolist()
    if kind == "lstm-peepholes":
        edges = edges + PEEPHOLES
        result["peepholes"] = block(random, 3, units).tolist()
    if kind == "gru-after" and random.integers(2):  # b_hn, which the reset gate acts on
        result["recurrentBias"] = [0.0] * 2 * units + block(random, 1, units)[0].tolist()
    if kind == "lstm-stack":
        edges = edges + ["fromBelow"]
        above = int(random.integers(1, 4))
        result["upper"] = {
            "inputWeights": numpy.concatenate([block(random, above, units) for _ in range(gates)]).tolist(),
            "recurrentWeights": numpy.concatenate([block(random, above, above) for _ in range(gates)]).tolist(),
            "bias": numpy.concatenate([block(random, 1, above)[0] for _ in range(gates)]).tolist()}
        # From which layer to which; None stands for both.
        result["upper"]["source"], result["upper"]["target"] = [(None, None), (0, 1), (None, 1), (0, None)][
            random.integers(4)]
    result["edges"] = edge_sets(random, edges)
    return result
