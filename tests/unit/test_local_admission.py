"""What must hold before a system starts; each refusal says what to do."""

import os
import socket
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from local import admission
from local.admission import HomeLock, check_disk, check_ports, holder_of
from local.system import Plan, SystemSettings, plan
from local.trouble import Trouble


def a_plan(home: Path, port: int) -> Plan:
    return plan(SystemSettings(home=home, kafka_port=port, kafka_controller_port=port + 1, postgres_port=port + 2), [], environment={})


def test_a_taken_port_names_who_has_it_and_what_moves_it(tmp_path: Path, ports: Any) -> None:
    port = ports.take()
    ports.take(), ports.take()
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", port))
        taken.listen()
        with pytest.raises(Trouble) as refused:
            check_ports(a_plan(tmp_path, port))
    line = str(refused.value)
    assert f"Port {port}, where Kafka would listen, is taken by" in line
    assert str(os.getpid()) in line
    assert "KLANTSTROOM_KAFKA_PORT" in line
    assert "\n" not in line
    check_ports(a_plan(tmp_path, port))


def test_a_port_taken_on_all_addresses_is_taken(tmp_path: Path, ports: Any) -> None:
    port = ports.take()
    ports.take(), ports.take()
    with socket.socket() as taken:
        taken.bind(("", port))
        taken.listen()
        with pytest.raises(Trouble, match=str(port)):
            check_ports(a_plan(tmp_path, port))


def test_a_full_disk_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match=r"MiB are free.*KLANTSTROOM_HOME"):
        check_disk(tmp_path, min_free_bytes=1 << 60)
    check_disk(tmp_path, min_free_bytes=1)


def test_one_home_one_system(tmp_path: Path) -> None:
    assert holder_of(tmp_path) is None
    lock = HomeLock.take(tmp_path / "home")
    try:
        assert holder_of(tmp_path / "home") == os.getpid()
        with pytest.raises(Trouble, match=rf"Another system runs from .*process {os.getpid()}.*klantstroom down"):
            HomeLock.take(tmp_path / "home")
    finally:
        lock.release()
    assert holder_of(tmp_path / "home") is None
    HomeLock.take(tmp_path / "home").release()


def test_the_lock_goes_with_the_process_however_it_dies(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from local.admission import HomeLock\n"
        "lock = HomeLock.take(Path(sys.argv[1])); print('here', flush=True); input()"
    )
    with subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "here\n"
        assert holder_of(tmp_path) == holder.pid
        holder.kill()
    assert holder_of(tmp_path) is None


def test_a_home_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Trouble, match="KLANTSTROOM_HOME"):
        HomeLock.take(tmp_path / "file" / "home")
    with pytest.raises(Trouble, match="cannot be written"):
        HomeLock.take(tmp_path / "file")


def test_who_is_not_ours_is_not_waited_for(tmp_path: Path) -> None:
    # This very process: alive, but not the one that a crashed supervisor had started.
    (tmp_path / "system.json").write_text(f'{{"processes": {{"kafka": {{"pid": {os.getpid()}, "since": 1.0}}}}}}')
    admission.wait_for_orphans(tmp_path, seconds=30.0)
    for broken in ("{", "[]", '{"processes": [1]}', '{"processes": {"kafka": 3}}'):
        (tmp_path / "system.json").write_text(broken)
        admission.wait_for_orphans(tmp_path, seconds=30.0)


def test_the_lock_file_survives_an_unreadable_holder(tmp_path: Path) -> None:
    (tmp_path / "lock").write_text("not a number")
    assert holder_of(tmp_path) is None
    assert stat.S_ISREG((tmp_path / "lock").stat().st_mode)
