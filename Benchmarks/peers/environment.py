"""The virtual environment of the peers."""

import pathlib
import subprocess
import venv

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".venv-peers"
PYTHON = FOLDER / "bin" / "python"


PIP_CRASHED = 2  # by what an installation that was interrupted has left


def install(*packages):
    def run():
        return subprocess.run([PYTHON, "-m", "pip", "install", "--quiet", *packages])

    done = run() if PYTHON.exists() else None
    if done is None or done.returncode == PIP_CRASHED:
        venv.create(FOLDER, with_pip=True, clear=True)
        done = run()
    done.check_returncode()
