"""Which mail nobody wrote to us, and why: it is ignored by that name, and never answered (RFC 3834).

Only headers are asked. A mail with one of our own addresses as its sender and somebody else's as Reply-To is what contact forms send:
that is a customer, whatever else its headers say.
"""

import re
from collections.abc import Collection
from email.message import Message

from services.ingest.adapters.mail_headers import Mailbox, header, mailboxes

_AWAY = re.compile(
    r"\b(?:out of (?:the )?office|ooo|vacation|annual leave|on leave|on holiday|away from (?:my|the) (?:desk|office)"
    r"|afwezig(?:heid\w*)?|niet aanwezig|met vakantie|op vakantie|buiten kantoor"
    r"|abwesend|abwesenheit\w*|nicht im b[üu]ro|im urlaub|absence|absent\(?e?\)? du bureau|cong[ée]s)\b",
    re.IGNORECASE,
)
_AUTOMATIC_SUBJECT = re.compile(
    r"\s*(?:automatisch antwoord|automatische (?:reactie|beantwoording)|autom(?:atic|ated) (?:reply|response)|auto[- ]?(?:reply|response|matic reply)"
    r"|automatische antwort|autom\. antwort|r[ée]ponse automatique|out of (?:the )?office(?: auto[- ]?reply)?|afwezig(?:heidsmelding|heidsbericht)?"
    r"|abwesenheitsnotiz|message d'absence)\s*[:：\-–(]",
    re.IGNORECASE,
)
_DAEMON = re.compile(r"(?:mailer-daemon|mail-daemon|postmaster|mdaemon)(?:[+.-][^@]{0,100})?@", re.IGNORECASE)
_UNDELIVERED = re.compile(
    r"undeliver|returned mail|returned to sender|delivery (?:status notification|failure|has failed)|mail delivery (?:failed|system)"
    r"|failure notice|niet bezorgd|onbestelbaar|kan niet worden bezorgd|unzustellbar|zustellung fehlgeschlagen|non remis",
    re.IGNORECASE,
)
#: Addresses that nobody reads.
NOBODY = re.compile(
    r"(?:no|do[-_.]?not|geen|niet)[-_.]?(?:reply|answer|antwoord|beantwoorden)(?:[+._-][^@]{0,100})?@|noreply[^@]{0,100}@", re.IGNORECASE
)
_REPORTS = {"delivery-status": "bounce", "disposition-notification": "receipt", "feedback-report": "complaint"}


def is_own(address: str, own: Collection[str]) -> bool:
    """Whether `address` is one of `own`: addresses and whole domains, in lower case."""
    low = address.lower()
    return low in own or low.rpartition("@")[2] in own


def form_sender(mail: Message, sender: Mailbox | None, own: Collection[str]) -> Mailbox | None:
    """Whom a form of ours, or an address that nobody reads, names as the one to answer."""
    if sender is None or not (is_own(sender.address, own) or NOBODY.match(sender.address)):
        return None
    for answer in mailboxes(mail, "reply-to"):
        if not is_own(answer.address, own) and not NOBODY.match(answer.address):
            return answer
    return None


def why_ignored(mail: Message, sender: Mailbox | None, own: Collection[str]) -> str | None:
    """bounce, receipt, complaint, vacation, auto_reply, auto_generated, mailing_list, bulk or own_mail; None where somebody wrote it."""
    report = _report(mail, sender)
    if report is not None:
        return report
    if form_sender(mail, sender, own) is not None and _list(mail, own) is None:
        return None
    if sender is not None and is_own(sender.address, own):
        return "own_mail"
    return _automatic(mail) or _list(mail, own)


def _report(mail: Message, sender: Mailbox | None) -> str | None:
    kind = mail.get_content_type()
    if kind == "multipart/report":
        said = str(mail.get_param("report-type") or "delivery-status").lower()
        return _REPORTS.get(said, "bounce")
    if header(mail, "x-failed-recipients"):
        return "bounce"
    if sender is None:
        # "From: <>" is what a few servers write on what they send back.
        nobody = header(mail, "from") in ("<>", "MAILER-DAEMON") or header(mail, "return-path") == "<>"
        return "bounce" if nobody and _UNDELIVERED.search(header(mail, "subject")) else None
    if _DAEMON.match(sender.address):
        return "bounce" if _UNDELIVERED.search(header(mail, "subject")) or header(mail, "return-path") == "<>" else "auto_generated"
    return None


def _automatic(mail: Message) -> str | None:
    subject = header(mail, "subject")
    submitted = header(mail, "auto-submitted").lower()
    sent = submitted.partition(";")[0].strip()
    precedence = header(mail, "precedence").lower()
    away = "vacation" if _AWAY.search(subject) or "vacation" in submitted else "auto_reply"
    if sent.startswith("auto-replied") or _AUTOMATIC_SUBJECT.match(subject):
        return away
    if any(header(mail, name) for name in ("x-autoreply", "x-autorespond", "x-autoresponder", "x-autoreply-from", "x-mail-autoreply")):
        return away
    if precedence in ("auto_reply", "auto-reply") or header(mail, "preference").lower() == "auto_reply":
        return away
    if "autoresponder" in header(mail, "x-post-messageclass").lower() or header(mail, "delivered-to").lower() == "autoresponder":
        return away
    if header(mail, "return-path") == "<>":
        # An answer that wants none (RFC 3834, 3.3).
        return away
    if sent not in ("", "no"):
        return away if away == "vacation" or header(mail, "in-reply-to") else "auto_generated"
    if {"all", "autoreply"} & set(re.split(r"[\s,;]+", header(mail, "x-auto-response-suppress").lower())):
        return "auto_generated"
    return None


def _list(mail: Message, own: Collection[str]) -> str | None:
    """A list's mail. Where the list is one of our own addresses (a shared inbox that is kept as a group), it is not one."""
    said = header(mail, "list-id")
    listed = said.rpartition("<")[2].rstrip(">").strip().lower()
    if said and not any(listed == address.replace("@", ".") or listed.endswith("." + address) for address in own):
        return "mailing_list"
    if not said and any(header(mail, name) for name in ("list-unsubscribe", "list-post", "x-mailinglist", "x-mailing-list")):
        return "mailing_list"
    return "bulk" if not said and header(mail, "precedence").lower() in ("bulk", "list", "junk") else None
