"""Writes a batch of sequences in every form in which it can be given: pip install numpy (2.4)."""

import pathlib

import numpy

folder = pathlib.Path(__file__).parent
lengths = [7, 3, 10, 5, 1]
sequences = {
    f"s{index}": numpy.sin(0.3 + index + 1.7 * numpy.arange(2 * length)).reshape(length, 2)
    for index, length in enumerate(lengths)
}
padded = numpy.full((len(lengths), max(lengths), 2), numpy.nan)
for index, sequence in enumerate(sequences.values()):
    padded[index, : len(sequence)] = sequence

numpy.savez(folder / "arrays.npz", **sequences)
numpy.savez(folder / "numbered.npz", *[padded[0, : 1 + index % 7] for index in range(12)])
numpy.savez_compressed(folder / "padded.npz", inputs=padded, lengths=numpy.array(lengths))
numpy.save(folder / "padded.npy", padded)
numpy.save(folder / "lengths.npy", numpy.array(lengths, dtype="int32"))
numpy.save(folder / "short.npy", numpy.array(lengths[:4]))
numpy.save(folder / "beyond.npy", numpy.array([7, 3, 11, 5, 1]))
numpy.save(folder / "fractions.npy", numpy.array(lengths) / 2)
numpy.savez(folder / "mixed.npz", one=sequences["s0"], many=padded)
numpy.savez(folder / "redundant.npz", x=sequences["s0"], lengths=numpy.array([5]))
numpy.savez(folder / "targets.npz", x=sequences["s0"], y=numpy.arange(7))
numpy.savez(folder / "scalar.npz", inputs=padded, lengths=numpy.array(10))
