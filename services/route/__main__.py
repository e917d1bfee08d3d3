"""Starts route."""

import sys
from pathlib import Path

from runtime.lifecycle import Service, run
from services.route.adapters.policy_file import PolicyRefused, read_policy
from services.route.app import wire
from services.route.settings import RouteSettings


def main() -> None:
    settings = RouteSettings()
    try:
        # Before anything is connected: a broken policy is a person's to mend, and waits for no broker.
        read_policy(settings.policy_file)
    except PolicyRefused as refused:
        sys.exit(str(refused))
    run(Service(name="route", settings=settings, wire=wire, migrations=Path(__file__).parent / "migrations"))


if __name__ == "__main__":
    main()
