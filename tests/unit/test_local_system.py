"""Where a system's parts go: ports, folders, variables."""

import os
import stat
from pathlib import Path

import pytest

from local import kafka, postgres
from local.system import SERVICES, ServiceSpec, SystemAddress, SystemSettings, default_cache, plan, service_environment, write_private
from local.trouble import Trouble


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("KLANTSTROOM_"):
            monkeypatch.delenv(name)


def test_defaults_are_those_of_the_contract() -> None:
    made = plan(SystemSettings(), environment={})
    assert dict(made.ports) == {"ingest": 8001, "classify": 8002, "route": 8003, "rewards": 8004, "insight": 8005, "dashboard": 8080}
    assert (made.kafka_port, made.postgres_port) == (9092, 5432)
    assert made.home == Path.cwd() / ".klantstroom"


def test_one_offset_moves_every_port() -> None:
    first, second = plan(SystemSettings(), environment={}), plan(SystemSettings(port_offset=1000), environment={})
    assert [port + 1000 for port, _, _ in first.listens()] == [port for port, _, _ in second.listens()]


def test_every_service_can_be_moved_alone() -> None:
    for service in SERVICES:
        made = plan(SystemSettings(), environment={service.port_variable: "18999"})
        assert made.ports[service.name] == 18_999
        assert [other for other in made.ports if other != service.name and made.ports[other] == 18_999] == []


@pytest.mark.parametrize("wrong", ["http", "0", "70000", "-1", "8001.5", "²"])
def test_a_port_that_is_none_is_one_clear_line(wrong: str) -> None:
    with pytest.raises(Trouble, match="KLANTSTROOM_ROUTE_PORT"):
        plan(SystemSettings(), environment={"KLANTSTROOM_ROUTE_PORT": wrong})


def test_two_on_one_port_are_refused_before_anything_starts() -> None:
    with pytest.raises(Trouble, match=r"route and ingest would both listen on port 8001.*KLANTSTROOM_ROUTE_PORT"):
        plan(SystemSettings(), environment={"KLANTSTROOM_ROUTE_PORT": "8001"})


def test_an_offset_past_the_last_port_is_refused() -> None:
    with pytest.raises(Trouble, match="KLANTSTROOM_PORT_OFFSET"):
        plan(SystemSettings(kafka_port=65_000, port_offset=1_000), environment={})


@pytest.mark.parametrize(
    ("environment", "folder"),
    [
        ({"HOME": "/home/a"}, "/home/a/.cache/klantstroom"),
        ({"HOME": "/home/a", "XDG_CACHE_HOME": "/var/cache/a"}, "/var/cache/a/klantstroom"),
        ({"HOME": "/home/a", "XDG_CACHE_HOME": "relative"}, "/home/a/.cache/klantstroom"),
    ],
)
def test_the_cache_is_where_the_person_keeps_caches(environment: dict[str, str], folder: str) -> None:
    assert default_cache(environment) == Path(folder)


def test_a_service_gets_the_shared_variables_and_its_own_and_keeps_the_persons() -> None:
    service = ServiceSpec("extra", 9999, ("-c", "pass"), {"KLANTSTROOM_MODE": "x"})
    made = plan(SystemSettings(), [service], environment={})
    given = service_environment(made, service, "postgresql://db", {"KLANTSTROOM_LOG_LEVEL": "debug", "KLANTSTROOM_HTTP_PORT": "1", "PATH": "/bin"})
    assert given["KLANTSTROOM_HTTP_PORT"] == "9999"
    assert given["KLANTSTROOM_DATABASE"] == "postgresql://db"
    assert given["KLANTSTROOM_KAFKA"] == "127.0.0.1:9092"
    assert (given["KLANTSTROOM_MODE"], given["KLANTSTROOM_LOG_LEVEL"], given["PATH"]) == ("x", "debug", "/bin")


def test_a_secret_is_generated_for_each_home_unless_the_person_has_one(tmp_path: Path) -> None:
    ingest = SERVICES[0]
    given = []
    for home in (tmp_path / "a", tmp_path / "a", tmp_path / "b"):
        home.mkdir(exist_ok=True)
        made = plan(SystemSettings(home=home), environment={})
        given.append(service_environment(made, ingest, "postgresql://db", {})["KLANTSTROOM_PEPPER"])
    assert given[0] == given[1] != given[2]
    assert len(given[0]) >= 32
    assert stat.S_IMODE((tmp_path / "a" / "pepper.secret").stat().st_mode) == 0o600
    own = service_environment(made, ingest, "postgresql://db", {"KLANTSTROOM_PEPPER": "the person's own one"})
    assert own["KLANTSTROOM_PEPPER"] == "the person's own one"


def test_private_files_are_for_the_owner_alone_and_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    write_private(path, "one")
    write_private(path, "two")
    assert path.read_text() == "two"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == ["secret"]


def test_a_system_finds_back_what_it_said_of_itself(tmp_path: Path) -> None:
    said = SystemAddress(tmp_path, "127.0.0.1:1", "postgresql://x", {"dashboard": "http://127.0.0.1:2"}, "ks_a_b", 3, "ready", {"kafka": {"pid": 4}})
    said.save()
    (tmp_path / "admin.key").write_text("ks_a_b\n")
    assert SystemAddress.load(tmp_path) == said
    assert said.dashboard == "http://127.0.0.1:2/#key=ks_a_b"
    assert "ks_a_b" not in (tmp_path / "system.json").read_text()


def test_no_system_and_a_broken_description_are_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="klantstroom up"):
        SystemAddress.load(tmp_path)
    (tmp_path / "system.json").write_text("{")
    with pytest.raises(Trouble, match="cannot be read"):
        SystemAddress.load(tmp_path)


def test_the_password_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    made = plan(SystemSettings(home=tmp_path), [], environment={})
    assert postgres.dsn(made) == postgres.dsn(made)
    assert len(postgres.password(tmp_path)) >= 32
    assert stat.S_IMODE((tmp_path / "postgres_password.secret").stat().st_mode) == 0o600


def test_nothing_is_traded_for_speed_that_would_lose_data(tmp_path: Path) -> None:
    made = plan(SystemSettings(home=tmp_path), [], environment={})
    assert postgres.settings(made)["fsync"] == postgres.settings(made)["synchronous_commit"] == "on"
    assert kafka.properties(made)["auto.create.topics.enable"] == "false"
    # Only this machine reaches it: there is no password on Kafka.
    assert all("127.0.0.1" in part for part in kafka.properties(made)["listeners"].split(","))
    assert postgres.settings(made)["listen_addresses"] == "127.0.0.1"


def test_cluster_ids_are_not_options() -> None:
    made = {kafka.new_cluster_id() for _ in range(500)}
    assert len(made) == 500
    assert not any(cluster_id.startswith("-") for cluster_id in made)
    assert {len(cluster_id) for cluster_id in made} == {22}
