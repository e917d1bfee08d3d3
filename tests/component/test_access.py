"""Keys over HTTP, by a real service on a broker in memory: a damaged file of keys is said, closes the door, and is noticed when it is mended."""

import socket
from pathlib import Path
from typing import Any

import httpx
import pytest
from dashboard_world import HOST, dashboard, key_file

from runtime.access import read_keys
from runtime.memory import MemoryBroker

GOOD_ENTRY = '{"id": "a", "sha256": "b", "scopes": ["desk"]}'
DAMAGED = {
    "not JSON": ('{"keys": [', "not JSON"),
    "not UTF-8": (b"\xff", "not JSON"),
    "empty": ("", "not JSON"),
    "a list": ("[]", "no list `keys`"),
    "keys are no list": ('{"keys": 5}', "no list `keys`"),
    "keys are text": ('{"keys": "abc"}', "no list `keys`"),
    "an entry is text": ('{"keys": ["ks_secret"]}', "entry 1 is none"),
    "an entry without a hash": (f'{{"keys": [{GOOD_ENTRY}, {{"id": "a", "scopes": []}}]}}', "entry 2 is none"),
    "scopes are text": ('{"keys": [{"id": "a", "sha256": "b", "scopes": "desk"}]}', "entry 1 is none"),
    "a folder": (None, "cannot be read (Is a directory)"),
}


def damage(path: Path, content: str | bytes | None) -> None:
    path.unlink(missing_ok=True)
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content.encode() if isinstance(content, str) else content)


@pytest.mark.parametrize(("content", "says"), DAMAGED.values(), ids=DAMAGED.keys())
def test_what_is_wrong_with_a_file_of_keys_is_one_line(tmp_path: Path, content: str | bytes | None, says: str) -> None:
    path = tmp_path / "keys.json"
    damage(path, content)
    with pytest.raises(ValueError) as refused:
        read_keys(path)
    line = str(refused.value)
    assert line.startswith(f"{path} ")
    assert says in line
    assert "\n" not in line
    assert "KLANTSTROOM_KEYS" in line or "klantstroom keys create" in line
    assert "ks_secret" not in line


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize("damaged", ["not JSON", "scopes are text", "a folder"])
async def test_a_damaged_file_of_keys_is_said_and_noticed_when_it_is_mended(
    tmp_path: Path, port: int, damaged: str, capsys: pytest.CaptureFixture[str]
) -> None:
    content, _ = DAMAGED[damaged]
    path = tmp_path / "keys.json"
    key = {"Authorization": f"Bearer {key_file(path)}"}
    good = path.read_bytes()
    async with dashboard(MemoryBroker(), port, path) as url, httpx.AsyncClient(base_url=url) as client:

        async def asked(headers: dict[str, str]) -> httpx.Response:
            return await client.get("/v1/messages", headers=headers)

        async def complaints() -> Any:
            answered = await client.get("/readyz")
            said = answered.json()
            assert (answered.status_code, said["ready"]) == ((200, True) if not said["complaints"] else (503, False))
            return said["complaints"]

        assert (await asked(key)).status_code == 200
        damage(path, content)
        for _ in range(3):
            refused = await asked(key)
            assert (refused.status_code, refused.headers["content-type"]) == (503, "application/problem+json")
            assert int(refused.headers["retry-after"]) > 0
            assert str(path) not in refused.text
        assert (await asked({})).status_code == 401, "who brings no key is told so"
        (complaint,) = await complaints()
        assert complaint.startswith(f"keys: {path} ")

        if content is None:
            path.rmdir()
        path.write_bytes(good)
        assert await complaints() == []
        assert (await asked(key)).status_code == 200
    said = capsys.readouterr().out
    assert said.count("keys cannot be checked") == 1, "once, not for each call"
    assert said.count("keys can be checked again") == 1


async def test_a_file_that_is_away_holds_no_keys_and_is_not_damaged(tmp_path: Path, port: int) -> None:
    path = tmp_path / "keys.json"
    key = {"Authorization": f"Bearer {key_file(path)}"}
    async with dashboard(MemoryBroker(), port, path) as url, httpx.AsyncClient(base_url=url) as client:
        path.write_text("{")
        assert (await client.get("/v1/messages", headers=key)).status_code == 503
        # That is how a system begins.
        path.unlink()
        assert (await client.get("/v1/messages", headers=key)).status_code == 401
        assert (await client.get("/readyz")).status_code == 200
