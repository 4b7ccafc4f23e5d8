"""The virtual environment of the peers."""

import pathlib
import subprocess
import venv

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".venv-peers"
PYTHON = FOLDER / "bin" / "python"


def install(*packages):
    if not PYTHON.exists():
        venv.create(FOLDER, with_pip=True)
    subprocess.run([PYTHON, "-m", "pip", "install", "--quiet", *packages], check=True)
