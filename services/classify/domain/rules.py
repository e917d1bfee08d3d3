"""Signals: what must not hang on statistics alone, because missing it hurts somebody (a smell of gas, somebody stranded), or because
one turn of phrase says it all ("it would be great if you …").

A signal is a feature like any other (the heads learn what it is worth), and some also push one class of one head, see `PUSHES`.
Patterns are tried only where one of their trigger words stands in the text, so that a message without any costs a set intersection.
Adding a signal is one entry in `_SIGNALS`, in lower case: the text is lowered for it, because Python's engine tries alternatives five
times faster when it need not mind case. Every alternative of a pattern begins at a word, and the engine is told so once, before them all.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple


class _Signal(NamedTuple):
    name: str
    triggers: str
    #: Alternatives, each of which begins at the edge of a word.
    pattern: str


#: Up to three words in between.
_FEW = r"(?:\W+\w+){0,3}?\W+"
_MY_NL = r"(?:m(?:ij|')?n|onze|ons)\b"
_OWN_NL = (
    r"(?:account|bestelling|order|pakket(?:je)?|pakje|factuur|rekening|nota|abonnement|contract|bankrekening|pas|bankpas|betaalpas"
    r"|creditcard|kaart|nummer|betaling|aanbetaling"
    r"|retour|terugbetaling|borg|vlucht|boeking|ticket|koffer|bagage|zending|saldo|storting|klacht|dossier|adres|adresgegevens"
    r"|gegevens|wachtwoord|aanvraag|reservering|incasso|toestel"
    r"|verzekering|polis|hypotheek|spaarrekening|stoel|reis|levering|geld|profiel|punten|tegoed|klantnummer|ordernummer)"
)
_OWN_EN = (
    r"(?:account|order|parcel|package|invoice|bill|subscription|contract|plan|card|number|payment|deposit|return|refund|flight|booking"
    r"|ticket|luggage|bag|bags|suitcase|delivery|balance|"
    r"complaint|case|claim|address|details|password|application|reservation|direct debit|transfer|transaction|statement|pin|money"
    r"|policy|mortgage|seat|trip|miles|points|boarding pass|profile)"
)

_SIGNALS = (
    _Signal(
        "danger",
        "gas gaslucht gaslek gaslekkage vonken vonkt rook rookt brand brandlucht brandt schok schroeilucht koolmonoxide lekt lekkage "
        "explosie ontploft ontplofte smoke smoking sparks sparking "
        "fire burning burnt shock electrocuted carbon leaking leak exploded explode overheating gloeiend smelt gesmolten melted melting swollen",
        r"(?:ruik\w*|ruikt|stank|stinkt)\W+(?:\w+\W+){0,3}gas\b|gas(?:lucht|lek|lekkage)\b|gas (?:leak|smell)"
        r"|smell\w*(?:\W+\w+){0,3}\W+(?:gas|burning|smoke)\b"
        r"|(?:vonken|vonkt|schroeilucht|brandlucht|koolmonoxide|explosie|ontplo(?:f|ft|fte)|gesmolten|smelt)\b|(?:er komt|komt er"
        r"|kwam er)\b.{0,20}\brook\b|rookt\b|in brand\b"
        r"|(?:sparks?|sparking|carbon monoxide|electrocuted|exploded|caught fire|on fire|melted|melting)\b|smok(?:e"
        r"|ing)\b.{0,25}\b(?:from|out|coming|router|modem|battery|meter|charger)\b"
        r"|(?:electric )?shock (?:from|when)|(?:een|elektrische) schok\b|(?:gloeiend heet|burning hot|overheating|swollen battery"
        r"|battery is swollen)\b"
        r"|(?:water|gas|ketel|boiler|leiding|radiator|meter|machine)\b.{0,20}\b(?:lekt|leaking|leaks|lekkage)\b|(?:lekt|leaking"
        r"|leaks)\b.{0,25}\b(?:ketel|boiler|leiding|radiator|meter|gas)\b|(?:lekkage|leak)\b.{0,20}\b(?:ketel|boiler|leiding|meter|gas"
        r"|water)\b",
    ),
    _Signal(
        "stranded",
        "stranded gestrand strandt stuck vast vastzitten gestrande overnachten midnight airport vliegveld schiphol pech panne langs "
        "snelweg roadside locked buitengesloten",
        r"stranded\b|gestrand|stuck (?:at|in|on|here)\b|(?:zit(?:ten)?|sta(?:an)?)\b.{0,20}\bvast\b|(?:vliegveld"
        r"|airport)\b.{0,60}\b(?:nergens|overnachten|geen hotel|sleeping|nowhere|no hotel|overnight)\b"
        r"|pech onderweg\b|langs de (?:weg|snelweg)\b|side of the (?:road|motorway|highway)\b|buitengesloten\b",
    ),
    _Signal(
        "no_service",
        "geen no niets niks zonder without dead dood down uit plat nothing",
        r"(?:geen|zonder)\s(?:enkele?\s)?(?:internet|wifi|bereik|verbinding|netwerk|stroom|telefoon|televisie|tv|gas|water|verwarming"
        r"|warm water|signaal|dienst)\b"
        r"|(?:no|without)\s(?:any\s)?(?:internet|wifi|wi-fi|service|signal|connection|network|power|electricity|heating|hot water"
        r"|dial tone|broadband|coverage|mobile service)\b"
        r"|(?:internet|wifi|netwerk|alles|lijn)\b.{0,15}\b(?:plat|ligt eruit|helemaal dood|volledig uit)\b|(?:internet|everything|line"
        r"|network|phone)\b.{0,15}\b(?:is|are|completely|went)\s(?:dead|down)\b"
        r"|(?:niets|niks) (?:doet|werkt)\b|nothing (?:works|is working)\b",
    ),
    _Signal(
        "fraud",
        "fraude fraud fraudulent gestolen stolen steal gehackt hacked hack phishing opgelicht oplichting scam scammed scammer blokkeer "
        "blokkeren geblokkeerd block freeze onbekende unknown unauthorised "
        "unauthorized afgeschreven compromised skimmed geskimd leeggehaald diefstal theft verloren lost",
        r"fraud|(?:ge)?hackt?\b|hacked\b|phishing\b|opgelicht|oplicht|scam|leeggehaald\b|skim|compromised\b"
        r"|unauthori[sz]ed\b|(?:card|phone|wallet|pas|kaart|telefoon|portemonnee)\b.{0,25}\b(?:stolen|gestolen)\b"
        r"|(?:stolen|gestolen)\b.{0,25}\b(?:card|phone|wallet|pas|kaart|telefoon|portemonnee)\b|(?:block|freeze|blokkeer)\b"
        + _FEW
        + r"(?:card|account|pas|rekening|sim|toegang|access)\b|blokkeren\b",
    ),
    _Signal(
        "deadline",
        "vandaag vanavond vanmiddag vannacht vanochtend morgen morgenochtend spoed spoedig dringend urgent urgently asap direct meteen "
        "onmiddellijk nu uur uurtje minuten today tonight tomorrow immediately hours hour "
        "minutes now boarding departs vertrekt haast emergency noodgeval",
        r"(?:voor|nog) (?:vandaag|vanavond|vanmiddag)\b|vandaag nog\b|spoed|dringend\b|urgent|asap\b|(?:per direct"
        r"|onmiddellijk|met haast|noodgeval|emergency|immediately|right now|right away)\b"
        r"|(?:binnen|over) (?:een |een half |\d+ |twee |drie |anderhalf )?(?:uur|uurtje|minuten|kwartier)\b|in (?:an |\d+ |two |three "
        r"|a few |half an )(?:hours?|minutes?|mins?|hrs?)\b"
        r"|(?:vlieg|vertrek|vertrekken|reis|trouw|verhuis|vlucht|operatie|begrafenis)\w*\b.{0,30}\b(?:morgen|vandaag|vanavond|vannacht"
        r"|morgenochtend)\b"
        r"|(?:morgen|vandaag|vanavond|vannacht|morgenochtend)\b.{0,30}\b(?:vlieg|vertrek|reis|op reis|trouw|verhuis|deadline|nodig)\w*\b"
        r"|(?:fly|flying|flight|leave|leaving|travel|travelling|departs?|wedding|need it|deadline|due|funeral"
        r"|surgery)\b.{0,30}\b(?:today|tonight|tomorrow|this (?:morning|afternoon|evening))\b"
        r"|(?:today|tonight|tomorrow)\b.{0,30}\b(?:fly|flying|leave|leaving|travel|wedding|deadline|departure|funeral|surgery)\b|(?:by"
        r"|before) (?:today|tonight|tomorrow|noon|midnight)\b",
    ),
    _Signal(
        "own_case",
        "mijn mn m'n onze ons my our ik i i've i'm we",
        _MY_NL + r"\W+(?:\w+\W+){0,2}?" + _OWN_NL + r"\b|(?:my|our)\W+(?:\w+\W+){0,2}?" + _OWN_EN + r"\b"
        r"|ik (?:heb|had|ben|wacht|kreeg|krijg)\b.{0,40}\b(?:besteld|betaald|ontvangen|geboekt|gekregen|afgeschreven|opgezegd"
        r"|teruggestuurd|overgemaakt|afgesloten|geblokkeerd|verhuisd|aangevraagd)\b"
        r"|(?:i|i've|we|we've) (?:have |had |was |were |am |just |already |still |never |got |been )*(?:ordered|paid|booked|received"
        r"|charged|cancelled|returned|transferred|sent back|billed|signed up|requested|waiting for)\b",
    ),
    _Signal(
        "idea",
        "zou zouden idee ideetje suggestie tip voorstel waarom misschien graag wens mis would could suggestion suggest idea please why "
        "wish add feature love propose consider mooi handig fijn leuk great nice",
        r"(?:zou|zouden)\b.{0,40}\b(?:mooi|fijn|handig|leuk|geweldig|prettig|tof|goed|super|welkom|helpen|schelen)\b.{0,30}\b(?:als"
        r"|wanneer|om)\b|(?:suggestie|ideetje|voorstel)\b|tip(?:je)?\s?(?:voor|:|,|van)|idee\s?(?:voor|:|,)"
        r"|kunnen jullie niet (?:gewoon |ook )?(?:een|eens|de)\b|waarom (?:maken|bieden|voegen|doen|komt|is er|zetten"
        r"|hebben) (?:jullie |er )?(?:niet|geen)\b"
        r"|(?:would|'d) be (?:\w+ )?(?:nice|great|good|handy|awesome|helpful|useful|cool|lovely|amazing) (?:if|to|when)\b"
        r"|(?:feature request|suggestion)\b|(?:i|we) (?:suggest|propose)\b|(?:an|my|one) idea\b|please (?:add|bring back|consider"
        r"|introduce)\b"
        r"|(?:could|can|why don't|why not) (?:you|we) (?:not )?(?:please )?(?:add|introduce|consider|make it possible)\b|i wish (?:you"
        r"|the|there|it)\b|would love (?:to see|it if|an? )\b|have you (?:thought about|considered)\b",
    ),
    _Signal(
        "thanks",
        "bedankt bedank dank dankjewel dankuwel complimenten compliment thanks thank thx cheers kudos chapeau petje pluim tnx merci thankyou",
        r"(?:bedankt?|dank|dankjewel|dankuwel|complimenten|compliment|thanks|thank|thx|cheers|kudos|chapeau|pluim|tnx|merci|thankyou)\b"
        r"|petje af\b",
    ),
    _Signal(
        "grievance",
        "klacht klachten belachelijk schandalig schande waardeloos waardeloze slecht slechte slechtste teleurgesteld beschamend "
        "onacceptabel ronduit woedend boos zat complaint unacceptable ridiculous worst terrible "
        "awful disgusting disgrace disgraceful appalling useless furious joke pathetic disappointed disappointing rude horrible lekker "
        "fijn leuk goed mooi great fantastic brilliant wonderful nice lovely",
        r"(?:klachten?|belachelijk|schandalig|schande|waardeloze?|slechtste|teleurgesteld|beschamend|onacceptabel|woedend|ridiculous"
        r"|complaint|unacceptable|worst|terrible|awful|disgust\w+|disgrace\w*|appalling|useless|furious|pathetic|disappoint\w+|horrible)\b"
        r"|(?:lekker|fijn|leuk|goed|mooi|lekkere|fijne|mooie|goeie) (?:dan|zeg|hoor|bezig|geregeld|is dat|weer|service)\b|ben (?:het"
        r"|er|dit) (?:helemaal )?zat\b|(?:great|fantastic|brilliant|wonderful|nice|lovely|good)[\s,]+(?:job|work|one|going"
        r"|start)?\W*(?:again|another|yet|still|third|2nd|second|delayed|cancelled)\b",
    ),
)

_PATTERNS = {signal.name: re.compile(rf"\b(?:{signal.pattern})") for signal in _SIGNALS}
_SIGNALS_OF: dict[str, tuple[str, ...]] = {}
for _signal in _SIGNALS:
    for _word in _signal.triggers.split():
        _SIGNALS_OF[_word] = (*_SIGNALS_OF.get(_word, ()), _signal.name)
_TRIGGERS = frozenset(_SIGNALS_OF)

SIGNALS = tuple(_PATTERNS)

#: signal → (head, class, what is added to its score). Contract: no service at all is always high; danger is high.
PUSHES = {
    "danger": ("urgency", "high", 4.0),
    "stranded": ("urgency", "high", 1.5),
    "no_service": ("urgency", "high", 2.5),
}

#: Begins a token that stands for a signal; no token of a text can begin with it.
MARK = "\x01"


#: What the engine takes for the same letter as an ASCII one when it does not mind case.
_LIKE_ASCII = str.maketrans({"\u0130": "i", "\u0131": "i", "\u017f": "s", "\u212a": "k"})


def _lowered(text: str) -> str:
    """`text` in lower case, character by character: places in it are places in `text`."""
    return text.lower() if text.isascii() else text.translate(_LIKE_ASCII).lower()


def signals(text: str, tokens: Sequence[str]) -> dict[str, str]:
    """The signals in `text` and the piece of it that gave each, in a fixed order. `text` is capped already."""
    triggered = _TRIGGERS.intersection(map(str.lower, tokens))
    if not triggered:
        return {}
    names = {name for word in triggered for name in _SIGNALS_OF[word]}
    low = _lowered(text)
    found = {}
    for name in SIGNALS:
        if name in names and (match := _PATTERNS[name].search(low)) is not None:
            found[name] = text[match.start() : match.end()]
    return found
