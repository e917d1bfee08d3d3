"""py3langid as the identifier for texts whose words are mostly unknown."""

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from services.classify.domain.language import Identify

#: Languages that customers of a Dutch company are likely to write; every further one costs short texts.
LANGUAGES = ("nl", "en", "de", "fr", "es", "it", "pt", "tr", "pl", "id", "sv", "da", "no", "fi", "ro", "hu", "cs")

#: Characters that are looked at.
ENOUGH_CHARACTERS = 400


def load_identifier() -> Identify:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(LANGUAGES))

    def identify(text: str) -> tuple[str, float]:
        code, probability = identifier.classify(text[:ENOUGH_CHARACTERS].lower())
        return str(code), float(probability)

    return identify
