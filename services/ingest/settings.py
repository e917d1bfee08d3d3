"""What ingest can be told."""

from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
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

    mail_addresses: Annotated[
        frozenset[str],
        Field(
            description='Our own mail addresses and domains, as JSON: ["service@bedrijf.nl", "help.bedrijf.nl"]. SMTP takes mail for these alone, '
            "and mail from them is our own, unless a form says by Reply-To who wrote it."
        ),
    ] = frozenset()
    smtp_port: Annotated[int | None, Field(description="Port of SMTP; without one no mail is taken by SMTP.", ge=0, le=65_535)] = None
    smtp_host: Annotated[str, Field(description="Address that SMTP listens on.")] = "127.0.0.1"
    smtp_max_bytes: Annotated[int, Field(description="Longest mail that SMTP takes.", ge=1_024, le=36 * 1024 * 1024)] = 26_214_400
    smtp_networks: Annotated[
        tuple[IPv4Network | IPv6Network, ...],
        Field(description='Networks that may send by SMTP, as JSON: ["10.0.0.0/8"]; without any, whoever reaches the port.'),
    ] = ()
    smtp_connections: Annotated[int, Field(description="Most connections of SMTP at once.", ge=1, le=1_000)] = 20
    imap_host: Annotated[str | None, Field(description="Server of the mailbox; without one no mail is taken by IMAP.")] = None
    imap_port: Annotated[int, Field(description="Port of the mailbox's server.", ge=1, le=65_535)] = 993
    imap_tls: Annotated[bool, Field(description="TLS from the first byte, the server's certificate checked.")] = True
    imap_ca: Annotated[Path | None, Field(description="File of certificates for the mailbox's server; without it the system's.")] = None
    imap_user: Annotated[str, Field(description="User of the mailbox.")] = ""
    imap_password: Annotated[SecretStr | None, Field(description="Secret: password of the mailbox.")] = None
    imap_folder: Annotated[str, Field(description="Folder that is emptied: what is unseen there is taken.", min_length=1)] = "INBOX"
    imap_done_folder: Annotated[
        str | None, Field(description="Folder to which mail goes once it is taken; without one it is only marked as seen.")
    ] = None
    imap_idle_seconds: Annotated[float, Field(description="Longest wait with IDLE before the mailbox is looked at anew.", gt=0, le=1_500)] = 300.0

    @field_validator("mail_addresses")
    @classmethod
    def _in_lower_case(cls, addresses: frozenset[str]) -> frozenset[str]:
        return frozenset(address.strip().lower().removeprefix("@") for address in addresses if address.strip())

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
