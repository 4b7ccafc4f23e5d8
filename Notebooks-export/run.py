"""Runs notebooks in place; what differs from run to run is left out. Fails on the first error."""

import sys

import nbclient
import nbformat

for path in sys.argv[1:]:
    notebook = nbformat.read(path, as_version=4)
    nbclient.NotebookClient(notebook, timeout=300, record_timing=False).execute()
    notebook.metadata.pop("language_info", None)
    nbformat.write(notebook, path)
    print(f"ran {path}")
