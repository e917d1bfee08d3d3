"""What ingest can be told."""

from typing import Annotated

from pydantic import Field, SecretStr, field_validator

from runtime.settings import RuntimeSettings


class IngestSettings(RuntimeSettings):
    http_port: Annotated[int, Field(description="Port of HTTP.", ge=0, le=65_535)] = 8001
    pepper: Annotated[
        SecretStr | None,
        Field(
            description="Secret, 16 characters or more, under which e-mail addresses, phone numbers and the like are hashed. Needed by ingest; "
            "all replicas have the same, and it never changes: with another one nobody is known."
        ),
    ] = None
    hook_secrets: Annotated[
        dict[str, tuple[SecretStr, ...]],
        Field(description='Secrets of webhooks by source, as JSON: {"discourse": ["current", "previous"]}. A source without one is not taken.'),
    ] = {}
    phone_region: Annotated[str, Field(description="Country of telephone numbers without a country code.", pattern="^[A-Z]{2}$")] = "NL"
    message_retention_days: Annotated[int, Field(description="Days for which repeats of a message are known.", ge=1, le=3_650)] = 35
    purge_seconds: Annotated[float, Field(description="Seconds between two rounds of forgetting what is past its retention.", gt=0)] = 300.0
    rate_per_second: Annotated[float, Field(description="Messages a second that one key may send in the long run.", gt=0)] = 5_000.0
    rate_burst: Annotated[float, Field(description="Messages that one key may send at once.", ge=1)] = 20_000.0
    max_body_bytes: Annotated[int, Field(description="Longest body of an HTTP request.", ge=1_024, le=256 * 1024 * 1024)] = 16 * 1024 * 1024
    publish_seconds: Annotated[float, Field(description="Longest wait for the broker's answer before a request gets 503.", gt=0)] = 15.0

    @field_validator("pepper")
    @classmethod
    def _long_enough(cls, pepper: SecretStr | None) -> SecretStr | None:
        if pepper is not None and len(pepper.get_secret_value()) < 16:
            raise ValueError("a pepper has 16 characters or more")
        return pepper

    @field_validator("hook_secrets")
    @classmethod
    def _no_empty_secret(cls, secrets: dict[str, tuple[SecretStr, ...]]) -> dict[str, tuple[SecretStr, ...]]:
        if any(not secret.get_secret_value() for of_source in secrets.values() for secret in of_source):
            raise ValueError("a secret may not be empty")
        return secrets
