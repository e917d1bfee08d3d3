"""`make image-test`: builds the image without a container engine, and runs every service from it against a real broker and database.

    python -m deploy.image_test [--base IMAGE | --rootfs DIR] [--work DIR] [--keep]

As root on Debian or Ubuntu, with `apt-get install buildah debootstrap`. What it does:

1. a base image: IMAGE, or a Debian 12 with Python made by debootstrap (kept in the work folder for the next time);
2. the Dockerfile, really built on it; pip's settings of this machine go in as build secrets;
3. what the image must not hold (those settings, tests, compilers' leavings) and how it is confined;
4. Kafka and PostgreSQL of local/; in containers: secrets, topics, then each service as `buildah run`, as user 10001, who may write
   in /tmp alone, each with the command and the variables of docker-compose.yml;
5. every /readyz, one message from HTTP to its routed event, one activity to its points, and a clean end on SIGTERM.
"""

# Starting buildah with a list of arguments is what this is for.
# ruff: noqa: S603, S607

import argparse
import asyncio
import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

import asyncpg
import psutil
import yaml

from deploy.generate_secrets import KEEP_STATE

ROOT = Path(__file__).parents[1]
SUITE = "bookworm"
USER = 10001
BASE = "localhost/klantstroom-base"
IMAGE = "localhost/klantstroom-test"
SERVICES = ("ingest", "classify", "route", "rewards", "insight", "dashboard")
#: Seconds. A loaded machine is slow.
READY_SECONDS = 240.0
THROUGH_SECONDS = 60.0
DRAIN_SECONDS = 15.0

_VARIABLE = re.compile(r"\$\{(\w+)(?::-([^}]*))?\}")


class Failed(Exception):
    """What was promised is not so."""


def say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def wait(condition: Callable[[], bool], seconds: float, what: str) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise Failed(f"{what}: not within {seconds:g} s")
        time.sleep(0.2)


@dataclass
class Buildah:
    """buildah with a store of its own, and without an engine, namespaces or an overlay file system."""

    store: Path
    _containers: list[str] = field(default_factory=list)

    def line(self, *arguments: str) -> list[str]:
        return ["buildah", "--root", str(self.store / "root"), "--runroot", str(self.store / "run"), "--storage-driver", "vfs", *arguments]

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "BUILDAH_ISOLATION": "chroot", "STORAGE_DRIVER": "vfs"}

    def __call__(self, *arguments: str) -> str:
        done = subprocess.run(self.line(*arguments), env=self.environment, capture_output=True, text=True)
        if done.returncode != 0:
            raise Failed(f"buildah {' '.join(arguments[:2])}: {(done.stderr or done.stdout)[-3000:]}")
        return done.stdout.strip()

    def has(self, image: str) -> bool:
        return bool(subprocess.run(self.line("images", "--quiet", image), env=self.environment, capture_output=True, text=True).stdout.strip())

    def container(self, image: str) -> str:
        name = self("from", "--pull-never", image)
        self._containers.append(name)
        return name

    def close(self) -> None:
        while self._containers:
            with contextlib.suppress(Failed):
                self("rm", self._containers.pop())


