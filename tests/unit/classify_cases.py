"""Messages with all their labels, by hand, none of them in training: in the words that customers use, errors included.

A line: language, topic, kind, urgency, personal, sentiment, emotion | text.
"""

from typing import NamedTuple


class Case(NamedTuple):
    text: str
    labels: dict[str, str]


NAMES = ("language", "topic", "kind", "urgency", "personal", "sentiment", "emotion")

_TABLE = """
nl billing question normal yes neutral none | Er staat een post van 9 euro op mijn laatste factuur waar ik niets van snap, wat is dat?
nl billing complaint normal yes negative anger | Jullie hebben me weer te veel in rekening gebracht. Om moe van te worden, los dit op!
nl billing question low no neutral none | Staat de btw apart vermeld op de maandelijkse factuur?
nl billing question normal yes neutral none | rekening deze mnd veel hoger hoe kan dat
nl payment question normal yes neutral none | Ik heb mijn geld voor de geannuleerde order nog niet terug, wanneer wordt dat gestort?
nl payment question low no neutral none | Kan ik betalen met een tikkie of alleen met iDEAL?
nl payment question normal yes neutral none | De automatische incasso is mislukt, kan ik het bedrag zelf overmaken?
nl payment complaint normal yes negative anger | Al twee maanden wacht ik op mijn terugbetaling, dit is toch te gek voor woorden
nl payment question normal yes neutral none | Kan ik de openstaande rekening in termijnen betalen?
nl delivery question normal yes neutral none | Mijn pakketje had gisteren bezorgd moeten worden, waar is het nu?
nl delivery complaint normal yes negative anger | Bezorger weer niet geweest, terwijl ik de hele dag heb zitten wachten op mijn bestelling!
nl delivery question low no neutral none | Bezorgen jullie ook op de Waddeneilanden?
nl delivery praise low no positive joy | Wat een supersnelle bezorging, vandaag al in huis!
nl delivery question normal yes neutral none | Mijn koffer is na de vlucht niet op de band verschenen, hoe vind ik mijn bagage terug?
nl returns question low no neutral none | Binnen hoeveel dagen kan ik een artikel retourneren?
nl returns question normal yes neutral none | De laarzen zijn te groot, kan ik ze omruilen voor een kleinere maat?
nl returns complaint normal yes negative anger | De föhn is na een maand stuk en jullie doen moeilijk over de garantie. Belachelijk.
nl returns question normal yes neutral none | Retourlabel zit niet in de doos, hoe stuur ik mijn jas terug?
nl account_access question normal yes neutral none | Kan niet meer inloggen op mijn account sinds ik een nieuw wachtwoord heb
nl account_access question high yes negative fear | Mijn bankpas is net gestolen, blokkeer hem alsjeblieft!
nl account_access question high yes negative fear | Iemand heeft mijn account gehackt en geld overgeboekt!
nl account_access question low no neutral none | Hoe kan ik mijn wachtwoord veranderen?
nl account_access question normal yes neutral none | Kunt u mijn mailadres wijzigen in [EMAIL]?
nl technical_problem question normal no negative none | De wifi valt om het half uur uit, wat kan ik zelf doen?
nl technical_problem question high yes negative fear | Help, ik ruik gas bij de ketel
nl technical_problem complaint high yes negative anger | Lekker dan, weer geen internet
nl technical_problem complaint high yes negative anger | AL DRIE DAGEN GEEN INTERNET EN NIEMAND DIE IETS DOET!!!
nl technical_problem question normal no negative none | De app sluit steeds vanzelf af na de update
nl technical_problem question normal no neutral none | Mijn decoder blijft hangen in het startscherm, tips?
nl technical_problem question high yes negative fear | Er komen vonken uit de oplader van mijn telefoon!
nl outage question high no negative none | Is er een storing in Deventer? De hele buurt zit zonder internet
nl outage complaint high no negative anger | Alweer een grote storing, heel Brabant ligt eruit. Schandalig!
nl outage question normal no neutral none | Wanneer is de storing in Enschede verholpen?
nl outage question high no negative none | Zijn alle vluchten geschrapt vanwege de mist?
nl contract question normal yes neutral none | Ik wil per volgende maand mijn abonnement beëindigen
nl contract question normal yes neutral none | Kan mijn internet mee verhuizen naar mijn nieuwe huis in mei?
nl contract question low no neutral none | Wat is de opzegtermijn?
nl contract question low no neutral none | Hoe kan ik mijn nummer behouden als ik overstap?
nl contract question normal yes neutral none | Kan ik mijn vlucht verzetten naar zondag?
nl contract complaint normal yes negative anger | Mijn contract is zomaar verlengd, daar heb ik nooit toestemming voor gegeven!
nl product_question question low no neutral none | Heeft deze laptop een verlicht toetsenbord?
nl product_question question low no neutral none | Hoeveel kost een abonnement met onbeperkt data?
nl product_question question low no neutral none | Mag ik een kinderwagen meenemen in het vliegtuig?
nl product_question question low no neutral none | Werkt 5G ook in Duitsland?
nl product_question question low no neutral none | Wat zijn de openingstijden op zaterdag?
nl feedback praise low no positive joy | Jullie medewerker Kim heeft me fantastisch geholpen, dankjewel!
nl feedback praise low no positive joy | Top geregeld, bedankt
nl feedback idea low no neutral none | Het zou handig zijn als je in de app je facturen kon doorzoeken
nl feedback idea low no neutral none | Waarom voegen jullie geen verlanglijstje toe aan de webshop?
nl feedback complaint normal no negative anger | Drie kwartier in de wacht gestaan en toen werd de verbinding verbroken. Slechte service!
nl feedback complaint normal no negative anger | Nooit meer, wat een waardeloos bedrijf
nl other other low no neutral none | hallo daar
nl other other low no neutral none | oké prima
nl other question low no neutral none | Weet je nog een leuk mopje?
nl other other low no neutral none | Verdien snel geld met crypto, klik op deze link www.x.example
en billing question normal yes neutral none | There's an extra charge of 9 euros on my latest invoice, what is it?
en billing complaint normal yes negative anger | Charged me twice again, this is getting ridiculous
en billing question low no neutral none | Is tax included in the monthly price on the bill?
en payment question normal yes neutral none | I still haven't received the refund for my cancelled order, when will it be paid?
en payment question low no neutral none | Can I pay with Apple Pay or only by card?
en payment question normal yes neutral none | My transfer has been pending for three days
en delivery question normal yes neutral none | My package was supposed to be here yesterday, where is it?
en delivery complaint normal yes negative anger | Driver never showed up and I waited all day for my order!
en delivery question low no neutral none | Do you deliver to the Channel Islands?
en delivery question normal yes neutral none | My bag never showed up on the belt after the flight, how do I get it back?
en returns question low no neutral none | How many days do I have to send an item back?
en returns question normal yes neutral none | The boots are too big, can I swap them for a smaller size?
en returns complaint normal yes negative anger | Hair dryer died after a month and you won't honour the warranty. Ridiculous.
en account_access question normal yes neutral none | I can't sign in to my account since I changed my password
en account_access question high yes negative fear | My debit card was just stolen, please block it!
en account_access question low no neutral none | How can I change my password?
en technical_problem question normal no negative none | The wifi drops every half hour, what can I do myself?
en technical_problem question high yes negative fear | Help, I smell gas near the boiler
en technical_problem complaint high yes negative anger | Great, no internet again. Well done.
en technical_problem question normal no negative none | The app keeps closing by itself after the update
en outage question high no negative none | Is there an outage in Cardiff? The whole neighbourhood is offline
en outage complaint high no negative anger | Another massive outage, the whole county is down. Disgraceful!
en outage question normal no neutral none | When will the outage be resolved?
en contract question normal yes neutral none | I'd like to end my subscription next month
en contract question low no neutral none | What's the notice period?
en contract question normal yes neutral none | Can I move my flight to Sunday?
en product_question question low no neutral none | Does this laptop have a backlit keyboard?
en product_question question low no neutral none | How much is a plan with unlimited data?
en product_question question low no neutral none | Can I bring a stroller on the plane?
en feedback praise low no positive joy | Your colleague Kim was fantastic, thank you so much!
en feedback idea low no neutral none | It would be handy if you could search invoices in the app
en feedback complaint normal no negative anger | Forty minutes on hold and then the line went dead. Terrible service!
en contract question high yes negative fear | We're stranded at the airport in Lyon and have to be home tomorrow, please rebook us
en other other low no neutral none | hello there
en other question low no neutral none | Do you know any good jokes?
en other other low yes neutral none | done, sent you a dm
"""


def cases() -> list[Case]:
    found = []
    for line in _TABLE.strip().splitlines():
        labels, text = line.split(" | ", 1)
        found.append(Case(text, dict(zip(NAMES, labels.split(), strict=True))))
    return found
