"""Asks a service whether it is ready."""

from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, build_opener


def readiness(url: str, seconds: float = 5.0) -> tuple[bool, str]:
    """Whether GET `<url>/readyz` answers 200, and what it says where it does not."""
    # A proxy of the person's has no business with what runs on this machine.
    opener = build_opener(ProxyHandler({}))
    try:
        with opener.open(f"{url}/readyz", timeout=seconds) as answer:
            return answer.status == 200, f"HTTP {answer.status}"
    except HTTPError as error:
        with error:
            return False, f"HTTP {error.code} {error.read(300).decode('utf-8', 'replace').strip()}"
    except (URLError, OSError) as error:
        return False, str(getattr(error, "reason", error))
