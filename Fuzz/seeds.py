#!/usr/bin/env python3
"""Copies the small fixtures of a format to the folder of its seeds: seeds.py FORMAT FOLDER."""
import pathlib
import sys
import zipfile

format, folder = sys.argv[1], pathlib.Path(sys.argv[2])
root = pathlib.Path(__file__).resolve().parent.parent
LIMIT = 32768


def fixtures(suffix):
    for path in sorted((root / "Tests").rglob("*." + suffix)):
        if path.stat().st_size <= LIMIT:
            yield "-".join(path.relative_to(root / "Tests").parts), path.read_bytes()


def pickles():
    for path in sorted((root / "Tests").rglob("*.pt")):
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                for name in archive.namelist():
                    if name.endswith("/data.pkl"):
                        yield f"{path.parent.name}-{path.stem}", archive.read(name)


def configurations():
    for path in sorted((root / "Tests").rglob("*.keras")):
        with zipfile.ZipFile(path) as archive:
            yield path.parent.name, archive.read("config.json")


TEXTS = {
    "csv": [("plain", b"1,2\n3,4\n"), ("header", b'a;"b c"\r\n-1.5e3;nan\r\n'), ("tab", b"1\t2\n\n3\t4")],
    "index": [("index", b'{"metadata": {"total_size": 8}, "weight_map": {"a": "b.safetensors"}}')],
}
if format in TEXTS:
    seeds = TEXTS[format]
else:
    inside = {"pickle": pickles, "keras": configurations}
    seeds = inside[format]() if format in inside else fixtures(format)
for name, content in seeds:
    (folder / name).write_bytes(content)
