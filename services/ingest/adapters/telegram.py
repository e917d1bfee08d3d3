"""Telegram's Bot API: updates with what people write to the bot, or in groups that it is in.

Shapes: core.telegram.org/bots/api#update and #message; the secret: #setwebhook, `secret_token`. A message is known by chat and
`message_id`; an edit by its update, which Telegram repeats until it is answered with success. Telegram tells no bot of deletions
(but those of a business account: counted). A contact that is the sender's own says their telephone number.
"""

from collections.abc import Mapping
from typing import Any

from runtime.hop import Refusal
from schemas.messages.inbound import Channel, InboundMessage
from services.ingest.adapters.payload import Ignored, Payload, Translated, Translation, built
from services.ingest.adapters.reading import attachment, called, in_place_of_words, inside, json_object, missing, moment, number, objects, text, words
from services.ingest.adapters.signature import secret_in

NAME = "telegram"
SECRET = "x-telegram-bot-api-secret-token"  # noqa: S105 (the name of a header)

verify = secret_in(SECRET)

_SAID = ("message", "business_message")
_EDITED = ("edited_message", "edited_business_message")
#: What a message holds beside words → what it is.
_MEDIA = {
    "animation": "video",  # before `document`, which says the same once more
    "photo": "image",
    "video": "video",
    "video_note": "video",
    "voice": "audio",
    "audio": "audio",
    "document": "file",
    "sticker": "sticker",
    "venue": "location",
    "location": "location",
    "contact": "contact",
}


def translate(payload: Payload) -> Translation:
    update = json_object(payload)
    if isinstance(update, Refusal):
        return update
    for kind in (*_SAID, *_EDITED):
        if kind in update:
            message = update[kind]
            return _message(message, update, kind) if isinstance(message, Mapping) else missing(f"/{kind}")
    return Ignored(next((kind[:100] for kind in update if kind != "update_id"), "none"))


def _message(message: Mapping[str, Any], update: Mapping[str, Any], kind: str) -> Translation:
    sender, chat = inside(message, "from"), inside(message, "chat")
    if inside(message, "sender_chat") is not None or words(chat, "type") == "channel" or not isinstance(sender, Mapping):
        return Ignored(f"{kind} of a chat itself")
    if sender.get("is_bot") is True or message.get("sender_business_bot") is not None:
        return Ignored(f"{kind} of a bot")
    chat_id, user_id, message_id = number(chat, "id"), number(sender, "id"), number(message, "message_id")
    for value, pointer in ((chat_id, "chat/id"), (user_id, "from/id"), (message_id, "message_id")):
        if value is None:
            return missing(f"/{kind}/{pointer}")
    if "business" in kind and chat_id != user_id:
        return Ignored(f"{kind} of our own")
    said = words(message, "text") or words(message, "caption")
    medium = next((name for name in _MEDIA if message.get(name)), None)
    if said is None and (medium is None or kind in _EDITED):
        # Somebody joined, something was pinned; or a live location moves on.
        return Ignored(f"{kind} without words")
    edited = kind in _EDITED
    at = moment(message.get("edit_date") if edited else message.get("date")) or moment(message.get("date"))
    if at is None:
        return missing(f"/{kind}/date")
    first = f"{chat_id}:{message_id}"
    answers = number(message, "reply_to_message", "message_id")
    built_message = built(
        InboundMessage,
        id=f"{first}:edit:{number(update, 'update_id') or message.get('edit_date')}" if edited else first,
        channel=Channel.CHAT,
        sender={
            "id": str(user_id),
            "handle": words(sender, "username"),
            "phone": _own_number(message, user_id),
            "name": called(words(sender, "first_name"), words(sender, "last_name")),
        },
        text=text(said) if said is not None else words(message, "sticker", "emoji") or in_place_of_words(_MEDIA[medium or "document"]),
        sent_at=at,
        conversation_id=f"{NAME}:{chat_id}",
        in_reply_to=first if edited else f"{chat_id}:{answers}" if answers is not None else None,
        public=True if words(chat, "username") and words(chat, "type") in {"group", "supergroup"} else None,
        attachments=_attachments(message, medium),
    )
    return built_message if isinstance(built_message, Refusal) else Translated(built_message)


def _own_number(message: Mapping[str, Any], user_id: int | None) -> str | None:
    """The sender's telephone number, where they shared themselves as a contact. Without a plus, Telegram's numbers are international."""
    phone = words(message, "contact", "phone_number")
    if phone is None or number(message, "contact", "user_id") != user_id:
        return None
    return phone if phone.startswith("+") else f"+{phone}"


def _attachments(message: Mapping[str, Any], medium: str | None) -> list[dict[str, Any]]:
    if medium is None or medium in {"contact", "location", "venue", "sticker"}:
        return []
    if medium == "photo":
        # The same picture in several sizes, the largest last.
        sizes = objects(message, "photo")
        return [attachment(media_type="image/jpeg", size=number(sizes[-1], "file_size"))] if sizes else []
    file = inside(message, medium)
    return [attachment(name=words(file, "file_name"), media_type=words(file, "mime_type"), size=number(file, "file_size"))]
