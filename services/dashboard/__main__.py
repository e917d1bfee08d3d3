"""The dashboard service."""

from runtime.lifecycle import Service, run
from services.dashboard.app import wire
from services.dashboard.settings import DashboardSettings


def main() -> None:
    run(Service(name="dashboard", settings=DashboardSettings(), wire=wire))


if __name__ == "__main__":
    main()
