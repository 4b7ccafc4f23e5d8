"""The jobs in PyTorch: its own cells in double precision, derivatives by torch.func."""

import torch
from torch.func import functional_call, jacrev, vmap


class Peer:
    def __init__(self, network):
        self.n = network.units
        lstm = network.cell == "lstm"
        kind = torch.nn.LSTMCell if lstm else torch.nn.RNNCell
        cell = kind(network.inputs.shape[1], self.n, dtype=torch.float64)
        weights = {
            "weight_ih": network.weight_ih,
            "weight_hh": network.weight_hh,
            "bias_ih": network.bias,
            "bias_hh": 0 * network.bias,
        }
        weights = {name: torch.from_numpy(value) for name, value in weights.items()}

        def step(state, x):
            if not lstm:
                return functional_call(cell, weights, (x, state))
            return torch.cat(functional_call(cell, weights, (x, state.chunk(2))))

        self.step = step
        states = [network.hidden, network.cells] if lstm else [network.hidden]
        self.states = torch.cat([torch.from_numpy(s[:-1]) for s in states], dim=1)
        self.inputs = torch.from_numpy(network.inputs)

    def step_jacobians(self):
        return vmap(jacrev(self.step))(self.states, self.inputs)

    def all_lags(self):
        blocks = self.hidden_blocks(self.step_jacobians())
        return torch.linalg.svdvals(torch.stack(blocks)).log()

    def hidden_blocks(self, jacobians):
        product, blocks = jacobians[-1][: self.n], []
        for earlier in range(len(jacobians) - 1, -1, -1):
            if blocks:
                product = product @ jacobians[earlier]
            blocks.append(product[:, : self.n])
        return blocks

    def norms(self, jacobians, steps, lags):
        blocks = [b for step in steps for b in self.hidden_blocks(jacobians[step - lags : step])]
        return torch.linalg.matrix_norm(torch.stack(blocks), 2)

    def spectra(self, jacobians, steps, lag):
        blocks = [self.hidden_blocks(jacobians[step - lag : step])[-1] for step in steps]
        return torch.linalg.svdvals(torch.stack(blocks)).log()

    def radii(self, jacobians):
        return torch.linalg.eigvals(jacobians).abs().amax(dim=-1)

    def lyapunov(self, jacobians):
        q, logs = torch.eye(jacobians.shape[1], dtype=jacobians.dtype), 0
        for jacobian in jacobians:
            q, r = torch.linalg.qr(jacobian @ q)
            logs = logs + r.diagonal().abs().log()
        return logs / len(jacobians)
