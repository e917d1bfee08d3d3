"""What a broker, a database, the settings or the disk can do to a command, in one line that says what to do."""

from local.commands.address import kafka_is_away
from local.trouble import Trouble


def known_error(error: BaseException) -> Trouble | None:
    """None is a bug of ours."""
    from pydantic import ValidationError

    if isinstance(error, ValidationError) and error.title.endswith("Settings"):
        wrong = error.errors(include_url=False, include_input=False)[0]
        name = "_".join(str(part) for part in wrong["loc"]).upper()
        return Trouble(f"KLANTSTROOM_{name}: {wrong['msg']}.", "Correct it in the environment.")
    # By name: a command that needs neither broker nor database imports neither.
    module = type(error).__module__.partition(".")[0]
    if module == "aiokafka":
        return _of_kafka(error)
    if module == "asyncpg":
        return Trouble(f"PostgreSQL refuses: {_said(error)}.", "See `klantstroom status`, and postgres.log among the logs of the system.")
    if isinstance(error, TimeoutError):
        return Trouble("There was no answer in time.", "See `klantstroom status`.")
    if isinstance(error, OSError):
        name = f"{error.filename}: " if isinstance(error.filename, str) else ""
        return Trouble(f"{name}{error.strerror or _said(error)}.", "See `klantstroom doctor`.")
    return None


def _of_kafka(error: BaseException) -> Trouble:
    from aiokafka import errors

    away = (errors.KafkaConnectionError, errors.KafkaTimeoutError, errors.NodeNotReadyError, errors.NoBrokersAvailable)
    # Who may be asked again later is not there now: a leader that is being chosen, a request that took too long.
    if isinstance(error, away) or getattr(error, "retriable", False):
        return kafka_is_away()
    return Trouble(f"Kafka refuses: {_said(error)}.", "See `klantstroom status`, and kafka.log among the logs of the system.")


def _said(error: BaseException) -> str:
    said = str(error).strip()
    return (said.splitlines()[0][:300] if said else type(error).__name__).rstrip(".")
