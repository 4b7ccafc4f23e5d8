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
        n, jacobians = self.network.units, self.step_jacobians()
        product, values = np.eye(jacobians.shape[1])[:n], []
        for jacobian in jacobians[::-1]:
            product = product @ jacobian
            values.append(np.linalg.svd(product[:, :n], compute_uv=False))
        return np.log(values)

    def norms(self, jacobians, steps, lags):
        n, result = self.network.units, []
        for step in steps:
            product = jacobians[step - 1][:n]
            for lag in range(1, lags + 1):
                if lag > 1:
                    product = product @ jacobians[step - lag]
                result.append(np.linalg.norm(product[:, :n], 2))
        return result

    def spectra(self, jacobians, steps, lag):
        n, result = self.network.units, []
        for step in steps:
            product = jacobians[step - 1][:n]
            for earlier in range(step - 2, step - lag - 1, -1):
                product = product @ jacobians[earlier]
            result.append(np.linalg.svd(product[:, :n], compute_uv=False))
        return np.log(result)

    def radii(self, jacobians):
        return [np.abs(np.linalg.eigvals(jacobian)).max() for jacobian in jacobians]
