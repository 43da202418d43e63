"""A real Neo4j on loopback, from the jars that `tests/stores/neo4j/pom.xml` names."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from filelock import FileLock

ROOT = Path(__file__).resolve().parents[1]
PLACE = ROOT / "tests" / "stores" / "neo4j"
LIB = PLACE / "lib"
# The first start of a busy machine takes minutes.
START_SECONDS = 300
OPENS = ("java.nio", "java.io", "sun.nio.ch", "java.lang", "java.util.concurrent", "java.time")
JAVA = (
    *(f"--add-opens=java.base/{name}=ALL-UNNAMED" for name in OPENS),
    "--add-exports=jdk.management/com.sun.management.internal=ALL-UNNAMED",
    "-Dio.netty.tryReflectionSetAccessible=true",
)


def missing() -> str:
    """What this machine lacks to run it; empty when nothing."""
    absent = [name for name in ("java", "mvn", "openssl") if shutil.which(name) is None]
    return f"{', '.join(absent)} not found: install a Java 17 runtime, Maven and OpenSSL" if absent else ""


def fetch_jars() -> None:
    """Brings the jars that the pom names into `lib/`, unless they are those already; one at a time."""
    with FileLock(PLACE / "lib.lock"):
        _fetch_jars()


def _fetch_jars() -> None:
    fetched, wanted = LIB / "fetched.xml", (PLACE / "pom.xml").read_text(encoding="utf-8")
    if fetched.is_file() and fetched.read_text(encoding="utf-8") == wanted:
        return
    shutil.rmtree(LIB, ignore_errors=True)
    command = ["mvn", "-q", "-B", "dependency:copy-dependencies", f"-DoutputDirectory={LIB}"]
    done = subprocess.run(command, cwd=PLACE, check=False, capture_output=True, text=True)
    if done.returncode:
        raise AssertionError(f"{' '.join(command)} in {PLACE} failed:\n{done.stdout}{done.stderr}")
    fetched.write_text(wanted, encoding="utf-8")


def shipped_settings() -> dict[str, str]:
    """The settings of compose.yaml as neo4j.conf has them: `_` is a dot, `__` an underscore."""
    service = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]["neo4j"]
    return {
        name.removeprefix("NEO4J_").replace("__", "\0").replace("_", ".").replace("\0", "_"): str(value)
        for name, value in service["environment"].items()
        if name != "NEO4J_AUTH"
    }


@dataclass
class Neo4jServer:
    """One server in one folder; ended by its process id."""

    home: Path
    password: str = field(default_factory=lambda: secrets.token_hex(16))
    user: str = "neo4j"
    port: int = 0
    _process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def uri(self) -> str:
        return f"bolt://{self.address}"

    @property
    def certificate(self) -> Path:
        """The certificate it shows where a client asks for TLS: its own authority."""
        return self.home / "certificates" / "bolt" / "public.crt"

    def prepare(self) -> None:
        """Writes configuration, certificate and first password; starts nothing."""
        fetch_jars()
        (self.home / "conf").mkdir(parents=True)
        self._make_certificate()
        with socket.create_server(("127.0.0.1", 0)) as bolt, socket.create_server(("127.0.0.1", 0)) as http:
            self.port, http_port = bolt.getsockname()[1], http.getsockname()[1]
        settings = shipped_settings() | {
            "server.default_listen_address": "127.0.0.1",
            "server.default_advertised_address": "127.0.0.1",
            "server.bolt.listen_address": f"127.0.0.1:{self.port}",
            "server.bolt.advertised_address": f"127.0.0.1:{self.port}",
            "server.http.listen_address": f"127.0.0.1:{http_port}",
            "server.memory.heap.initial_size": "512m",
            "server.memory.pagecache.size": "128m",
            "server.bolt.tls_level": "OPTIONAL",
            "dbms.ssl.policy.bolt.enabled": "true",
            "dbms.ssl.policy.bolt.base_directory": "certificates/bolt",
            "dbms.ssl.policy.bolt.client_auth": "NONE",
        }
        lines = [f"{name}={value}\n" for name, value in settings.items()]
        (self.home / "conf" / "neo4j.conf").write_text("".join(lines), encoding="utf-8")
        self.admin("dbms", "set-initial-password", self.password)

    def admin(self, *arguments: str, cwd: Path | None = None) -> str:
        """What `neo4j-admin` with these arguments prints."""
        command = ["java", "-Xmx512m", *JAVA, "-cp", f"{LIB}/*", "org.neo4j.cli.AdminTool", *arguments]
        done = subprocess.run(
            command, env=self._environment(), cwd=cwd, check=False, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start(self) -> None:
        """Starts it and waits until it answers over Bolt."""
        memory = ["-Xms512m", "-Xmx1g", "-XX:+ExitOnOutOfMemoryError"]
        entry = ["org.neo4j.server.CommunityEntryPoint", f"--home-dir={self.home}"]
        with (self.home / "console.log").open("ab") as output:
            self._process = subprocess.Popen(
                ["java", *memory, *JAVA, "-cp", f"{LIB}/*", *entry, f"--config-dir={self.home / 'conf'}"],
                env=self._environment(),
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        log = self.home / "logs" / "neo4j.log"
        started = log.read_text(encoding="utf-8").count("Started.") if log.exists() else 0
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self._process.poll() is None:
            if log.exists() and log.read_text(encoding="utf-8").count("Started.") > started:
                return
            time.sleep(0.2)
        said = (self.home / "console.log").read_text(encoding="utf-8")
        raise AssertionError(f"Neo4j did not start in {self.home}:\n{said}")

    def kill(self) -> None:
        """Ends it as a failing machine does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def stop(self) -> None:
        """Ends it in good order; by force after a minute."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            self.kill()

    def _environment(self) -> dict[str, str]:
        return {**os.environ, "NEO4J_HOME": str(self.home), "NEO4J_CONF": str(self.home / "conf")}

    def _make_certificate(self) -> None:
        self.certificate.parent.mkdir(parents=True)
        subject = ["-subj", "/CN=interlink-test", "-addext", "subjectAltName=IP:127.0.0.1"]
        made = ["-keyout", str(self.certificate.with_name("private.key")), "-out", str(self.certificate)]
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject, *made],
            check=True,
            capture_output=True,
        )
