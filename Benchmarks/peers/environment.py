"""The virtual environment of the peers."""

import pathlib
import subprocess
import venv

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".venv-peers"
PYTHON = FOLDER / "bin" / "python"


def install(*packages):
    command = [PYTHON, "-m", "pip", "install", "--quiet", *packages]
    if PYTHON.exists() and subprocess.run(command).returncode == 0:
        return
    # New, or what an installation that was interrupted has left.
    venv.create(FOLDER, with_pip=True, clear=True)
    subprocess.run(command, check=True)
