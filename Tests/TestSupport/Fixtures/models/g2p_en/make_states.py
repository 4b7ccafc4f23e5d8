#!/usr/bin/env python3
"""The encoder's last hidden state of each of the ten words, in float64 (pip install numpy safetensors).

hidden.npy has every state of the first word, checked against PyTorch's float64 nn.GRU (meta.json); the
recurrence below is checked against it before it goes on to the other nine."""
import os
import numpy as np
from safetensors.numpy import load_file
here = os.path.dirname(os.path.abspath(__file__))
w = {k: v.astype(np.float64) for k, v in load_file(f'{here}/encoder_gru.safetensors').items()}
x, offsets = np.load(f'{here}/encoder_inputs_all.npy'), np.load(f'{here}/encoder_offsets.npy').astype(int)
n = 256
sigmoid = lambda a: np.exp(-np.logaddexp(0, -a))
def states(x):
    h, out = np.zeros(n), []
    for v in x:
        a = w['weight_ih_l0'] @ v + w['bias_ih_l0']
        u = w['weight_hh_l0'] @ h + w['bias_hh_l0']
        r, z = sigmoid(a[:n] + u[:n]), sigmoid(a[n:2 * n] + u[n:2 * n])
        h = (1 - z) * np.tanh(a[2 * n:] + r * u[2 * n:]) + z * h
        out.append(h)
    return np.array(out)
words = [states(x[i:j]) for i, j in zip(offsets[:-1], offsets[1:])]
difference = np.abs(words[0] - np.load(f'{here}/hidden.npy')).max()
print('first word, largest difference from hidden.npy:', difference)
assert difference < 1e-13
np.save(f'{here}/encoder_hidden_last.npy', np.array([h[-1] for h in words]))
