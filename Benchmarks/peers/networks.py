"""The networks of the Swift benchmark: the same seeds, the same numbers."""

import numpy as np

MASK = (1 << 64) - 1


class KnuthGenerator:
    """Knuth's MMIX linear congruential generator."""

    def __init__(self, seed):
        self.state = seed

    def uniform(self, *shape):
        values = np.empty(int(np.prod(shape)))
        for i in range(len(values)):
            self.state = (self.state * 6364136223846793005 + 1442695040888963407) & MASK
            values[i] = (self.state >> 11) / (1 << 52) - 1
        return values.reshape(shape)


class Network:
    """Weights (PyTorch's names, one bias), inputs, and the states that the network runs through."""

    def __init__(self, cell, weight_ih, weight_hh, bias, inputs):
        self.cell, self.inputs = cell, inputs
        self.weight_ih, self.weight_hh, self.bias = weight_ih, weight_hh, bias
        self.units, self.steps = weight_hh.shape[1], len(inputs)
        self.run()

    def run(self):
        """Row t of `hidden` (and of `cells`) is the state before step t + 1, the last that after it."""
        n, drive = self.units, self.inputs @ self.weight_ih.T + self.bias
        self.arguments = np.empty_like(drive)
        self.hidden = np.zeros((self.steps + 1, n))
        self.cells = np.zeros((self.steps + 1, n))
        for t in range(self.steps):
            a = self.arguments[t] = drive[t] + self.weight_hh @ self.hidden[t]
            if self.cell == "rnn":
                self.hidden[t + 1] = np.tanh(a)
                continue
            i, f, g, o = sigmoid(a[:n]), sigmoid(a[n : 2 * n]), np.tanh(a[2 * n : 3 * n]), sigmoid(a[3 * n :])
            self.cells[t + 1] = f * self.cells[t] + i * g
            self.hidden[t + 1] = o * np.tanh(self.cells[t + 1])


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def seeded(cell, units, steps):
    rows = (4 if cell == "lstm" else 1) * units
    random = KnuthGenerator(1 if cell == "lstm" else 2)
    weight_ih = 0.15 * random.uniform(rows, 32)
    weight_hh = 1.2 * np.sqrt(3 / units) * random.uniform(rows, units)
    bias = 0.1 * random.uniform(rows)
    if cell == "lstm":
        bias[units : 2 * units] += 1
    return Network(cell, weight_ih, weight_hh, bias, 1.7 * random.uniform(steps, 32))


CASES = {
    "lstm32": ("lstm", 32, 256),
    "lstm128": ("lstm", 128, 256),
    "lstm512": ("lstm", 512, 64),
    "rnn256": ("rnn", 256, 256),
    "rnn512": ("rnn", 512, 128),
}
