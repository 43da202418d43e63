"""The command line as a person runs it, in a process of its own."""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
import sys
from pathlib import Path

__all__ = ["interlink"]

# prctl(2), capabilities(7): by these two root reads and writes what its permissions forbid.
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 24, 1, 2


def interlink(
    home: Path, *arguments: str, largest_file: int | None = None, bound: bool = False, **settings: str
) -> subprocess.CompletedProcess[str]:
    """What a command printed, and its exit code.

    `largest_file`: a file that would grow beyond so many bytes cannot be written, as on a full disk.
    `bound`: the permissions of files bind, also where this user is root.
    """
    environment = {**os.environ, "INTERLINK_HOME": str(home), "INTERLINK_GRAPH_HEAP": "512m", **settings}
    command = [sys.executable, "-c", "from interlink.cli import main; main()", *arguments]

    def limit() -> None:
        if largest_file is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))
        if bound and os.geteuid() == 0:
            for capability in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
                ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)

    return subprocess.run(
        command,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
        preexec_fn=limit,
    )