# ── the image ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def make_base(buildah: Buildah, rootfs: Path) -> None:
    if buildah.has(BASE):
        return
    if not (rootfs / "usr" / "bin" / "python3").exists():
        say(f"making a Debian with Python in {rootfs} (about a minute)")
        shutil.rmtree(rootfs, ignore_errors=True)
        done = subprocess.run(
            ["debootstrap", "--variant=minbase", "--include=python3,python3-venv,ca-certificates", SUITE, str(rootfs)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        if done.returncode != 0:
            raise Failed(f"debootstrap: {done.stderr[-2000:]}")
    say("base image")
    container = buildah.container("scratch")
    buildah("add", container, str(rootfs), "/")
    buildah("commit", "--quiet", container, BASE)
    buildah.close()


def pip_secrets(folder: Path) -> dict[str, Path]:
    """This machine's settings of pip as files: `pip`, and `ca` where a certificate of its own is named."""
    listed = subprocess.run([sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=True).stdout
    settings: dict[str, str] = {}
    for line in listed.splitlines():
        name, _, value = line.partition("=")
        scope, _, key = name.partition(".")
        # Of a command's own settings only those of install; of ":env:" all.
        if key in ("index-url", "extra-index-url", "trusted-host", "proxy", "cert", "timeout", "retries") and scope in ("global", "install", ":env:"):
            settings[key] = value.strip("'\"")
    authority = settings.pop("cert", None) or os.environ.get("SSL_CERT_FILE")
    secrets = {"pip": folder / "pip.conf", "ca": folder / "ca.pem"}
    if authority and Path(authority).is_file():
        shutil.copyfile(authority, secrets["ca"])
        settings["cert"] = "/run/secrets/ca.pem"
    else:
        secrets["ca"].write_text("")
    secrets["pip"].write_text("[global]\n" + "".join(f"{key} = {value}\n" for key, value in settings.items()))
    return secrets


def build(buildah: Buildah, base: str, folder: Path) -> None:
    say(f"building the Dockerfile on {base}")
    secrets = [f"--secret=id={name},src={path}" for name, path in pip_secrets(folder).items()]
    begun = time.monotonic()
    # The Docker format, as compose would build it; no cache: what is tested is this Dockerfile and nothing from before.
    line = buildah.line(
        "bud",
        "--format",
        "docker",
        "--no-cache",
        "--pull-never",
        "--build-arg",
        f"BASE={base}",
        *secrets,
        "--ignorefile",
        ".dockerignore",
        "-t",
        IMAGE,
        ".",
    )
    done = subprocess.run(line, cwd=ROOT, env=buildah.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        raise Failed(f"the Dockerfile does not build: {done.stdout[-4000:]}")
    say(f"built in {time.monotonic() - begun:.0f} s")


def check_version(buildah: Buildah, container: str) -> None:
    """Dead letters name the version that refused them."""
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    said = buildah("run", container, "--", "python", "-c", "from runtime.dead_letter import SERVICE_VERSION as v; print(v)")
    if said != wanted:
        raise Failed(f"the image says that it is version {said!r}, and it is {wanted!r}")


def check_image(buildah: Buildah, container: str, folder: Path) -> None:
    """What the image is told to be, and what it must not hold."""
    config = json.loads(buildah("inspect", "--type", "image", IMAGE))["Docker"]["config"]
    wanted = {"User": f"{USER}:{USER}", "Entrypoint": ["python"], "WorkingDir": "/app", "StopSignal": "SIGTERM"}
    found = {name: config.get(name) for name in wanted}
    if found != wanted:
        raise Failed(f"the image is {found}, and not {wanted}")
    mounted = Path(buildah("mount", container))
    for name in ("tests", "bench", "docs", ".git", ".env", "deploy/image_test.py", "requirements-dev.lock"):
        if (mounted / "app" / name).exists():
            raise Failed(f"/app/{name} is in the image")
    for name in ("run/secrets/pip.conf", "run/secrets/ca.pem", "etc/pip.conf", "root/.config/pip/pip.conf", "root/.cache/pip"):
        if (mounted / name).exists():
            raise Failed(f"/{name} is in the image: pip's settings of the machine that built it")
    writable = [path for path in (mounted / "app").rglob("*") if path.stat().st_uid == USER or path.stat().st_mode & 0o002]
    if writable:
        raise Failed(f"the service's user may write in /app: {writable[:3]}")
    settings = [line.partition("=")[2].strip() for line in (folder / "pip.conf").read_text().splitlines() if line.startswith(("index-url", "proxy"))]
    for value in filter(None, settings):
        for path in (mounted / "opt" / "venv").rglob("*.cfg"):
            if value in path.read_text("utf-8", "replace"):
                raise Failed(f"{path} holds the build's settings of pip")
    size = sum(path.lstat().st_size for path in (mounted / "opt" / "venv").rglob("*") if not path.is_symlink())
    say(f"image: packages {size / 1e6:.0f} MB, runs as {config['User']}")


# ── what runs ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def free_ports(number: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(number)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


@contextlib.contextmanager
def foundations(home: Path) -> Iterator[dict[str, Any]]:
    """Kafka and PostgreSQL; yields what they say of themselves."""
    kafka, controller, postgres = free_ports(3)
    line = [sys.executable, "-m", "local.stack", "--home", str(home), "--kafka-port", str(kafka)]
    line += ["--controller-port", str(controller), "--postgres-port", str(postgres)]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KLANTSTROOM_") or name == "KLANTSTROOM_CACHE"}
    process = subprocess.Popen(line, cwd=ROOT, env=kept, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None  # noqa: S101 - it was asked for
        told = process.stdout.readline()
        if not told:
            raise Failed("Kafka and PostgreSQL did not start")
        yield json.loads(told)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


async def own_schemas(dsn: str, passwords: Mapping[str, str]) -> dict[str, str]:
    """A role for each service with a schema of its own, as deploy/postgres/init.sql makes them; answers their DSNs."""
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute("CREATE DATABASE image_test")
        await connection.execute("REVOKE ALL ON DATABASE image_test FROM PUBLIC")
        for service, password in passwords.items():
            await connection.execute(f"CREATE ROLE {service} LOGIN PASSWORD '{password}'")
            await connection.execute(f"GRANT CONNECT ON DATABASE image_test TO {service}")
    finally:
        await connection.close()
    connection = await asyncpg.connect(re.sub(r"//([^@]*)@([^/]*)/[^?]*", r"//\1@\2/image_test", dsn))
    try:
        for service in passwords:
            await connection.execute(f"CREATE SCHEMA {service} AUTHORIZATION {service}")
    finally:
        await connection.close()
    return {service: re.sub(r"//[^@]*@([^/]*)/[^?]*", rf"//{service}:{password}@\1/image_test", dsn) for service, password in passwords.items()}


class Containers:
    """Processes in the image, each started as docker-compose.yml says."""

    def __init__(self, buildah: Buildah, container: str, volumes: Path, logs: Path) -> None:
        self._buildah, self._container, self._volumes, self._logs = buildah, container, volumes, logs
        self._compose: Mapping[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))["services"]
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def _line(self, name: str, instead: Mapping[str, str]) -> list[str]:
        service = self._compose[name]
        told = {key: _VARIABLE.sub(lambda found: found[2] or "", value) for key, value in service["environment"].items()}
        mounts = []
        for volume in service.get("volumes", ()):
            source, target, *options = volume.split(":")
            mounts += ["--volume", ":".join([str(self._volumes / source), target, *options])]
        variables = [
            part
            for key, value in (told | {key: value for key, value in instead.items() if key in told}).items()
            for part in ("--env", f"{key}={value}")
        ]
        return self._buildah.line("run", "--user", service["user"], *mounts, *variables, self._container, "--", "python", *service["command"])

    def once(self, name: str, instead: Mapping[str, str]) -> str:
        done = subprocess.run(self._line(name, instead), env=self._buildah.environment, capture_output=True, text=True, timeout=READY_SECONDS)
        if done.returncode != 0:
            raise Failed(f"{name} ended with {done.returncode}: {(done.stdout + done.stderr)[-3000:]}")
        return done.stdout

    def start(self, name: str, instead: Mapping[str, str]) -> None:
        with (self._logs / f"{name}.log").open("wb") as log:
            self._running[name] = subprocess.Popen(self._line(name, instead), env=self._buildah.environment, stdout=log, stderr=log)

    def said(self, name: str) -> str:
        return (self._logs / f"{name}.log").read_text("utf-8", "replace")[-3000:]

    def check(self) -> None:
        for name, process in self._running.items():
            if process.poll() is not None:
                raise Failed(f"{name} ended with {process.returncode}: {self.said(name)}")

    def service(self, name: str) -> psutil.Process:
        """The service itself, at the end of the line of buildah's own processes."""
        for process in psutil.Process(self._running[name].pid).children(recursive=True):
            with contextlib.suppress(psutil.Error):
                # buildah's own processes show the same arguments; the service is the one that Python runs.
                line = process.cmdline()
                if process.uids().real == USER and Path(line[0]).name.startswith("python") and line[-1] == f"services.{name}":
                    return process
        raise Failed(f"{name} does not run as user {USER}: {self.said(name)}")

    def drain(self, name: str) -> float:
        """SIGTERM; answers the seconds until it ended by itself, with exit code 0."""
        begun = time.monotonic()
        self.service(name).send_signal(signal.SIGTERM)
        try:
            code = self._running[name].wait(DRAIN_SECONDS)
        except subprocess.TimeoutExpired:
            raise Failed(f"{name} did not end within {DRAIN_SECONDS:g} s of SIGTERM") from None
        del self._running[name]
        if code != 0:
            raise Failed(f"{name} ended with {code} on SIGTERM: {self.said(name)}")
        return time.monotonic() - begun

    def close(self) -> None:
        for process in self._running.values():
            if process.poll() is None:
                for one in psutil.Process(process.pid).children(recursive=True):
                    with contextlib.suppress(psutil.Error):
                        one.kill()
                process.kill()
            process.wait(10)


def answer(url: str, key: str | None = None, value: Any = None) -> tuple[int, Any]:
    """Status and JSON of an HTTP request; status 0 where nobody answers."""
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {key}"} if key else {})
    try:
        with urlopen(Request(url, None if value is None else json.dumps(value).encode(), headers), timeout=10) as response:  # noqa: S310 - our own http://
            return response.status, json.loads(response.read())
    except URLError as error:
        body = getattr(error, "read", lambda: b"")()
        return getattr(error, "code", 0), body.decode("utf-8", "replace")
    except (OSError, ValueError):
        return 0, None


async def routed(bootstrap: str, inbound_id: str) -> Mapping[str, Any]:
    """The routed event of a message, as an outsider reads it."""
    from aiokafka import AIOKafkaConsumer

    consumer = AIOKafkaConsumer(
        "messages-routed", bootstrap_servers=bootstrap, group_id=None, auto_offset_reset="earliest", isolation_level="read_committed"
    )
    await consumer.start()
    try:
        async with asyncio.timeout(THROUGH_SECONDS):
            async for record in consumer:
                value: dict[str, Any] = json.loads(record.value)
                if value["inbound_id"] == inbound_id:
                    return value
    except TimeoutError:
        raise Failed(f"the message was not routed within {THROUGH_SECONDS:g} s") from None
    finally:
        await consumer.stop()
    raise Failed("messages-routed ended")


def written(mounted: Path, begun: float) -> list[str]:
    """Files that were changed in the image since `begun`, outside /tmp."""
    changed = []
    for top in ("app", "opt", "etc", "home", "root", "srv", "var"):
        for path in (mounted / top).rglob("*"):
            with contextlib.suppress(OSError):
                if path.is_file() and not path.is_symlink() and path.lstat().st_mtime > begun:
                    changed.append(str(path.relative_to(mounted)))
    return changed


def run_system(buildah: Buildah, container: str, work: Path) -> None:
    volumes, logs = work / "volumes", work / "logs"
    logs.mkdir()
    for name in ("database", *KEEP_STATE, "keys", "operator", "grafana"):
        folder = volumes / f"secrets-{name}"
        folder.mkdir(parents=True)
        os.chown(folder, USER, USER)
    containers = Containers(buildah, container, volumes, logs)
    begun = time.time()
    with foundations(work / "home") as there, contextlib.ExitStack() as ending:
        ending.callback(containers.close)
        say("secrets and topics, from the image")
        containers.once("setup", {})
        passwords = {service: (volumes / "secrets-database" / f"{service}_password").read_text() for service in KEEP_STATE}
        dsns = asyncio.run(own_schemas(there["database"], passwords))
        for service, dsn in dsns.items():
            # Here the database is not called "postgres".
            secret = volumes / f"secrets-{service}" / "klantstroom_database"
            secret.chmod(0o600)
            secret.write_text(dsn)
        key = (volumes / "secrets-operator" / "admin.key").read_text().strip()
        containers.once("topics", {"KLANTSTROOM_KAFKA": there["kafka"]})

        ports = dict(zip(SERVICES, free_ports(len(SERVICES)), strict=True))
        urls = {name: f"http://127.0.0.1:{port}" for name, port in ports.items()}
        say(f"services: {', '.join(SERVICES)}")
        for name in SERVICES:
            containers.start(
                name, {"KLANTSTROOM_KAFKA": there["kafka"], "KLANTSTROOM_HTTP_HOST": "127.0.0.1", "KLANTSTROOM_HTTP_PORT": str(ports[name])}
            )
        for name in SERVICES:

            def ready(name: str = name) -> bool:
                containers.check()
                return answer(f"{urls[name]}/readyz")[0] == 200

            try:
                wait(ready, READY_SECONDS, f"{name} is ready")
            except Failed as failed:
                raise Failed(f"{failed}: {answer(f'{urls[name]}/readyz')}; {containers.said(name)}") from None
            containers.service(name)
            say(f"  {name} is ready")

        inbound_id = "image-test-1"
        message = {
            "id": inbound_id,
            "channel": "web",
            "sender": {"email": "somebody@example.org"},
            "text": "Mijn internet doet het niet meer, wat kan ik doen?",
            "sent_at": datetime.now(UTC).isoformat(),
        }
        status, told = answer(f"{urls['ingest']}/v1/messages", key, message)
        if status != 202:
            raise Failed(f"POST /v1/messages was answered {status}: {told}")
        event = asyncio.run(routed(there["kafka"], inbound_id))
        say(f"one message through: {event['destination']}, topic {event['labels']['topic']}, because {event['reasons'][0]['because']}")

        activity = {"activity_id": "image-test-1", "action": "idea", "member_id": "ann", "post_id": "p1", "at": datetime.now(UTC).isoformat()}
        status, told = answer(f"{urls['ingest']}/v1/activity", key, activity)
        if status != 202:
            raise Failed(f"POST /v1/activity was answered {status}: {told}")
        wait(lambda: answer(f"{urls['rewards']}/v1/members/ann", key)[0] == 200, THROUGH_SECONDS, "the idea earns")
        balance = answer(f"{urls['rewards']}/v1/members/ann", key)[1]["balance"]
        if balance["pending"] <= 0:
            raise Failed(f"the idea earned nothing: {balance}")
        say(f"one idea through: {balance}")
        if answer(f"{urls['rewards']}/v1/members/ann")[0] != 401:
            raise Failed("rewards answers without a key")

        # By the role that the services have: no superuser, and so without the right to change what was booked.
        asyncio.run(_ledger_is_closed(dsns["rewards"]))
        drained = {name: containers.drain(name) for name in reversed(SERVICES)}
        say("ended on SIGTERM: " + ", ".join(f"{name} {seconds:.1f} s" for name, seconds in drained.items()))
    changed = written(Path(buildah("mount", container)), begun)
    if changed:
        raise Failed(f"written outside /tmp: {changed[:10]}")


async def _ledger_is_closed(dsn: str) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        for change in ("UPDATE rewards.entries SET amount = 1", "DELETE FROM rewards.entries", "TRUNCATE rewards.entries"):
            try:
                await connection.execute(change)
            except asyncpg.InsufficientPrivilegeError:
                continue
            raise Failed(f"the services' role may {change}")
    finally:
        await connection.close()


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="make image-test", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--base", help="an image in the store of this test to build on; default: one made with debootstrap")
    parser.add_argument("--rootfs", type=Path, help="folder of a Debian with Python; made where there is none")
    parser.add_argument("--work", type=Path, help="folder for images and the base; default: klantstroom/image-test in the user's cache folder")
    parser.add_argument("--keep", action="store_true", help="keep logs and data of the run")
    given = parser.parse_args(arguments)
    missing = [tool for tool in ("buildah", "debootstrap") if shutil.which(tool) is None]
    if missing or os.geteuid() != 0:
        why = "it needs root" if not missing else f"{' and '.join(missing)} is missing"
        say(f"image-test: {why}: run it as root, after apt-get install buildah debootstrap")
        return 1
    cache = given.work or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "klantstroom" / "image-test"
    cache.mkdir(parents=True, exist_ok=True)
    buildah = Buildah(cache / "store")
    work = Path(tempfile.mkdtemp(prefix="klantstroom-image-test-"))
    # PostgreSQL runs as a user of its own and passes through here.
    work.chmod(0o755)
    try:
        if given.base is None:
            make_base(buildah, (given.rootfs or cache / "rootfs").absolute())
        build(buildah, given.base or BASE, work)
        container = buildah.container(IMAGE)
        check_image(buildah, container, work)
        check_version(buildah, container)
        run_system(buildah, container, work)
    except Failed as failed:
        say(f"image-test FAILED: {failed}\nlogs: {work}")
        return 1
    finally:
        buildah.close()
    say("image-test passed")
    if not given.keep:
        shutil.rmtree(work, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
