"""`interlink app`: starts without a question, says its address once it answers, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

INTERLINK = str(Path(sys.executable).parent / "interlink")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_the_explorer_starts_without_a_question_and_ends_with_its_launcher(tmp_path: Path) -> None:
    port = free_port()
    # a home folder without Streamlit's own settings, in which it would ask for an e-mail address
    environment = {**os.environ, "HOME": str(tmp_path), "INTERLINK_HOME": str(tmp_path / "home")}
    app = subprocess.Popen(
        [INTERLINK, "app", "--no-browser", "--port", str(port)],
        env=environment,
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert app.stderr is not None
        said = app.stderr.readline()
        with urlopen(f"http://127.0.0.1:{port}/", timeout=30) as answer:
            status = answer.status
    finally:
        app.send_signal(signal.SIGTERM)
        app.wait(timeout=30)

    assert said.strip() == f"The explorer is at http://127.0.0.1:{port} (Ctrl-C ends it)."
    assert status == 200
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [INTERLINK, "app", "--no-browser", "--port", str(port)],
            env={**os.environ, "INTERLINK_HOME": str(tmp_path)},
            check=False,
            capture_output=True,
            text=True,
        )

    assert done.returncode == 1
    assert f"port {port} is taken" in done.stderr
