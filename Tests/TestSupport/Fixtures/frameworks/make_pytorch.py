#!/usr/bin/env python3
"""Recurrent networks as PyTorch saves them, with the states PyTorch computes.

    pip install torch==2.15.0 numpy==2.4.6 safetensors==0.8.0

Writes the folders pt_* beside this file. Weights and inputs come from a seeded NumPy generator; the
states are those of PyTorch's own modules. Nothing that this script writes into pt_evil is ever loaded.
"""
import collections
import os
import pathlib
import pickle
import shutil
import zipfile
import zlib

import numpy as np
import torch
from safetensors.torch import save_file
from torch import nn

HERE = pathlib.Path(__file__).resolve().parent
STEPS, INPUTS, UNITS, OUTPUTS = 15, 3, 4, 2


class Tagger(nn.Module):
    """A recurrent layer and a linear head."""

    def __init__(self, rnn: nn.Module, width: int):
        super().__init__()
        self.rnn = rnn
        self.head = nn.Linear(width, OUTPUTS)

    def forward(self, x):
        states, _ = self.rnn(x)
        return self.head(states)


def folder(name):
    path = HERE / name
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir()
    return path


def seed_of(name):
    return zlib.crc32(name.encode())


def fill(module, rng):
    """Normal weights, large enough that every gate matters."""
    with torch.no_grad():
        for p in module.parameters():
            p.copy_(torch.from_numpy(rng.normal(0, 0.7, tuple(p.shape))))
    return module


def save_script(model, path):
    """TorchScript without the *.debug_pkl entries, which hold the paths of source files on the machine that saved it."""
    whole = path.with_name("whole.pt")
    torch.jit.script(model).save(str(whole))
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(path, "w") as new:
        for info in old.infolist():
            if not info.filename.endswith(".debug_pkl"):
                entry = zipfile.ZipInfo(info.filename.replace("whole/", path.stem + "/", 1), info.date_time)
                entry.compress_type = info.compress_type
                new.writestr(entry, old.read(info))
    whole.unlink()


def inputs(rng):
    return rng.normal(0, 1, (STEPS, INPUTS))


def run(rnn, x):
    """The output for one sequence x, [steps, inputs]."""
    with torch.no_grad():
        return rnn(x.unsqueeze(0))[0].squeeze(0)


def cells(lstm, x):
    """h and c of a one-layer, one-directional LSTM, step by step."""
    state, h, c = None, [], []
    with torch.no_grad():
        for v in x:
            _, state = lstm(v.reshape(1, 1, -1), state)
            h.append(state[0].reshape(-1))
            c.append(state[1].reshape(-1))
    return torch.stack(h), torch.stack(c)


def save(path, **arrays):
    for name, value in arrays.items():
        np.save(path / f"{name}.npy", value.numpy() if isinstance(value, torch.Tensor) else value)


def check(a, b, tolerance=1e-14):
    difference = (a - b).abs().max().item()
    assert difference <= tolerance, difference


def single(name, kind, dtype=torch.float64, **options):
    """A model with one layer in one direction; its states are saved."""
    path, rng = folder(name), np.random.default_rng(seed_of(name))
    rnn = kind(INPUTS, UNITS, batch_first=True, **options)
    model = fill(Tagger(rnn, options.get("proj_size", UNITS)).to(dtype), rng)
    x = torch.from_numpy(inputs(rng)).to(dtype)
    hidden = run(model.rnn, x)
    save(path, inputs=x, hidden=hidden)
    if kind is nn.LSTM:
        h, c = cells(model.rnn, x)
        check(h, hidden, 1e-14 if dtype == torch.float64 else 1e-6)
        save(path, cell=c)
    return path, model


