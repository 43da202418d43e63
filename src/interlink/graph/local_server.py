"""The child process that holds the embedded store: `python -m interlink.graph.local_server HOME`.

One per home folder. It holds `server.lock` for its lifetime, listens on loopback only, announces itself
in `server.json` and ends in good order at SIGTERM. Passwords come from files, never from the command line.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import importlib.metadata
import json
import os
import secrets
import signal
import socket
import sys
import threading
import time
from pathlib import Path
from types import FrameType
from typing import Any

from interlink.graph.local_home import (
    READ_LIMITS_S,
    WRITER,
    LocalHome,
    Server,
    lock,
    reader_name,
    write_private,
)

__all__ = ["main"]

HASH_ROUNDS = 65_536
WATCH_EVERY_S = 0.1
PORT_ATTEMPTS = 5
ALL_RECORDS = ("createRecord", "readRecord", "updateRecord", "deleteRecord")
ALL_RIGHTS = ("updateSecurity", "updateSchema", "updateDatabaseSettings")


def main(arguments: list[str] | None = None) -> int:
    """Run the server of a home folder until SIGTERM; 1 when another process runs it already."""
    parser = argparse.ArgumentParser(prog="interlink.graph.local_server", description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--heap", default="2g", help="most memory the store's heap takes, such as 2g")
    options = parser.parse_args(arguments)
    os.umask(0o077)
    home = LocalHome(options.home.resolve() / "graph")
    with lock(home.server_lock, wait_s=5) as held:
        if not held:
            print(f"{home.server_lock} is held: a server of this home runs already", file=sys.stderr)  # noqa: T201
            return 1
        home.withdraw()
        home.make()
        write_users(home)
        try:
            serve(home, options.heap)
        finally:
            home.withdraw()
    return 0


def write_users(home: LocalHome) -> None:
    """Write who may do what: the writer everything, each reader only read, up to its limit.

    The store reads both files at its start; `*` covers the databases made later too. A reader without a
    group of its own would get the rights of the group `*`, which has none.
    """
    groups: dict[str, object] = {
        "admin": _group(ALL_RIGHTS, ALL_RECORDS, timeout_ms=-1),
        "*": _group((), (), timeout_ms=-1),
    }
    users = [_user(WRITER, _password_hash(home.password()), "admin")]
    reader_hash = _password_hash(home.reader_password())
    for limit_s in READ_LIMITS_S:
        name = reader_name(limit_s)
        groups[name] = _group((), ("readRecord",), timeout_ms=limit_s * 1_000)
        users.append(_user(name, reader_hash, name))
    config = home.root / "config"
    config.mkdir(exist_ok=True)
    whole = {"version": 2, "databases": {"*": {"groups": groups}}}
    write_private(config / "server-groups.json", json.dumps(whole, indent=1))
    write_private(config / "server-users.jsonl", "".join(json.dumps(user) + "\n" for user in users))


def serve(home: LocalHome, heap: str) -> None:
    """Start the store, announce it, and stop it at SIGTERM."""
    ended = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        ended.set()

    os.chdir(home.root)
    os.environ["ARCADEDB_JVM_ERROR_FILE"] = str(home.root / "crash-%p.log")
    store, bolt_port, http_port = _started_store(home, heap)
    # The virtual machine installs handlers of its own when it starts: ours come after it.
    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    watcher = threading.Thread(target=stop_slow_readers, args=(store, ended), name="watch", daemon=True)
    watcher.start()
    version = importlib.metadata.version("arcadedb-embedded")
    home.announce(Server(os.getpid(), bolt_port, http_port, version, time.time()))
    while not ended.wait(1.0):
        if not store.is_started():
            break
    home.withdraw()
    watcher.join(timeout=5)
    store.stop()


def stop_slow_readers(store: Any, ended: threading.Event) -> None:
    """Stop every reader's statement that runs longer than its user's limit.

    The store's own `readTimeout` is looked at by scans only: a statement that unwinds lists ran for
    minutes under a limit of 2 s, and one that scans was stopped after 7 s. This also stops the
    statements of a client that died.
    """
    limits_ms = {reader_name(limit_s): limit_s * 1_000 for limit_s in READ_LIMITS_S}
    running = store._java_server.getRunningQueries()
    while not ended.wait(WATCH_EVERY_S):
        if not running.size():
            continue
        for statement in running.getRunning():
            limit_ms = limits_ms.get(str(statement.getUser()))
            if limit_ms is not None and statement.getElapsedMillis() >= limit_ms:
                statement.terminate("limit")


def _started_store(home: LocalHome, heap: str) -> tuple[Any, int, int]:
    """A started store and its two ports; other ports are tried when one is taken meanwhile."""
    import arcadedb_embedded  # noqa: PLC0415 - starts a virtual machine, which only this process wants

    for attempt in range(1, PORT_ATTEMPTS + 1):
        bolt_port, http_port = _free_ports()
        store = arcadedb_embedded.ArcadeDBServer(
            root_path=str(home.root),
            config={
                "host": "127.0.0.1",
                "http_port": http_port,
                "bolt_port": bolt_port,
                "server_plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin",
                # Analysts write free Cypher: it reads no file of this machine and no address.
                "opencypher_loadCsv_allowFileUrls": False,
                "opencypher_loadCsv_allowRemoteUrls": False,
            },
            jvm_kwargs={"heap_size": heap, "jvm_args": ["-XX:+ExitOnOutOfMemoryError"]},
        )
        try:
            store.start()
        except arcadedb_embedded.ArcadeDBError as error:
            if attempt == PORT_ATTEMPTS or not _is_taken(bolt_port, http_port):
                raise
            print(f"ports {bolt_port} and {http_port} were taken, trying others: {error}", file=sys.stderr)  # noqa: T201
        else:
            return store, bolt_port, http_port
    raise AssertionError


def _free_ports() -> tuple[int, int]:
    with socket.create_server(("127.0.0.1", 0)) as first, socket.create_server(("127.0.0.1", 0)) as second:
        return first.getsockname()[1], second.getsockname()[1]


def _is_taken(*ports: int) -> bool:
    for port in ports:
        try:
            socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            return True
    return False


def _group(rights: tuple[str, ...], records: tuple[str, ...], *, timeout_ms: int) -> dict[str, object]:
    types = {"*": {"access": list(records)}}
    return {"access": list(rights), "resultSetLimit": -1, "readTimeout": timeout_ms, "types": types}


def _user(name: str, password_hash: str, group: str) -> dict[str, object]:
    return {"name": name, "password": password_hash, "databases": {"*": [group]}}


def _password_hash(password: str) -> str:
    """The password as the store keeps it: PBKDF2 with HMAC-SHA256 (RFC 8018), 32 bytes, own salt."""
    salt = base64.b64encode(secrets.token_bytes(32)).decode("ascii")
    key = hashlib.pbkdf2_hmac("sha256", password.encode(), salt.encode(), HASH_ROUNDS)
    return f"PBKDF2WithHmacSHA256${HASH_ROUNDS}${salt}${base64.b64encode(key).decode('ascii')}"


if __name__ == "__main__":
    ended = main()
    sys.stdout.flush()
    sys.stderr.flush()
    # The store is closed. The virtual machine would wait for every client that keeps its connection open.
    os._exit(ended)
