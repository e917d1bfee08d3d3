"""docker-compose.yml is a Compose file, and starts what local/ starts: no service, variable, port or setting of Kafka can drift."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from deploy.generate_secrets import KEEP_STATE, generate
from local import kafka
from local.system import SERVICES, SystemSettings, plan, service_environment

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
TEXT = (ROOT / "docker-compose.yml").read_text("utf-8")
SCHEMA = json.loads((Path(__file__).parent / "compose" / "compose-spec.json").read_text("utf-8"))
NAMES = tuple(service.name for service in SERVICES)
#: Started beside the services, by name: what they are is not local/'s.
BESIDE = {"setup", "topics", "kafka", "postgres", "prometheus", "grafana", "replay"}
_VARIABLE = re.compile(r"\$\{(\w+)(?::-([^}]*))?\}")
_TAG = re.compile(r"[a-z0-9./-]+:[\w.-]+")


def resolved(value: Any) -> Any:
    """`value` as Compose reads it where nothing is set."""
    if isinstance(value, str):
        return _VARIABLE.sub(lambda found: found[2] or "", value)
    if isinstance(value, dict):
        return {key: resolved(inner) for key, inner in value.items()}
    return [resolved(inner) for inner in value] if isinstance(value, list) else value


STARTED = resolved(COMPOSE["services"])
OURS = (*NAMES, "setup", "topics", "replay")


def errors(document: dict[str, Any]) -> list[str]:
    return [f"{'/'.join(map(str, error.absolute_path))}: {error.message}" for error in Draft202012Validator(SCHEMA).iter_errors(document)]


def test_it_is_a_compose_file() -> None:
    assert errors(COMPOSE) == []
    assert errors(resolved(COMPOSE)) == []


@pytest.mark.parametrize(
    "broken",
    [
        {"services": {"ingest": {"image": "x", "comand": ["a"]}}},
        {"services": {"ingest": {"image": "x", "depends_on": {"kafka": {"condition": "service_well"}}}}},
        {"services": {"ingest": {"image": "x", "ports": [{"target": "a b", "publish": 1}]}}},
        {"services": {"ingest": {"image": "x", "read_only": ["yes"]}}},
        {"service": {}},
    ],
)
def test_the_schema_would_notice(broken: dict[str, Any]) -> None:
    assert errors(broken)


def test_every_service_of_local_is_started_and_nothing_that_is_not_known() -> None:
    assert set(STARTED) == {*NAMES, *BESIDE}
    assert [name for name in STARTED if name in NAMES] == list(NAMES), "in the order in which a message meets them"


@pytest.mark.parametrize("service", SERVICES, ids=NAMES)
def test_a_service_is_started_as_local_starts_it(service: Any, tmp_path: Path) -> None:
    started = STARTED[service.name]
    assert tuple(started["command"]) == service.command
    made = plan(SystemSettings(home=tmp_path), environment={})
    # What the environment of a person adds is no part of it.
    local = service_environment(made, service, "postgresql://…", {"KLANTSTROOM_LOG_LEVEL": "info"})
    told = started["environment"] | dict.fromkeys(("KLANTSTROOM_DATABASE", *service.secrets), "in /run/secrets")
    assert set(told) == set(local)
    for name in ("PYTHONUNBUFFERED", "KLANTSTROOM_LOG_FORMAT", "KLANTSTROOM_LOG_LEVEL", "KLANTSTROOM_HTTP_PORT", *service.variables):
        assert told[name] == local[name], name
    port = local["KLANTSTROOM_HTTP_PORT"]
    assert started["ports"] == [f"127.0.0.1:{port}:{port}"]
    assert COMPOSE["services"][service.name]["ports"] == [f"127.0.0.1:${{{service.port_variable}:-{port}}}:{port}"]


#: Services that keep state in PostgreSQL have migrations.
KEEP = tuple(service.name for service in SERVICES if list((ROOT / "services" / service.name).glob("migrations/*.sql")))


def mounted(name: str) -> dict[str, str]:
    """Where what a container has is mounted: place → volume."""
    return {volume.split(":")[1]: volume.split(":")[0] for volume in STARTED[name].get("volumes", [])}


def test_secrets_that_services_read_from_files_are_made_and_seen_by_nobody_else(tmp_path: Path) -> None:
    folders = {place.rpartition("/")[2]: volume for place, volume in mounted("setup").items()}
    for folder in folders:
        (tmp_path / folder).mkdir()
    generate(tmp_path)
    for service in SERVICES:
        needed = {name.lower() for name in service.secrets} | ({"klantstroom_database"} if service.name in KEEP else set())
        volume = mounted(service.name).get("/run/secrets")
        assert (volume is not None) == bool(needed), service.name
        if volume is not None:
            assert volume == folders[service.name], "its own"
            assert {path.name for path in (tmp_path / service.name).iterdir()} == needed
        assert STARTED[service.name]["environment"]["KLANTSTROOM_KEYS"] == "/run/keys/keys.json"
        assert mounted(service.name)["/run/keys"] == folders["keys"]
        assert {volume for volume in mounted(service.name).values() if volume.startswith("secrets-")} <= {folders["keys"], volume}
        assert all(volume.endswith(":ro") for volume in STARTED[service.name]["volumes"])
    assert (tmp_path / "keys" / "keys.json").exists()
    image = (ROOT / "Dockerfile").read_text("utf-8")
    assert all(f" /secrets/{folder} " in image or f" /secrets/{folder}\n" in image for folder in folders), "volumes take the owner of these"


def test_every_service_that_keeps_state_has_a_role_and_a_schema_of_its_own() -> None:
    assert KEEP == KEEP_STATE
    sql = (ROOT / "deploy" / "postgres" / "init.sql").read_text("utf-8")
    assert re.findall(r"^CREATE ROLE (\w+) LOGIN PASSWORD :'\1';$", sql, re.MULTILINE) == list(KEEP)
    assert re.findall(r"^CREATE SCHEMA (\w+) AUTHORIZATION \1;$", sql, re.MULTILINE) == list(KEEP)
    assert dict(re.findall(r"^\\set (\w+) `cat (\S+)`$", sql, re.MULTILINE)) == {name: f"/secrets/database/{name}_password" for name in KEEP}
    assert not re.search("SUPERUSER|CREATEDB|CREATEROLE|IN ROLE", sql)


def test_what_others_made_is_read_only_but_for_kafka() -> None:
    """Why not Kafka stands beside it."""
    assert {name for name, started in STARTED.items() if not started.get("read_only")} == {"kafka"}
    assert "# Not read-only: " in TEXT
    places = {place.split(":")[0] for place in STARTED["postgres"]["tmpfs"]}
    assert places == {"/tmp", "/run"}
    assert mounted("postgres")["/var/lib/postgresql"] == "postgres"


def test_kafka_is_told_what_local_tells_it(tmp_path: Path) -> None:
    told = STARTED["kafka"]["environment"]
    local = kafka.properties(plan(SystemSettings(home=tmp_path), environment={}))
    # Addresses and folders are a container's own; threads, buffers and segments are sized for a small machine.
    own = {"listeners", "advertised.listeners", "log.dirs", "controller.quorum.voters", "num.network.threads", "num.io.threads"}
    own |= {"log.cleaner.dedupe.buffer.size", "log.segment.bytes"}
    assert own < set(local)
    for name in set(local) - own:
        assert told.get("KAFKA_" + name.upper().replace(".", "_")) == local[name], name


def test_topics_are_made_by_the_same_command_with_as_many_partitions() -> None:
    assert STARTED["topics"]["command"] == ["-m", "local.cli", "topics", "create"]
    assert STARTED["topics"]["environment"]["KLANTSTROOM_PARTITIONS"] == str(SystemSettings.model_fields["partitions"].default)
    for name in (*NAMES, "topics", "replay"):
        assert STARTED[name]["environment"]["KLANTSTROOM_KAFKA"] == "kafka:19092"


def test_ports_of_kafka_and_postgres_are_those_of_local() -> None:
    fields = SystemSettings.model_fields
    assert STARTED["kafka"]["ports"] == [f"127.0.0.1:{fields['kafka_port'].default}:9092"]
    assert STARTED["postgres"]["ports"] == [f"127.0.0.1:{fields['postgres_port'].default}:5432"]
    assert f"OUTSIDE://localhost:{fields['kafka_port'].default}" in STARTED["kafka"]["environment"]["KAFKA_ADVERTISED_LISTENERS"]


@pytest.mark.parametrize("name", NAMES)
def test_a_service_waits_for_what_it_needs_and_drains(name: str) -> None:
    started = STARTED[name]
    assert {needed: how["condition"] for needed, how in started["depends_on"].items()} == {
        "setup": "service_completed_successfully",
        "topics": "service_completed_successfully",
        "kafka": "service_healthy",
        "postgres": "service_healthy",
    }
    assert started["stop_grace_period"] == "15s"
    assert "/readyz" in started["healthcheck"]["test"][-1]
    assert started["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", OURS)
def test_what_is_ours_is_confined(name: str) -> None:
    started = STARTED[name]
    assert (started["user"], started["read_only"], started["cap_drop"]) == ("10001:10001", True, ["ALL"])
    assert "no-new-privileges:true" in started["security_opt"]
    assert not started.get("privileged")
    assert started["build"]["args"]["BASE"] == "python:3.11-slim-bookworm"


def test_nothing_listens_beyond_this_machine_and_two_things_never_on_one_port() -> None:
    published = [port for started in STARTED.values() for port in started.get("ports", [])]
    assert all(port.startswith("127.0.0.1:") for port in published)
    assert len({port.split(":")[1] for port in published}) == len(published)


def test_every_name_that_is_used_is_there() -> None:
    for name, started in STARTED.items():
        for needed, how in started.get("depends_on", {}).items():
            assert needed in STARTED, name
            if how["condition"] == "service_healthy":
                assert "healthcheck" in STARTED[needed], f"{name} waits for the health of {needed}"
        for volume in started.get("volumes", []):
            source = volume.split(":")[0]
            assert source in COMPOSE["volumes"] or (ROOT / source).exists(), volume
    used = {volume.split(":")[0] for started in STARTED.values() for volume in started.get("volumes", [])}
    assert set(COMPOSE["volumes"]) <= used


def test_what_can_be_set_stands_in_the_example_with_its_default() -> None:
    lines = (ROOT / ".env.example").read_text("utf-8").splitlines()
    example = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    assert example == {found[1]: found[2] for found in _VARIABLE.finditer(TEXT)}


def test_no_secret_stands_in_it() -> None:
    for name, started in STARTED.items():
        for variable, value in started.get("environment", {}).items():
            if re.search("PASSWORD|SECRET|PEPPER|TOKEN|DATABASE", variable):
                assert variable.endswith("FILE"), f"{name}: {variable}={value}"
    assert not re.search(r"postgres(ql)?://[^\s]*:[^\s]*@", TEXT)


def test_images_of_others_are_pinned_to_a_version() -> None:
    for name in set(STARTED) - set(OURS):
        image = STARTED[name]["image"]
        assert _TAG.fullmatch(image), image
        assert not image.endswith(":latest"), image


# ── what watches ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_prometheus_asks_every_service_on_its_port() -> None:
    jobs = {job["job_name"]: job for job in yaml.safe_load((ROOT / "deploy" / "prometheus.yml").read_text("utf-8"))["scrape_configs"]}
    assert jobs["klantstroom"]["static_configs"][0]["targets"] == [f"{service.name}:{service.port}" for service in SERVICES]


def metrics() -> set[str]:
    """Names of all series of the runtime, of classify, whose labels are drawn too, and of those that every Python process has."""
    from prometheus_client import REGISTRY

    from runtime import telemetry
    from services.classify import app as classify

    made = [
        value for module in (telemetry, classify) for value in vars(module).values() if hasattr(value, "describe") and not isinstance(value, type)
    ]
    names = {family.name: family.type for metric in made for family in metric.describe()}
    assert len(names) >= 10, "the runtime's metrics"
    names |= {family.name: family.type for family in REGISTRY.collect() if family.name.startswith(("process_", "python_"))}
    suffixes = {"counter": ("_total",), "gauge": ("",), "histogram": ("_bucket", "_sum", "_count")}
    return {name + suffix for name, kind in names.items() for suffix in suffixes.get(kind, ())}


DASHBOARD = json.loads((ROOT / "deploy" / "grafana" / "dashboards" / "klantstroom.json").read_text("utf-8"))
EXPRESSIONS = [target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]]


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_a_panel_draws_series_that_there_are(expression: str) -> None:
    drawn = set(re.findall(r"\b(?:klantstroom|process|python)_\w+", expression))
    assert drawn
    assert drawn <= metrics()


def test_the_dashboard_shows_what_an_operator_asks_first() -> None:
    drawn = " ".join(EXPRESSIONS)
    for metric in ("ready", "records_total", "events_total", "age_seconds_bucket", "lag_records", "dead_letters_total", "stopped_partitions"):
        assert f"klantstroom_{metric}" in drawn


def test_grafana_finds_its_dashboards_and_their_source() -> None:
    folder = ROOT / "deploy" / "grafana" / "provisioning"
    (source,) = yaml.safe_load((folder / "datasources" / "prometheus.yml").read_text("utf-8"))["datasources"]
    (provider,) = yaml.safe_load((folder / "dashboards" / "klantstroom.yml").read_text("utf-8"))["providers"]
    mounted = dict(volume.split(":")[:2] for volume in STARTED["grafana"]["volumes"])
    assert mounted["./deploy/grafana/dashboards"] == provider["options"]["path"]
    assert mounted["./deploy/grafana/provisioning"] == "/etc/grafana/provisioning"
    assert source["url"] == "http://prometheus:9090"
    assert {panel["datasource"]["uid"] for panel in DASHBOARD["panels"]} == {source["uid"]}
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(DASHBOARD["panels"])