def part(rnn, layer, reverse):
    """A one-layer, one-directional copy of a part of a larger network."""
    width = rnn.input_size if layer == 0 else rnn.hidden_size * (2 if rnn.bidirectional else 1)
    one = type(rnn)(width, rnn.hidden_size, batch_first=True).double()
    suffix = f"_l{layer}" + ("_reverse" if reverse else "")
    one.load_state_dict({k + "_l0": getattr(rnn, k + suffix)
                         for k in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")})
    return one


def deep(name, kind, layers, bidirectional):
    """A stack; the states of every layer and direction are saved, the reverse ones at the index of their input."""
    path, rng = folder(name), np.random.default_rng(seed_of(name))
    rnn = kind(INPUTS, UNITS, layers, batch_first=True, bidirectional=bidirectional)
    model = fill(Tagger(rnn, UNITS * (2 if bidirectional else 1)).double(), rng)
    x = torch.from_numpy(inputs(rng))
    save(path, inputs=x)
    y = x
    for layer in range(layers):
        outputs = []
        for reverse in ([False, True] if bidirectional else [False]):
            one, v = part(rnn, layer, reverse), y.flip(0) if reverse else y
            suffixes = [f"_l{layer}"] + ([""] if layer == layers - 1 else [])
            h, c = cells(one, v) if kind is nn.LSTM else (run(one, v), None)
            if reverse:
                h, c = h.flip(0), c.flip(0) if c is not None else None
            for suffix in suffixes:
                suffix += "_reverse" if reverse else ""
                save(path, **{f"hidden{suffix}": h})
                if c is not None:
                    save(path, **{f"cell{suffix}": c})
            outputs.append(h)
        y = torch.cat(outputs, 1)
    check(y, run(rnn, x))
    torch.save(model.state_dict(), path / "model.pt")


# One layer, several ways of saving it.
path, model = single("pt_lstm", nn.LSTM)
state = model.state_dict()
torch.save(state, path / "model.pt")
torch.save(dict(model.named_parameters()), path / "parameters.pt")
save_file(dict(state), path / "model.safetensors")
arrays = {k: v.numpy() for k, v in state.items()}
np.savez(path / "model.npz", **arrays)
np.savez_compressed(path / "model_compressed.npz", **arrays)

path, model = single("pt_lstm_float32", nn.LSTM, torch.float32)
torch.save(model.state_dict(), path / "model.pt")

for name, kind, options in [
    ("pt_lstm_no_bias", nn.LSTM, dict(bias=False)),
    ("pt_projected", nn.LSTM, dict(proj_size=2)),
    ("pt_gru", nn.GRU, {}),
    ("pt_rnn_tanh", nn.RNN, {}),
    ("pt_rnn_relu", nn.RNN, dict(nonlinearity="relu")),
]:
    path, model = single(name, kind, **options)
    torch.save(model.state_dict(), path / "model.pt")
    if kind is nn.RNN:
        torch.save(model.rnn, path / "module.pt")  # says the nonlinearity

path, model = single("pt_legacy", nn.LSTM)
torch.save(model.state_dict(), path / "model.pt", _use_new_zipfile_serialization=False)

path, model = single("pt_module", nn.LSTM)
torch.save(model, path / "model.pt")
torch.save(model.rnn, path / "lstm.pt")  # only classes of torch itself

path, model = single("pt_torchscript", nn.LSTM)
save_script(model, path / "model.pt")
check(torch.jit.load(str(path / "model.pt")).state_dict()["rnn.weight_ih_l0"], model.rnn.weight_ih_l0, 0)

# Training checkpoints: after one step of Adam, so that the optimiser has a state.
path, model = single("pt_checkpoint", nn.LSTM)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
loss = model(torch.from_numpy(np.load(path / "inputs.npy")).unsqueeze(0)).square().mean()
loss.backward()
optimizer.step()
optimizer.zero_grad()
x = torch.from_numpy(np.load(path / "inputs.npy"))
h, c = cells(model.rnn, x)
check(h, run(model.rnn, x))
save(path, hidden=h, cell=c)
torch.save({"epoch": 3, "model_state_dict": model.state_dict(),
            "optimizer_state_dict": optimizer.state_dict(), "loss": 0.1}, path / "model.pt")
# The layout of PyTorch Lightning, and the prefix of a wrapper such as DataParallel.
torch.save({"epoch": 3, "global_step": 100, "pytorch-lightning_version": "2.5.0",
            "state_dict": collections.OrderedDict(("model." + k, v) for k, v in model.state_dict().items()),
            "hyper_parameters": {"hidden": UNITS, "name": "tagger"}}, path / "lightning.ckpt")
torch.save(nn.DataParallel(model).state_dict(), path / "data_parallel.pt")

# Views: transposed, sliced, sharing a storage, expanded, and other types.
path, model = single("pt_tied", nn.LSTM)
state = model.state_dict()
whole = torch.full((4 * UNITS + 1, UNITS + 3), 9.0, dtype=torch.float64)
whole[1:, 2:2 + UNITS] = state["rnn.weight_hh_l0"]
both = torch.cat([state["rnn.bias_hh_l0"], state["rnn.bias_ih_l0"]])
tied = collections.OrderedDict()
tied["rnn.weight_ih_l0"] = state["rnn.weight_ih_l0"].t().contiguous().t()  # strides (1, 16)
tied["rnn.weight_hh_l0"] = whole[1:, 2:2 + UNITS]  # strides (7, 1), offset 9
tied["rnn.bias_ih_l0"] = both[4 * UNITS:]  # offset 16 in the storage of the next
tied["rnn.bias_hh_l0"] = both[:4 * UNITS]
tied["head.weight"] = state["head.weight"]
tied["tied.weight"] = state["head.weight"]  # the same storage, the same view
tied["tied.transposed"] = state["head.weight"].t()  # the same storage, another view
tied["head.bias"] = state["head.bias"]
tied["extra.expanded"] = torch.tensor([[2.5], [-1.5]], dtype=torch.float64).expand(2, 3)  # strides (1, 0)
tied["extra.bfloat16"] = torch.tensor([[1.0, -2.5, 3.140625], [1e-3, 65280.0, -0.0]]).to(torch.bfloat16)
tied["extra.float16"] = torch.tensor([1.0, -2.5, 3.140625, 6e-8, 65504.0]).to(torch.float16)
tied["extra.float32"] = torch.tensor([0.1, -0.2])
tied["extra.int64"] = torch.tensor(7)
tied["extra.int32"] = torch.tensor([1, -2, 3], dtype=torch.int32)
tied["extra.uint8"] = torch.tensor([0, 255], dtype=torch.uint8)
tied["extra.bool"] = torch.tensor([True, False])
tied["extra.empty"] = torch.zeros(0, 3, dtype=torch.float64)
torch.save(tied, path / "model.pt")
torch.save(tied, path / "legacy.pt", _use_new_zipfile_serialization=False)
np.savez(path / "expected.npz", **{k: v.to(torch.float64).contiguous().numpy() for k, v in tied.items()})

deep("pt_stacked2", nn.LSTM, 2, False)
deep("pt_bidirectional", nn.LSTM, 2, True)
deep("pt_gru_bidirectional", nn.GRU, 1, True)


# A single cell.
class Stepper(nn.Module):
    def __init__(self):
        super().__init__()
        self.cell = nn.LSTMCell(INPUTS, UNITS)
        self.head = nn.Linear(UNITS, OUTPUTS)


path, rng = folder("pt_lstm_cell"), np.random.default_rng(seed_of("pt_lstm_cell"))
model = fill(Stepper().double(), rng)
x = torch.from_numpy(inputs(rng))
h = c = torch.zeros(1, UNITS, dtype=torch.float64)
hs, cs = [], []
with torch.no_grad():
    for v in x:
        h, c = model.cell(v.unsqueeze(0), (h, c))
        hs.append(h[0])
        cs.append(c[0])
save(path, inputs=x, hidden=torch.stack(hs), cell=torch.stack(cs))
torch.save(model.state_dict(), path / "model.pt")


# Cells that have PyTorch's weights and another step.
class LeakyCell(nn.RNNCell):
    def forward(self, x, h):
        inner = torch.rnn_tanh_cell(x, h, self.weight_ih, self.weight_hh, self.bias_ih, self.bias_hh)
        return 0.9 * h + 0.1 * inner


path, rng = folder("pt_foreign"), np.random.default_rng(seed_of("pt_foreign"))
leaky = fill(LeakyCell(INPUTS, UNITS).double(), rng)
torch.save(leaky, path / "module.pt")
save_script(leaky, path / "torchscript.pt")


# Dynamically quantized: the weights of the LSTM are packed into objects, those of the GRU stay.
class Pair(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.LSTM(INPUTS, UNITS)
        self.other = nn.GRU(INPUTS, UNITS)


path, rng = folder("pt_quantized"), np.random.default_rng(seed_of("pt_quantized"))
pair = torch.ao.quantization.quantize_dynamic(fill(Pair(), rng), {nn.LSTM}, dtype=torch.qint8)
torch.save(pair.state_dict(), path / "model.pt")
torch.save(pair, path / "module.pt")
stepper = torch.ao.quantization.quantize_dynamic(fill(Stepper(), rng), {nn.LSTMCell}, dtype=torch.qint8)
torch.save(stepper.state_dict(), path / "cell.pt")


# Files that must not be believed. Never load them with pickle or torch.load(weights_only=False).
class Call:
    def __reduce__(self):
        return os.system, ("touch /tmp/rjac-was-here",)


def rezip(source, target, prefix, change, compression=zipfile.ZIP_STORED):
    """Copies a .pt under another prefix, with data.pkl replaced by change(data.pkl)."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", compression) as new:
        for info in old.infolist():
            inner = info.filename.split("/", 1)[1]
            data = old.read(info)
            data = change(inner, data)
            entry = zipfile.ZipInfo(f"{prefix}/{inner}", (1980, 1, 1, 0, 0, 0))
            entry.compress_type = compression
            new.writestr(entry, data)


path = folder("pt_evil")
good = HERE / "pt_lstm" / "model.pt"
evil = pickle.dumps(collections.OrderedDict(weight=Call()), protocol=2)
rezip(good, path / "model.pt", "model", lambda name, data: evil if name == "data.pkl" else data)
(path / "legacy.pt").write_bytes(evil)
# The call first, then the tensors of a genuine state dict: a pickle program that drops the call's result.
call = pickle.dumps(Call(), protocol=2)[2:-1]  # without PROTO and STOP
rezip(good, path / "hidden_call.pt", "hidden_call",
      lambda name, data: data[:2] + call + b"0" + data[2:] if name == "data.pkl" else data)
# Damage without a call: a storage cut short, a tensor whose strides leave its storage, compressed entries.
rezip(good, path / "short_storage.pt", "short_storage", lambda name, data: data[:24] if name == "data/1" else data)


def stretch(name, data):
    if name != "data.pkl":
        return data
    # The first tensor is [16, 3] with strides (3, 1): the size tuple of small ints K\x10K\x03\x86.
    assert data.count(b"K\x10K\x03\x86") == 1
    return data.replace(b"K\x10K\x03\x86", b"K\xffK\x03\x86")


rezip(good, path / "size_beyond_storage.pt", "size_beyond_storage", stretch)
rezip(good, path / "deflated.pt", "deflated", lambda name, data: data, zipfile.ZIP_DEFLATED)
# The archive loads as usual when deflated; nothing else in this folder is checked by loading it.
check(torch.load(path / "deflated.pt", weights_only=True)["rnn.weight_ih_l0"],
      torch.load(good, weights_only=True)["rnn.weight_ih_l0"], 0)
print("torch", torch.__version__, "numpy", np.__version__)
