"""Takes in what customers write."""

import sys
from pathlib import Path

from runtime.lifecycle import Service, run
from services.ingest.app import check_mail, secrets_of, wire
from services.ingest.settings import IngestSettings


def main() -> None:
    settings = IngestSettings()
    try:
        secrets_of(settings)
        check_mail(settings)
    except ValueError as error:
        sys.exit(f"ingest: {error}")
    run(Service(name="ingest", settings=settings, wire=wire, migrations=Path(__file__).parent / "migrations"))


if __name__ == "__main__":
    main()
