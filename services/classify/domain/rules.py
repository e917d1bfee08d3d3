"""Signals: what must not hang on statistics alone, because missing it hurts somebody (a smell of gas, somebody stranded), or because
one turn of phrase says it all ("it would be great if you …").

A signal is a feature like any other (the heads learn what it is worth), and some also push one class of one head, see `PUSHES`.
Patterns are tried only where one of their trigger words stands in the text, so that a message without any costs a set intersection.
Adding a signal is one entry in `_SIGNALS`.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple


class _Signal(NamedTuple):
    name: str
    triggers: str
    pattern: str


#: Up to three words in between.
_FEW = r"(?:\W+\w+){0,3}?\W+"
_MY_NL = r"\b(?:m(?:ij|')?n|onze|ons)\b"
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
        r"\b(?:ruik\w*|ruikt|stank|stinkt)\W+(?:\w+\W+){0,3}gas\b|\bgas(?:lucht|lek|lekkage)\b|\bgas (?:leak|smell)"
        r"|\bsmell\w*(?:\W+\w+){0,3}\W+(?:gas|burning|smoke)\b"
        r"|\b(?:vonken|vonkt|schroeilucht|brandlucht|koolmonoxide|explosie|ontplo(?:f|ft|fte)|gesmolten|smelt)\b|\b(?:er komt|komt er"
        r"|kwam er)\b.{0,20}\brook\b|\brookt\b|\bin brand\b"
        r"|\b(?:sparks?|sparking|carbon monoxide|electrocuted|exploded|caught fire|on fire|melted|melting)\b|\bsmok(?:e"
        r"|ing)\b.{0,25}\b(?:from|out|coming|router|modem|battery|meter|charger)\b"
        r"|\b(?:electric )?shock (?:from|when)|\b(?:een|elektrische) schok\b|\b(?:gloeiend heet|burning hot|overheating|swollen battery"
        r"|battery is swollen)\b"
        r"|\b(?:water|gas|ketel|boiler|leiding|radiator|meter|machine)\b.{0,20}\b(?:lekt|leaking|leaks|lekkage)\b|\b(?:lekt|leaking"
        r"|leaks)\b.{0,25}\b(?:ketel|boiler|leiding|radiator|meter|gas)\b|\b(?:lekkage|leak)\b.{0,20}\b(?:ketel|boiler|leiding|meter|gas"
        r"|water)\b",
    ),
    _Signal(
        "stranded",
        "stranded gestrand strandt stuck vast vastzitten gestrande overnachten midnight airport vliegveld schiphol pech panne langs "
        "snelweg roadside locked buitengesloten",
        r"\bstranded\b|\bgestrand|\bstuck (?:at|in|on|here)\b|\b(?:zit(?:ten)?|sta(?:an)?)\b.{0,20}\bvast\b|\b(?:vliegveld"
        r"|airport)\b.{0,60}\b(?:nergens|overnachten|geen hotel|sleeping|nowhere|no hotel|overnight)\b"
        r"|\bpech onderweg\b|\blangs de (?:weg|snelweg)\b|\bside of the (?:road|motorway|highway)\b|\bbuitengesloten\b",
    ),
    _Signal(
        "no_service",
        "geen no niets niks zonder without dead dood down uit plat nothing",
        r"\b(?:geen|zonder)\s(?:enkele?\s)?(?:internet|wifi|bereik|verbinding|netwerk|stroom|telefoon|televisie|tv|gas|water|verwarming"
        r"|warm water|signaal|dienst)\b"
        r"|\b(?:no|without)\s(?:any\s)?(?:internet|wifi|wi-fi|service|signal|connection|network|power|electricity|heating|hot water"
        r"|dial tone|broadband|coverage|mobile service)\b"
        r"|\b(?:internet|wifi|netwerk|alles|lijn)\b.{0,15}\b(?:plat|ligt eruit|helemaal dood|volledig uit)\b|\b(?:internet|everything|line"
        r"|network|phone)\b.{0,15}\b(?:is|are|completely|went)\s(?:dead|down)\b"
        r"|\b(?:niets|niks) (?:doet|werkt)\b|\bnothing (?:works|is working)\b",
    ),
    _Signal(
        "fraud",
        "fraude fraud fraudulent gestolen stolen steal gehackt hacked hack phishing opgelicht oplichting scam scammed scammer blokkeer "
        "blokkeren geblokkeerd block freeze onbekende unknown unauthorised "
        "unauthorized afgeschreven compromised skimmed geskimd leeggehaald diefstal theft verloren lost",
        r"\bfraud|\b(?:ge)?hackt?\b|\bhacked\b|\bphishing\b|\bopgelicht|\boplicht|\bscam|\bleeggehaald\b|\bskim|\bcompromised\b"
        r"|\bunauthori[sz]ed\b|\b(?:card|phone|wallet|pas|kaart|telefoon|portemonnee)\b.{0,25}\b(?:stolen|gestolen)\b"
        r"|\b(?:stolen|gestolen)\b.{0,25}\b(?:card|phone|wallet|pas|kaart|telefoon|portemonnee)\b|\b(?:block|freeze|blokkeer)\b"
        + _FEW
        + r"(?:card|account|pas|rekening|sim|toegang|access)\b|\bblokkeren\b",
    ),
    _Signal(
        "deadline",
        "vandaag vanavond vanmiddag vannacht vanochtend morgen morgenochtend spoed spoedig dringend urgent urgently asap direct meteen "
        "onmiddellijk nu uur uurtje minuten today tonight tomorrow immediately hours hour "
        "minutes now boarding departs vertrekt haast emergency noodgeval",
        r"\b(?:voor|nog) (?:vandaag|vanavond|vanmiddag)\b|\bvandaag nog\b|\bspoed|\bdringend\b|\burgent|\basap\b|\b(?:per direct"
        r"|onmiddellijk|met haast|noodgeval|emergency|immediately|right now|right away)\b"
        r"|\b(?:binnen|over) (?:een |een half |\d+ |twee |drie |anderhalf )?(?:uur|uurtje|minuten|kwartier)\b|\bin (?:an |\d+ |two |three "
        r"|a few |half an )(?:hours?|minutes?|mins?|hrs?)\b"
        r"|\b(?:vlieg|vertrek|vertrekken|reis|trouw|verhuis|vlucht|operatie|begrafenis)\w*\b.{0,30}\b(?:morgen|vandaag|vanavond|vannacht"
        r"|morgenochtend)\b"
        r"|\b(?:morgen|vandaag|vanavond|vannacht|morgenochtend)\b.{0,30}\b(?:vlieg|vertrek|reis|op reis|trouw|verhuis|deadline|nodig)\w*\b"
        r"|\b(?:fly|flying|flight|leave|leaving|travel|travelling|departs?|wedding|need it|deadline|due|funeral"
        r"|surgery)\b.{0,30}\b(?:today|tonight|tomorrow|this (?:morning|afternoon|evening))\b"
        r"|\b(?:today|tonight|tomorrow)\b.{0,30}\b(?:fly|flying|leave|leaving|travel|wedding|deadline|departure|funeral|surgery)\b|\b(?:by"
        r"|before) (?:today|tonight|tomorrow|noon|midnight)\b",
    ),
    _Signal(
        "own_case",
        "mijn mn m'n onze ons my our ik i i've i'm we",
        _MY_NL + r"\W+(?:\w+\W+){0,2}?" + _OWN_NL + r"\b|\b(?:my|our)\W+(?:\w+\W+){0,2}?" + _OWN_EN + r"\b"
        r"|\bik (?:heb|had|ben|wacht|kreeg|krijg)\b.{0,40}\b(?:besteld|betaald|ontvangen|geboekt|gekregen|afgeschreven|opgezegd"
        r"|teruggestuurd|overgemaakt|afgesloten|geblokkeerd|verhuisd|aangevraagd)\b"
        r"|\b(?:i|i've|we|we've) (?:have |had |was |were |am |just |already |still |never |got |been )*(?:ordered|paid|booked|received"
        r"|charged|cancelled|returned|transferred|sent back|billed|signed up|requested|waiting for)\b",
    ),
    _Signal(
        "idea",
        "zou zouden idee ideetje suggestie tip voorstel waarom misschien graag wens mis would could suggestion suggest idea please why "
        "wish add feature love propose consider mooi handig fijn leuk great nice",
        r"\b(?:zou|zouden)\b.{0,40}\b(?:mooi|fijn|handig|leuk|geweldig|prettig|tof|goed|super|welkom|helpen|schelen)\b.{0,30}\b(?:als"
        r"|wanneer|om)\b|\b(?:suggestie|ideetje|voorstel)\b|\btip(?:je)?\s?(?:voor|:|,|van)|\bidee\s?(?:voor|:|,)"
        r"|\bkunnen jullie niet (?:gewoon |ook )?(?:een|eens|de)\b|\bwaarom (?:maken|bieden|voegen|doen|komt|is er|zetten"
        r"|hebben) (?:jullie |er )?(?:niet|geen)\b"
        r"|\b(?:would|'d) be (?:\w+ )?(?:nice|great|good|handy|awesome|helpful|useful|cool|lovely|amazing) (?:if|to|when)\b"
        r"|\b(?:feature request|suggestion)\b|\b(?:i|we) (?:suggest|propose)\b|\b(?:an|my|one) idea\b|\bplease (?:add|bring back|consider"
        r"|introduce)\b"
        r"|\b(?:could|can|why don't|why not) (?:you|we) (?:not )?(?:please )?(?:add|introduce|consider|make it possible)\b|\bi wish (?:you"
        r"|the|there|it)\b|\bwould love (?:to see|it if|an? )\b|\bhave you (?:thought about|considered)\b",
    ),
    _Signal(
        "thanks",
        "bedankt bedank dank dankjewel dankuwel complimenten compliment thanks thank thx cheers kudos chapeau petje pluim tnx merci thankyou",
        r"\b(?:bedankt?|dank|dankjewel|dankuwel|complimenten|compliment|thanks|thank|thx|cheers|kudos|chapeau|pluim|tnx|merci|thankyou)\b"
        r"|\bpetje af\b",
    ),
    _Signal(
        "grievance",
        "klacht klachten belachelijk schandalig schande waardeloos waardeloze slecht slechte slechtste teleurgesteld beschamend "
        "onacceptabel ronduit woedend boos zat complaint unacceptable ridiculous worst terrible "
        "awful disgusting disgrace disgraceful appalling useless furious joke pathetic disappointed disappointing rude horrible lekker "
        "fijn leuk goed mooi great fantastic brilliant wonderful nice lovely",
        r"\b(?:klachten?|belachelijk|schandalig|schande|waardeloze?|slechtste|teleurgesteld|beschamend|onacceptabel|woedend|ridiculous"
        r"|complaint|unacceptable|worst|terrible|awful|disgust\w+|disgrace\w*|appalling|useless|furious|pathetic|disappoint\w+|horrible)\b"
        r"|\b(?:lekker|fijn|leuk|goed|mooi|lekkere|fijne|mooie|goeie) (?:dan|zeg|hoor|bezig|geregeld|is dat|weer|service)\b|\bben (?:het"
        r"|er|dit) (?:helemaal )?zat\b|\b(?:great|fantastic|brilliant|wonderful|nice|lovely|good)[\s,]+(?:job|work|one|going"
        r"|start)?\W*(?:again|another|yet|still|third|2nd|second|delayed|cancelled)\b",
    ),
)

_PATTERNS = {signal.name: re.compile(signal.pattern, re.IGNORECASE) for signal in _SIGNALS}
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


def signals(text: str, tokens: Sequence[str]) -> dict[str, str]:
    """The signals in `text` and the piece of it that gave each, in a fixed order. `text` is capped already."""
    triggered = _TRIGGERS.intersection([token.lower() for token in tokens])
    if not triggered:
        return {}
    names = {name for word in triggered for name in _SIGNALS_OF[word]}
    found = {}
    for name in SIGNALS:
        if name in names and (match := _PATTERNS[name].search(text)) is not None:
            found[name] = match.group()
    return found
