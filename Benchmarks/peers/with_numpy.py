"""The jobs by hand in NumPy: derivatives written out, products multiplied out."""

import numpy as np
from networks import sigmoid


class Peer:
    def __init__(self, network):
        self.network = network

    def step_jacobians(self):
        network, n, u = self.network, self.network.units, self.network.weight_hh
        if network.cell == "rnn":
            return (1 - network.hidden[1:] ** 2)[:, :, None] * u
        i, f, g, o = np.split(network.arguments, 4, axis=1)
        i, f, g, o = sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)
        c, tanh_c = network.cells[:-1], np.tanh(network.cells[1:])
        readout = o * (1 - tanh_c**2)
        result = np.zeros((network.steps, 2 * n, 2 * n))
        diagonal = np.arange(n)
        for t, jacobian in enumerate(result):
            a = (
                (g[t] * i[t] * (1 - i[t]))[:, None] * u[:n]
                + (c[t] * f[t] * (1 - f[t]))[:, None] * u[n : 2 * n]
                + (i[t] * (1 - g[t] ** 2))[:, None] * u[2 * n : 3 * n]
            )
            jacobian[:n, :n] = (tanh_c[t] * o[t] * (1 - o[t]))[:, None] * u[3 * n :]
            jacobian[:n, :n] += readout[t][:, None] * a
            jacobian[n:, :n] = a
            jacobian[diagonal, n + diagonal] = readout[t] * f[t]
            jacobian[n + diagonal, n + diagonal] = f[t]
        return result

    def all_lags(self):
        """ln σ of the hidden state's Jacobians from the last step back, lag 1 first."""
        blocks = self.hidden_blocks(self.step_jacobians())
        return np.log([np.linalg.svd(block, compute_uv=False) for block in blocks])

    def hidden_blocks(self, jacobians):
        """The hidden state's Jacobians from the last of the steps back to each."""
        n, product = self.network.units, None
        for jacobian in jacobians[::-1]:
            product = jacobian[:n] if product is None else product @ jacobian
            yield product[:, :n]

    def norms(self, jacobians, steps, lags):
        return [np.linalg.norm(b, 2) for step in steps for b in self.hidden_blocks(jacobians[step - lags : step])]

    def spectra(self, jacobians, steps, lag):
        blocks = [list(self.hidden_blocks(jacobians[step - lag : step]))[-1] for step in steps]
        return np.log([np.linalg.svd(block, compute_uv=False) for block in blocks])

    def radii(self, jacobians):
        return [np.abs(np.linalg.eigvals(jacobian)).max() for jacobian in jacobians]

    def lyapunov(self, jacobians):
        q, logs = np.eye(jacobians.shape[1]), 0
        for jacobian in jacobians:
            q, r = np.linalg.qr(jacobian @ q)
            logs += np.log(np.abs(np.diag(r)))
        return logs / len(jacobians)
