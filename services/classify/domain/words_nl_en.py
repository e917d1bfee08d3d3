"""Dutch words and the English ones that they mean, written for this project: a word, its meaning; `*` before a word that is English too."""

WORDS = """
aan to
aanbaklaag coating
aanbellen ring the doorbell
aanbetaling down payment
aanbeval recommended
aanbevelenswaardig recommendable
aanbevolen recommended
aanbiddelijk adorable
aanbieden offer
aanbieder provider
aanbieding special offer
aanbod offer
aanbranden burn
aandachtig attentive
aandelenorder share order
aandenken souvenir
aandoenlijk touching
aandoet puts on
aandraaien tighten
aandringen insistence
aaneenschakeling series
aangebracht applied
aangebrand burnt
aangedraaid tightened
aangeeft indicates
aangeharkt raked
aangehouden arrested
aangeklaagd sued
aangekome arrived
aangekomen arrived
aangekondigd announced
aangekondigde announced
aangelaten left on
aangelegd constructed
aangemaakt created
aangemeld signed up
aangemeldt registered
aangenaam pleasant
aangenamer more pleasant
aangenomen accepted
aangepast adjusted
aangeraakt touched
aangerekend charged
aangeschaft purchased
aangeschoten tipsy
aangeslagen upset
aangesloten connected
aangesmeerd palmed off
aangetekende registered
aangetroffen found
aangeven indicate
aangevinkt ticked
aangevoeld sensed
aangevraagd requested
aangevraagde requested
aangewezen dependent
aangezet turned on
aangezien since
aangifte police report
aangrijpend moving
aanhoudend continuous
aankijk look at
aanklikken click on
aankomen arrive
aankomst arrival
aankoop purchase
aankoopbewijs proof of purchase
aankopen purchases
aankwam arrived
aanleiding cause
aanleveren supply
aanlokkelijk tempting
aanmaken create
aanmaning payment reminder
aanmaningskosten reminder fees
aanmatigend presumptuous
aanmelden sign up
aanmerkelijk considerable
aannemelijk plausible
aannemer contractor
aanpakken tackle
aanpassen adjust
aanraadden recommended
aanraak touch
aanraakt touches
aanraden recommend
aanrader recommended
aanraken touch
aanraking touch
aanrecht worktop
aanrekenen charge
aanrichten cause
aanrijding collision
aanschaf purchase
aanschaffen purchase
aanschouwelijk vivid
aanschrijft writes to
aanschrijven write to
aanslag attack
aansluiting connection
aansluitkosten connection costs
aansprakelijk liable
aanspreekpunt contact point
aanstekelijk contagious
aanstellerig affected
aantal number
aantoonbaar demonstrable
aantrekkelijk attractive
aantrekken put on
aantrok put on
aanvaardbaar acceptable
aanval attack
aanvallen attack
aanvallig charming
aanvankelijk initially
aanvechtbaar contestable
aanverwant related
aanvraag request
aanvragen request
aanwezig present
aanwijsbaar demonstrable
aanwijzing clue
aanwinst asset
aanzat sat at
aanzet turns on
aanzetten turn on
aanzienlijk considerable
aardappels potatoes
aardbeien strawberries
aarde earth
aardig kind
aardige nice
aardigheidje little something
aardrijkskundig geographical
aards earthly
aartslui bone idle
abbo subscription
abbonement subscription
abbonements subscription
abnormaal abnormal
abo subscription
abominabel abominable
abonement subscription
abonnees subscribers
abonnement subscription
absolutistisch absolutist
absoluut absolutely
absurdistisch absurdist
abuis by mistake
acceptabel acceptable
accepteren accept
acceptgiro payment slip
accommodaties accommodations
accu battery
accuboor cordless drill
accuraat accurate
accuschroevendraaier cordless screwdriver
ach oh well
acht eight
achteloos careless
achten eight
achter behind
achteraan at the back
achteraf afterwards
achterbaks sneaky
achterdeur back door
achterdochtig suspicious
achtergelaten left behind
achtergrond background
achterhaald outdated
achterin in the back
achterkant back
achterlaat leaves behind
achterlaten leave behind
achterlicht rear light
achterlijk stupid
achterlijke idiotic
achterloop am behind
achternaam surname
achterom round the back
achterop on the back
achterplaats back yard
achterstand arrears
achterste rear
achtertuin back garden
achteruit backwards
achterwacht on-call backup
achterwand back panel
achtig ish
achtige like
achtste eighth
achttien eighteen
acm consumer authority
acount account
acteurs actors
actie promotion
actief active
actieradius range
activatiemail activation email
activeren activate
actueel current
actuele current
acuut acute
additioneel additional
adem breath
adembenemend breathtaking
ademhaling breathing
ademloos breathless
ademt breathes
adequaat adequate
administratiefrechtelijk under administrative law
administratiekosten administration costs
administratieve administrative
admiraal admiral
adres address
advertentie advertisement
advies advice
adviesgesprek advice meeting
adviseer advise
adviseerde advised
adviseerden advised
adviseur adviser
advocaat lawyer
advocatenkantoor law firm
*af off
afbeelding picture
afbesteld cancelled
afbetaling instalments
afbreekbaar degradable
afdaling descent
afdeling department
afdruk print
afdrukken prints
affectief affective
afgaat goes off
afgang embarrassment
afgebrand burned down
afgebroke broken off
afgebroken broken off
afgedankt discarded
afgedraaid turned off
afgegaan gone off
afgegeven handed over
afgehaakt dropped out
afgehandeld handled
afgehouden deducted
afgeketst fallen through
afgekeurd rejected
afgeladen packed
afgelascht cancelled
afgelast cancelled
afgeleefd worn out
afgeleverd delivered
afgelopen past
afgelost paid off
afgepakt taken away
afgepast measured
afgeplakt taped off
afgeprijsde reduced
afgeschaft abolished
afgescheept fobbed off
afgeschreven debited
afgesleten worn out
afgeslote closed
afgesloten closed off
afgesproken agreed
afgesteld adjusted
afgestreept crossed off
afgetrapt worn out
afgetrokken deducted
afgeven hand over
afgewerkt finished
afgewezen rejected
afgezaagd corny
afgezegd cancelled
afgrijselijk horrible
afgunstig envious
afhaalpunt pickup point
afhalen pick up
afhandeling handling
afhankelijk dependent
afkerig averse
afknapper letdown
afkomstig originating
afkoopsom buyout fee
afkrijgt gets off
afleesbaar readable
afleveren deliver
aflevering delivery
afleveringen episodes
afliep ended
afloop end
aflopen end
aflossen pay off
afmaken finish
afneembaar detachable
afraadde advised against
afrader not recommended
afrekenen check out
afrekening final bill
afrekning statement
afronden round off
afschaffen abolish
afscheid farewell
afschepen fob off
afschrift statement
afschriften statements
afschrijven debit
afschrijving debit
afschrikken scare off
afschrikwekkend frightening
afschuren sand down
afschuwelijk horrible
afschuwwekkend horrifying
afslanktraject weight-loss programme
afsluiten close
afsluiting disconnection
afsnijd cuts off
afsnijdt cuts off
afspelen play
afspoelen rinse off
afspraak appointment
afstand distance
afstandelijk distant
afstandsbediening remote control
afsteken set off
afstotelijk repulsive
aftands run-down
aftreksel poor imitation
afvalberg waste mountain
afvoer drain
afvoerputje drain
afwasmiddel washing-up liquid
afwerking finish
afweten let down
afwezigheidsbericht out-of-office message
afwissel alternate
afwisselend varied
afzeggen cancel
afzienbaar foreseeable
afzonderlijk separate
afzuigkap extractor hood
*agenda calendar
*agent police officer
agenten police officers
agressief aggressive
airco air conditioning
airmiles air miles
ajb please
akelig nasty
akkefietje minor incident
akkoord agreed
akte deed
aktie promotion
al already
alaaf carnival cheer
alarmapp alarm app
alarmcentrale emergency centre
alarmerend alarming
alarmknop alarm button
alarmlijn emergency line
alarmsysteem alarm system
alfabetisch alphabetical
algebraïsch algebraic
algeheel overall
algemeen general
allang long since
alle all
allebei both
alledaags everyday
alledaagse everyday
alleen only
alleenstaande single person
allegorisch allegorical
allemaal all
*allen all
alleraardigst very nice
allerbelangrijkst most important
allerbest very best
allereerst first of all
allerergst very worst
allerhoogst very highest
allerlaatst very last
allerlei all sorts of
allerleukst very nicest
allerminst not at all
allermooist most beautiful
alles everything
allesoverheersend all-dominating
allez come on
alom everywhere
alomvattend all-embracing
aloud age-old
alpen alps
als if
alsjeblieft please
alsmaar constantly
alsnog still
alsof as if
alstublieft please
altijd always
altruïstisch altruistic
alvast in advance
alweer again
amai wow
amateuristisch amateurish
ambitieus ambitious
amerikaans american
amerikaanse american
amicaal friendly
amoureus amorous
amper barely
amsterdams from amsterdam
amusant amusing
anaal anal
anachronistisch anachronistic
analoog analogue
anarchistisch anarchist
anatomisch anatomical
ander other
andere other
anderen others
anderhalf one point five
anderhalve one-and-a-half
andermans someone else's
anders otherwise
anderzijds on other hand
anekdotes anecdotes
anekdotisch anecdotal
angelsaksisch anglo-saxon
anglicaans anglican
angst fear
angstaanjagend frightening
angstig anxious
angstwekkend frightening
annuleer cancel
annuleren cancel
annulering cancellation
anoniem anonymous
anonieme anonymous
ansichtkaart postcard
antennes aerials
anticommunistisch anti-communist
antifascistisch anti-fascist
antiquarisch second-hand
antiracistisch anti-racist
antisemitisch anti-semitic
antislip non-slip
antraciet anthracite
antropologisch anthropological
antwerpen antwerp
antwoord answer
antwoordapparaat answering machine
antwoordde answered
antwoorden answers
antwoordt answers
anuleer cancel
aparaat device
*apart separately
aparte separate
apathisch apathetic
apen monkeys
apert obvious
apetrots very proud
apocalyptisch apocalyptic
apodictisch apodictic
apostolisch apostolic
apotheek pharmacy
apparaat device
apparaatje small device
apparaten devices
appartement apartment
appartementsblok apartment block
appel apple
appeltaart apple pie
appeltje apple
appen text
appje text message
applaus applause
applausje applause
appreciëren appreciate
aquarelleren paint in watercolours
aquarelverf watercolour paint
aquariumfilter aquarium filter
arabisch arabic
arbeidsintensief labour-intensive
arbeidsongeschikt unfit for work
arbeidzaam hard-working
arbitrair arbitrary
archaïsch archaic
archeologisch archaeological
archief archive
architectonisch architectural
argeloos unsuspecting
arglistig crafty
argwaan suspicion
argwanend suspicious
armbandjes bracelets
arme poor
armen arms
armetierig miserable
armoedig shabby
armzalig pathetic
arnhems from arnhem
artikel item
artikelen items
artistiek artistic
artrose osteoarthritis
*arts doctor
*as ash
asblond ash blonde
ascetisch ascetic
asfalt asphalt
asgrauw ashen
asjeblieft please
asociaal antisocial
assens from assen
assistente assistant
associatief associative
astmapatienten asthma patients
astmatisch asthmatic
astmatische asthmatic
astraal astral
astronomisch astronomical
*at ate
atelier studio
aten ate
atheïstisch atheist
atonaal atonal
atoomvrij nuclear-free
attent thoughtful
attractief attractive
attracties attractions
*au ouch
aub please
audiogids audio guide
*aug august
augurken gherkins
augustus august
australië australia
autarkisch self-sufficient
auteur author
auteursrechtelijk copyright
authentiek authentic
autisme autism
autistisch autistic
*auto car
auto's cars
autobiografisch autobiographical
autohuur car rental
autoloos car-free
automaat vending machine
automatisch automatic
automatische automatic
autostoel car seat
autostoeltje child car seat
autostofzuigertje car vacuum cleaner
autotelefoon car phone
autoverhuur car rental
autoverzekeringsvoorstel car insurance proposal
averechts counterproductive
avg privacy law
avond evening
avonden evenings
avondjes evenings
avondlevering evening delivery
avondploeg evening shift
avonds in the evening
avonturen adventures
avontuur adventure
avontuurlijk adventurous
azijn vinegar
azië asia
baal am fed up
baan job
baanbrekend groundbreaking
baantje job
baard beard
baarlijk sheer
baas boss
baasje owner
babbelziek chatty
babybad baby bath
babyfoon baby monitor
babykamer nursery
babyslabbetjes baby bibs
babyzaak baby shop
*bad bath
badbruisbal bath bomb
badderen bathe
badinerend mocking
badkamer bathroom
badpak swimsuit
badrand bath edge
badspeeltjes bath toys
bagage luggage
bagageband baggage carousel
bagagelabels luggage labels
bagger rubbish
bah yuck
bak tray
bakbeest monster
bakje small container
bakkeleien squabble
bakken baking
bakker baker
bakplaat baking tray
bakt bakes
bal ball
balanceren balance
balans balance
baldadig rowdy
balie counter
baliemedewerkster desk clerk
balkje bar
balkon balcony
ballen balls
ballonnen balloons
balonnen balloons
balorig unruly
balsem balm
bami fried noodles
banaal banal
bancair banking
bancontact belgian debit card
*band tyre
banden tyres
bandenlichters tyre levers
bandje strap
bandjes straps
*bang afraid
bangelijk fearful
bangig a bit scared
banjeren traipse
bankafschrijving bank debit
bankapp banking app
bankautomaten cash machines
banken banks
bankieren banking
bankje small bench
bankkaart bank card
bankomgeving banking environment
bankpas bank card
bankrekening bank account
bankstel sofa
barbaars barbaric
barbecuetang barbecue tongs
barok baroque
*bars gruff
barst crack
barsten cracks
barstensvol packed full
barstjes small cracks
barstte burst
barstten burst
bas bass
basaal basic
*basis basis
basispakket basic package
bataljon battalion
batterij battery
batterijbesparing battery saving
batterijen batteries
batterijtje battery
batterijtjes batteries
bazig bossy
*bbq barbecue
beamer projector
bedaagd elderly
bedaard calm
bedacht thought up
bedachtzaam thoughtful
bedankbriefje thank-you note
bedanken thank
bedankje thank-you note
bedankt thanks
bedbodem bed base
bedenk think of
bedenkelijk questionable
bedenken think of
bedenktijd cooling-off period
bedienen operate
bediening service
bedieningspaneel control panel
bedient operates
bedje little bed
bedjes little beds
bedlegerig bedridden
bedlinnen bed linen
bedoel mean
bedoeld meant
bedoelen mean
bedoeling intention
bedoelingen intentions
bedoelt means
bedompt stuffy
bedonderd cheated
bedorven spoiled
bedot fooled
bedplassend bedwetting
bedrading wiring
bedrag amount
bedragen amounts
bedrijf company
bedrijfsnaam company name
bedroefd sad
bedroevende sad
beduidend significantly
bedverhoger bed riser
beeld picture
beeldbellen video calling
beelden images
beeldend visual
beeldkwaliteit picture quality
beeldrijk rich in imagery
beeldscherm screen
beeldschoon gorgeous
*been leg
beenhard rock hard
beenruimte legroom
beestachtig beastly
beestjes bugs
beet bite
beetje bit
beetnemen fool
befaamd famous
begaafd gifted
begaan commit
begaanbaar passable
begaf broke down
begane ground
begeerlijk desirable
begeesterd inspired
begeleiding guidance
begenadigd gifted
begeven break down
*begin start
beginnen begin
beginnende beginning
beginselvast principled
begint begins
begon began
begonnen started
begrafenis funeral
begraven bury
begreep understood
begreip understand
begrenzingsdraad boundary wire
begrepen understood
begrijp understand
begrijpbaar understandable
begrijpelijk understandable
begrijpelijker more understandable
begrijpen understand
begrijpt understands
begrippen concepts
begroot budgeted
behaaglijk comfortable
behalve except
behandeld treated
behandelen treat
behandeling treatment
behang wallpaper
beheerder administrator
beheersbaar manageable
beheersen control
beheert manages
behendig agile
behoeftig needy
behoorlijk quite
behoren belong
behouden keep
behulpzaam helpful
beide both
beiden both
beits wood stain
bejaard elderly
bejaarden elderly
bekakt snobbish
bekeerd converted
bekeken viewed
bekend known
bekennen confess
bekijk view
bekijken view
beklagenswaardig pitiable
bekleding upholstery
beklemmend oppressive
beklonken settled
bekneld trapped
beknopt concise
bekocht cheated
bekogeld pelted
bekrompen narrow-minded
bekwaam capable
bel call
belabberd lousy
belachelijk ridiculous
beland ended up
belang interest
belangeloos selfless
belanghebbend interested
belangrijk important
belangrijker more important
belangrijkste most important
belangwekkend interesting
belast taxed
belastend burdensome
belasting tax
belastingaangifte tax return
belastingcheck tax check
belastingdienst tax office
belastinggeld tax money
belastingoverzichten tax statements
belazerd cheated
belbus dial-a-bus
belde called
belden called
beleefd polite
beleefdheid politeness
beleggen invest
beleggingsrekening investment account
beleid policy
belerend preachy
belezen well-read
belgie belgium
belgië belgium
belknop call button
bellen call
belletje call
belletjes calls
belmenu phone menu
belnotities call notes
beloftevol promising
beloning reward
beloof promise
beloofd promised
beloofde promised
belooft promises
beloond rewarded
beloven promise
*belt calls
beltegoed call credit
beltoon ringtone
belust eager
bemanning crew
bemiddeld wealthy
bemoeiziek meddlesome
bemost mossy
ben am
benard dire
benauwd stuffy
*bench dog crate
beneden downstairs
benedenverdieping ground floor
benen legs
benieuwd curious
benig bony
benodigd required
*bent are
benzine petrol
beoordelen judge
beoordeling review
bepaald certain
bepaalde certain
bepalen determine
beperking disability
beperkt limited
bereid willing
bereik coverage
bereikbaar reachable
bereiken reach
bereikt reaches
berekend calculated
beresterk super strong
berg mountain
bergen mountains
bergwandeling mountain hike
bergweg mountain road
bericht message
berichten messages
berichtje message
berichtjes messages
berijdbaar passable
berm roadside
bermudadriehoek bermuda triangle
beroemd famous
beroemde famous
beroep profession
beroepsmilitair professional soldier
beroerd terrible
beroerte stroke
berooid penniless
berouwen regret
berouwvol remorseful
berucht notorious
beschaafd civilised
beschadigd damaged
beschadigde damaged
beschamend shameful
bescheiden modest
beschermen protect
beschermt protects
bescheten lousy
beschikbaar available
beschimmelen go mouldy
beschonken drunk
beschoten shot at
beschouw consider
beschrijft describes
beschrijving description
beschrijvingen descriptions
besef realise
beseft realises
beslaat fogs up
beslag batter
beslagen fogged up
beslissing decision
beslissingen decisions
beslist definitely
besloten decided
besmet infected
besmettelijk contagious
besmuikt furtive
besodemieterd crazy
bespaar save
bespaard saved
bespaart saves
besparen save
bespeuren detect
bespottelijk ridiculous
bespreken discuss
*best quite
bestaan exist
bestaande existing
bestaat exists
bestanden files
beste best
bestek cutlery
bestekbakje cutlery basket
bestel order
bestelbus delivery van
besteld ordered
besteldde ordered
bestelde ordered
bestelformulier order form
bestelle order
bestellen order
bestelling order
bestellingen orders
bestelnummer order number
bestelt orders
bestolen robbed
bestond existed
bestonden existed
bestuurlijk administrative
bestuursrechtelijk under administrative law
betaal pay
betaalbaar affordable
betaalbare affordable
betaalbewijs proof of payment
betaald paid
betaaldatum payment date
betaalde paid
betaalgegevens payment details
betaallink payment link
betaalmethoden payment methods
betaalpagina payment page
betaalpas bank card
betaalrekening current account
betaalscherm payment screen
betaalsysteem payment system
betaalt pays
betaalterminal payment terminal
betaalverkeer payment transactions
betaalverzoek payment request
betaalverzoekjes payment requests
betalen pay
betaling payment
betalingen payments
betalingsgarantie payment guarantee
betalingsherinnering payment reminder
betalingsregeling payment plan
betekende meant
betekenen mean
betekenisloos meaningless
betekenisvol meaningful
betekent means
beteknt means
beter better
betere better
beters better
beteuterd dismayed
betonnen concrete
betraand tearful
betrap catch
betreft concerns
betrekkelijk relatively
betrokken involved
betrouwbaar reliable
betwist disputed
betwistbaar disputable
beu fed up
beugel underwire
beurs fair
beurt turn
beurten turns
bevallen please
bevallig graceful
bevallingen childbirths
bevalt pleases
bevat contains
beveiligingscamera security camera
beveiligingslabel security tag
bevel order
bevestig confirm
bevestigd confirmed
bevestigen confirm
bevestiging confirmation
bevestigingen confirmations
bevestigingsmail confirmation email
bevindelijk experiential
bevonden found
bevredigend satisfactory
bevreesd afraid
bevroren frozen
bewaar keep
bewaard kept
bewaken guard
bewaren keep
beweegbaar movable
beweeglijk lively
beweerd claimed
beweert claims
bewegen move
beweging movement
bewijs proof
bewijst proves
bewijzen prove
bewindvoerder administrator
bewolkt cloudy
bewonderenswaardig admirable
bewoner resident
bewoners residents
bewust consciously
bezaaid strewn
bezem broom
bezet occupied
bezeten obsessed
bezienswaardig worth seeing
bezienswaardigheden sights
bezig busy
beziggehouden kept busy
bezit possession
bezoek visit
bezoeker visitor
bezorgadres delivery address
bezorgbaar deliverable
bezorgd delivered
bezorgdienst delivery service
bezorgen deliver
bezorger delivery driver
bezorgers delivery drivers
bezorging delivery
bezorgingen deliveries
bezorgkosten delivery costs
bezorgrestaurant delivery restaurant
bezorgt delivers
bezorgtas delivery bag
bezwaar objection
bezweet sweaty
beëindigen end
beëindiging termination
*bh bra
bib library
bibliotheek library
bidon water bottle
bieb library
biecht confession
bied offer
bieden offer
biedt offers
biefstuk steak
bier beer
biggetje piglet
bij at
bijbaan part-time job
bijbehorend accompanying
bijbels biblical
bijbelvast well-versed in scripture
bijbesteld ordered extra
bijboeken add booking
bijdrage contribution
bijen bees
bijgebleven stuck with me
bijgehouden kept up
bijgekomen added
bijgeleverde supplied
bijgelovig superstitious
bijgenaamd nicknamed
bijgerechten side dishes
bijgeschreven credited
bijgesteld adjusted
bijgestemd retuned
bijgevuld topped up
bijhouden keep track
bijkeuken utility room
bijkomende additional
bijkomt is added
bijkopen buy extra
bijlage attachment
bijlagen attachments
bijna almost
bijstand welfare
bijster particularly
bijtanken refuel
bijtend caustic
bijtrok recovered
bijvoeglijk adjectival
bijvoorbeeld for example
bijvullen refill
bijzettafel side table
bijzin subordinate clause
bijzonder special
bijzonderheden particulars
bikkelhard rock hard
bilateraal bilateral
billetjes bottom
billijk fair
bindende binding
binne inside
binnen inside
binnengebracht brought in
binnenkant inside
binnenkomt comes in
binnenkort soon
binnenkwam came in
binnenlands domestic
binnenstad city centre
binnenstebuiten inside out
binnenvaartschip river barge
binnenvloer indoor floor
binnenvulling inner filling
*bio organic
biografie biography
biografisch biographical
biologisch organic
bioscoopzaal cinema auditorium
bis again
bitje drill bit
bittere bitter
bitterzoet bittersweet
bizar bizarre
bkr credit registry
blaadje leaf
blaar blister
blaasje blister
blaast blows
blabla blah blah
blad leaf
bladblazer leaf blower
bladderen peel
bladdert peels
bladeren leaves
bladstil dead calm
bladzijde page
bladzijden pages
blaft barks
blanco blank
*blank white
blaren blisters
blasfemisch blasphemous
blauw blue
blauwe blue
blauwlichtfilter blue light filter
blazen blow
bleef stayed
bleek turned out
bleken turned out
bleven stayed
blies blew
blij happy
blijdschap joy
blijf stay
blijft remains
blijkbaar apparently
blijkt turns out
blijmoedig cheerful
blijven stay
blijvertje keeper
blik can
blikje can
blikjes cans
blikken cans
bliksems damned
bliksemsnel lightning fast
blinde blind
blindelings blindly
blinden blind people
blindengeleide guide dog
blinken shine
blits flashy
bloed blood
bloedde bled
bloeddoorlopen bloodshot
bloeddrukmeter blood pressure monitor
bloedeloos lifeless
bloederig bloody
bloedheet boiling hot
bloedig bloody
bloedmooi stunning
bloedserieus dead serious
bloedstollend blood-curdling
bloembollen flower bulbs
bloemen flowers
bloementuinmengsel flower garden mix
bloemenwinkel flower shop
bloemenzaak florist
bloemetje flowers
bloempot flowerpot
bloemrijk flowery
blok block
blokjes cubes
blokkade blockade
blokkades blockades
blokkeer block
blokkeert blocks
blokken blocks
blokkeren block
bloot bare
blote bare
blozen blush
blut broke
boarden boarding
bobbelt bubbles up
bocht bend
bochtig winding
bochtjes bends
bodem bottom
bodemloos bottomless
bodybuilderskuiten bodybuilder calves
boedapests from budapest
boeiend fascinating
boek book
boeken books
boekenkast bookcase
boeket bouquet
boeketje small bouquet
boekhoudcursus bookkeeping course
boekhouden bookkeeping
boekhouder accountant
boekhouding bookkeeping
boekhoudkundig accounting
boekhoudpaket accounting software
boekhoudpakket accounting software
boekhoudster female bookkeeper
boeking booking
boekingen bookings
boekingscode booking code
boekingskosten booking fee
boekingsnr booking number
boekingsnummer booking number
boekingspagina booking page
boekje booklet
boekt books
boekte booked
boekten booked
boekwerkje booklet
boel lot
boer farmer
boerderij farm
boeren farmers
boerin farmer's wife
boers rustic
boete fine
boetes fines
boetevrij penalty-free
boevenbende gang of crooks
bol round
bolde bulged
bolderkar pull-along cart
bollen bulbs
bollenstreek bulb region
bolletjes little balls
bolrond spherical
bom bomb
bombastisch bombastic
bomma grandma
bomvol packed
*bon receipt
bonbons chocolates
bondig concise
bonen beans
bonenreservoir bean container
bonkmuziek thumping music
bonkt thumps
bonnen receipts
bonnetje receipt
bonnetjes receipts
bood offered
boodschap message
boodschappen groceries
boodschappenbox grocery box
boodschappenlijstje shopping list
boodschappentas shopping bag
boodschappentassen shopping bags
boog bow
*boom tree
boompje small tree
boord board
boorde drilled
boordevol chock-full
boorkop drill chuck
boormachine drill
boormachines drills
*boos angry
*boot boat
bootje small boat
bootmotor boat engine
bord plate
borden plates
bordje sign
bordkartonnen cardboard
bordspel board game
boren drill
borg deposit
borrel drink
borstband chest strap
borstel brush
borstelig bristly
borsteltjes small brushes
borstkolf breast pump
bos forest
bosje bunch
bospad forest path
*bot blunt
boter butter
boterham sandwich
boterzacht soft as butter
botte blunt
bougie spark plug
bourgondisch burgundian
bouw construction
bouwen build
bouwkunde structural engineering
bouwpakket building kit
bouwput building site
bouwt builds
bouwwerk construction
boven above
bovenaan at the top
bovenaards heavenly
bovenbenen thighs
bovendien moreover
bovengenoemd above-mentioned
bovenin at the top
bovenmenselijk superhuman
bovennatuurlijk supernatural
bovenop on top
bovenst top
bovenstaand above
bovenste top
bovenstuk top piece
bovenvermeld above-mentioned
bowlingbal bowling ball
bowlingpin bowling pin
boxkleed playpen mat
boycot boycott
boycotten boycott
boze angry
braaf well-behaved
braak burglary
bracht brought
brak broke
braken broke
*brand fire
branden burn
brandend burning
brandende burning
brander burner
branderig burning
branderige burning
brandgaatjes burn holes
brandlucht burning smell
brandnetel nettle
brandstoftoeslag fuel surcharge
brandt burns
brandvlek burn mark
brandweer fire brigade
brasem bream
brede wide
bredere wider
*breed wide
breedgebouwd broadly built
breedgeschouderd broad-shouldered
breedte width
breek break
breekbaar fragile
breid expand
breit knits
breken break
breng bring
brengen bring
brengt brings
breuk break
brief letter
briefje note
briefjes notes
briefke note
brieven letters
brievenbus letterbox
brievenbuspakje letterbox parcel
brij mush
bril glasses
briljant brilliant
brillenpoetsdoekje glasses cloth
britse british
britten british people
broden loaves
broederlijk brotherly
broeders brothers
broeierig sultry
broek trousers
broekband waistband
broekzak trouser pocket
broer brother
broertje little brother
brokken chunks
bromde hummed
brommerige grumpy
bromt hums
bronnen sources
bronzen bronze
brood bread
brooddeeg bread dough
broodje sandwich
broodjes rolls
broodmager skinny
broodnuchter stone-cold sober
broodrooster toaster
broodtrommel lunchbox
broos fragile
brouser browser
brug bridge
brugklasser first-year pupil
bruid bride
bruikbaar usable
bruiloft wedding
bruiloften weddings
bruin brown
bruine brown
bruisend sparkling
bruiswater sparkling water
brult roars
*brussels from brussels
brutaal rude
bruusk brusque
bruut brutal
bsn social security number
*btw vat
bubbelbad hot tub
bubbels bubbles
budgetmeter prepayment meter
buffert buffers
bugbeschrijvingen bug descriptions
buggy pushchair
bui shower
buigen bend
buigt bends
buiig showery
buik belly
buikig bulging
buiten outside
buitenaards extraterrestrial
buitenechtelijk extramarital
buitengebied rural area
buitengesloten locked out
buitengewoon extraordinary
buitenhoeken outer corners
buitenissig eccentric
buitenkant outside
buitenkast outdoor cabinet
buitenland abroad
buitenlandkosten foreign charges
buitenlands foreign
buitenmatig excessive
buitenmuur outer wall
buitensporig excessive
buitenwereld outside world
buizen tubes
bukken bend down
bultjes bumps
bundel bundle
bundelen combine
bungalowpark holiday park
bureau desk
buren neighbours
burgemeester mayor
*burger citizen
buschaufeur bus driver
bushokje bus shelter
busschauffeur bus driver
butsje dent
buurkatten neighbours' cats
buurman neighbour
buurt neighbourhood
buurtbatterij neighbourhood battery
buurthuis community centre
buurtpakketkluis neighbourhood parcel locker
buurtsuper local supermarket
buurvrouw neighbour
buxusmot box tree moth
byzantijns byzantine
cabine cabin
cadeau gift
cadeaubon gift card
cadeaubonnen gift vouchers
cadeaukaart gift card
cadeauset gift set
cadeautje small gift
cadeautjes gifts
cakevorm cake tin
callcenter call centre
calorieën calories
calvinistisch calvinist
camera's cameras
camerawerk camerawork
campagne campaign
camper motorhome
*camping campsite
campingbox travel playpen
capabel capable
capaciteitstarief capacity tariff
capuchon hood
carnaval carnival
carrière career
catastrofaal catastrophic
categoriaal categorical
categorie category
categorisch categorical
causaal causal
cavia guinea pig
cavialooprek guinea pig pen
cel cell
centen money
centimeter centimetre
*centimeters centimetres
centje cent
centraal central
centrifugeert spins
centrifugeren spin cycle
centrum centre
chagrijnig grumpy
chagrijnige grumpy
chagrijniger grumpier
champignon mushroom
chaotisch chaotic
chapeau well done
charismatisch charismatic
charitatief charitable
charlatanisme quackery
charmant charming
chassidisch hasidic
chatdame chat lady
chatfunctie chat function
chauffage heating
chauffeur driver
chauffeurs drivers
chauvinistisch chauvinistic
checken check
chemisch chemical
chemische chemical
chinees chinese
*chips crisps
chloor chlorine
chloorhoudend containing chlorine
chocola chocolate
chocolade chocolate
chocoladeachtig chocolatey
cholerisch choleric
choreografisch choreographic
christelijk christian
chronisch chronic
chronologisch chronological
cijfer digit
cijfers figures
cijfertje digit
cijfertjes figures
cilinder cylinder
cinematografisch cinematographic
citaten quotes
civiel civil
civielrechtelijk under civil law
clandestien clandestine
clanherinneringen clan reminders
classicistisch classicist
claustrofobisch claustrophobic
cliché cliche
clichématig cliched
clichés clichés
clipjes clips
cliënt client
cloudboekhouding cloud accounting
clownsbroek clown trousers
*cm centimetres
cockpitfoto cockpit photo
*cola coke
*colbert suit jacket
coleges lectures
collectie collection
collectief collective
collega colleague
collega's colleagues
collegiaal collegial
combi combination
combikorting combination discount
combinatie combination
combineer combine
comfortabel comfortable
commandant commander
commando command
commentaar comment
commercieel commercial
commode changing table
commotie commotion
communicatie communication
communicatief communicative
communiegeld communion money
communistisch communist
compacte compact
compacter more compact
compensatie compensation
compleet complete
complementjes compliments
complimenten compliments
complimentjes compliments
compositorisch compositional
composteerbaar compostable
computergestuurd computer-controlled
computerstoring computer failure
conceptueel conceptual
concertkaartje concert ticket
concoursknop concourse button
concreet concrete
*concrete specific
concurrent competitor
concurrerend competitive
condens condensation
conductrice female conductor
confessioneel denominational
confronterend confronting
conjunctureel cyclical
consciëntieus conscientious
consequent consistent
conservatief conservative
constateren notice
constructief constructive
constructiefout construction fault
contacten contacts
contactloos contactless
contactpersoon contact person
contaktloos contactless
contant in cash
contanten cash
contemporain contemporary
continu continuously
contractnr contract number
contractverlenging contract extension
contributie membership fee
controle check
controleur ticket inspector
controversieel controversial
conventioneel conventional
copieus copious
cornflakesverpakkingen cornflakes packets
correcte correct
correctie correction
corrigeer correct
corrigeren correct
cosmetica cosmetics
cosmetisch cosmetic
coulance goodwill
coulant accommodating
coupé compartment
courant newspaper
coöperatief cooperative
crasht crashes
creatief creative
creditcard credit card
creditcardafschrift credit card statement
creditcardlimiet credit card limit
creditcart credit card
creditkaart credit card
creditnota credit note
crimineel criminal
criminologisch criminological
croissantje croissant
crosstrainer cross trainer
cru blunt
cruciaal crucial
cryptisch cryptic
crème cream
culinair culinary
cultureel cultural
cultuurhistorisch cultural-historical
cumulatief cumulative
curatief curative
curieus curious
cursief italic
cursus course
cursusboeken course books
cv central heating
cynisch cynical
cyrillisch cyrillic
*d the
*da that
da's that's
daadwerkelijk actually
daalt drops
daar there
daaraan to that
daardoor because of that
daarin in that
daarmee with that
daarna after that
daarom therefore
daaronder underneath
daarop on that
daaropvolgend subsequent
daarover about that
daartussen in between
daaruit from that
daarvan of that
daarvoor for that
dacht thought
dag day
dagdeel half day
dagelijks daily
dagen days
dagenlang for days
dagje day
dagkaart day ticket
daglimiet daily limit
dagvers fresh daily
dak roof
dakje little roof
dakkoffer roof box
dakloos homeless
dakpannen roof tiles
dalen fall
daltarief off-peak rate
daluren off-peak hours
dambord draughtboard
*dame lady
dames ladies
damp vapour
dan then
danig thoroughly
dank thanks
dankbaar grateful
dankbaarheid gratitude
danken thank
dankjewel thank you
dankjulliewel thank you all
dankuwel thank you
dankwoord acknowledgements
dankzij thanks to
dansen dance
dansende dancing
danslessen dance lessons
dapper brave
dartpijlen darts
dat that
databundel data bundle
datalek data breach
datalimiet data limit
datasim data sim
dataverbruik data usage
datingsite dating site
datum date
daverend resounding
de the
debetrente overdraft interest
debitcard debit card
deblokeren unblock
deblokkeert unblocks
deblokkeren unblock
debuut debut
debuutfilm debut film
decoratie decoration
decoratief decorative
decorder decoder
dedain disdain
deden did
deductief deductive
deed did
deeg dough
deel part
deels partly
deemoedig humble
deerlijk sorely
deerniswekkend pitiful
deert bothers
dees this
defaitistisch defeatist
defect defective
defecte defective
definitief definitively
deftig posh
degelijk solid
degelijke solid
degene the one
dek deck
dekbed duvet
dekbedovertrek duvet cover
deken blanket
dekens blankets
dekentje small blanket
dekken cover
dekking coverage
deksel lid
deksels darned
dekt covers
delen parts
demagogisch demagogic
dement demented
dementerende person with dementia
dementie dementia
demissionair outgoing
demografisch demographic
demonisch demonic
demonstratief demonstrative
demping damping
*den the
denderend terrific
denemarken denmark
denk think
denkbaar conceivable
denken think
denkt thinks
dennengeur pine scent
deo deodorant
departementaal departmental
deplorabel deplorable
depressief depressed
*der there
derde third
derdegraads third-degree
derden third parties
derderangs third-rate
dergelijk such
dertien thirteen
dertig thirty
*des of the
desastreus disastrous
descriptief descriptive
desolaat desolate
destijds at the time
destructief destructive
deugdelijk sound
deugdzaam virtuous
deuk dent
deuken dents
deuntje tune
deur door
deurbel doorbell
deurdrangers door closers
deuren doors
deurwaarder bailiff
devoot devout
deze this
dezelfde the same
dezen this
dezes of this
dhr mr
diabolisch diabolical
diagonaal diagonal
dialogen dialogues
dialoog dialogue
diamantjes little diamonds
diarree diarrhoea
dicht closed
dichtbij close by
dichte closed
dichterbij closer
dichterlijk poetic
dichtgedaan closed
dichtgeplakt taped shut
dichtklapt snaps shut
dichtritst zips up
dichtste nearest
dictatoriale dictatorial
didactisch didactic
die that
dieetboek diet book
dieetvoer diet food
diefstal theft
dien must
dienst service
diensten services
dienstregeling timetable
diensttijd length of service
dienstverlenend service-providing
diep deep
diepblauw deep blue
diepe deep
dieper deeper
diepgaand in-depth
diepgeworteld deep-rooted
diepgravend in-depth
diepliggend deep-seated
diepst deepest
dieptepunt low point
diepvries freezer
diepvriespakket frozen package
diepzinnig profound
dierbaar dear
dieren animals
dierenarts vet
dierenharen pet hair
dieven thieves
diezelfde that same
diffuus diffuse
digibeet computer illiterate
digitaal digital
digitale digital
dijk dike
dik thick
dikke thick
dikker thicker
dikkers fat people
dikwijls often
dilettanterig amateurish
dimbaar dimmable
dimmen dim
diner dinner
ding thing
dingen things
dingetje little thing
dingetjes little things
dino's dinosaurs
dinsdag tuesday
dinsdagochtend tuesday morning
diplomatiek diplomatic
*direct immediately
directeur director
directie management
discotheek nightclub
discreet discreetly
discussie discussion
discutabel debatable
dispaly display
disproportioneel disproportionate
disputabel debatable
dit this
divers diverse
diversen miscellaneous
dobbelen dice
docent teacher
docente female teacher
dochter daughter
dochters daughters
documentaire documentary
documenten documents
dode dead
dodelijk deadly
doden kill
doe do
doei bye
doek cloth
doekje cloth
doekjes wipes
doel goal
doelbewust purposeful
doelgericht targeted
doelloos aimless
doeltreffend effective
doen do
doenlijk feasible
doet does
dof dull
doffer duller
dogmatisch dogmatic
dokter doctor
doktersbriefje doctor's note
dol fond
dolblij overjoyed
doldriest reckless
dolenthousiast wildly enthusiastic
dolgelukkig overjoyed
dolle crazy
*dom stupid
domiciliëring direct debit
domme stupid
donaties donations
donder thunder
donderdag thursday
dondert falls
dondredag thursday
doneren donate
dongel dongle
donker dark
donkerblauw dark blue
donkerblond dark blond
donkere dark
donkergrijs dark grey
donkerrood dark red
dood dead
doodde killed
doodeenvoudig dead simple
doodeng really scary
doodgeboren stillborn
doodgewoon perfectly ordinary
doodkalm perfectly calm
doodleuk blithely
doodmoe dead tired
doodnormaal perfectly normal
doodop exhausted
doods deathly
doodsbang terrified
doodsbleek deathly pale
doodsimpel dead simple
doodstil dead silent
doodvallen drop dead
doodziek very ill
doodzonde such a shame
doof deaf
doofblinde deafblind
doolhof maze
doopsgezind mennonite
*door through
doorbreekt breaks through
doordacht well thought-out
doordat because
doordeweeks on weekdays
doordrukt pushes through
doorga continue
doorgaan continue
doorgaand through
doorgebracht spent
doorgebrand burned out
doorgedraaid gone crazy
doorgegaan gone ahead
doorgegeven passed on
doorgekomen come through
doorgelezen read through
doorgelopen walked on
doorgereden driven on
doorgeroest rusted through
doorgesleten worn through
doorgespit dug through
doorgestuurd forwarded
doorgeven pass on
doorgewinterd seasoned
doorhebben figure out
doorheen through
doorkrijgen catch on
doorlas read on
doorlekkers heavy wetters
doorlekt leaks through
doorligplekken bedsores
doorlopend continuous
doormeten testing the line
doorn thorn
doorschakeling call forwarding
doorschijnend see-through
doorschijnt shines through
doorslaan overdo it
doorslaand conclusive
doorslaggevend decisive
doorsnee average
doorspekt interspersed
doorstaan withstood
doorstaat withstands
doorstromer home mover
doorsturen forward
doortimmerd well-constructed
doorverbinden put through
doorverbonden put through
doorverkocht resold
doorverwezen referred
doorweekt soaked
doorwrocht elaborate
doorzetten persevere
doorzichtig transparent
doos box
doosje small box
dop cap
dorp village
dorpsplein village square
dorst thirst
dorstig thirsty
dorstige thirsty
doseert doses
dossier file
dossierkennis case knowledge
dossiernr file number
douane customs
*douche shower
douchekop shower head
douchen shower
douches showers
douchewand shower screen
dove deaf
downloaden download
*dozen boxes
draad thread
draadinsteker needle threader
draadje thread
draadjes threads
draadloos wireless
draag wear
draagbaar portable
draagbare portable
draagdoek baby sling
draagkrachtig financially strong
draagt wears
draagtas carrier bag
draai turn
draaibaar rotatable
draaide turned
draaideur revolving door
draaien turn
draait turns
draaitrap spiral staircase
draaiwieltje dial
draak dragon
drabbig murky
draconisch draconian
dragen wear
dragend carrying
draken dragons
drakerig melodramatic
dramatisch dramatic
drammerig pushy
drankje drink
drankproblemen drinking problems
drastisch drastic
dreigde threatened
dreigend threatening
dreigt threatens
drempel threshold
drenkeling drowning person
dressoir sideboard
dreunt booms
drie three
driedimensionaal three-dimensional
driedubbel triple
driehonderd three hundred
driejaarlijks three-yearly
driekwart three quarters
driemaal three times
driest reckless
driewieler tricycle
drieënveertig forty-three
drijfnat soaking wet
drijft floats
drijven float
drilboren pneumatic drills
dringend urgent
drinkbaar drinkable
drinken drink
drinkenvak drink holder
drinkfles water bottle
drinkwaterpunten drinking water points
droef sad
droevig sad
droge dry
drogen dry
droger dryer
drogist drugstore
dromen dreams
dromenland dreamland
dromerig dreamy
drong insisted
dronk drank
dronken drunk
droog dry
droogkast tumble dryer
droogt dries
droom dream
droomde dreamed
druilerig drizzly
druilerige drizzly
druk busy
drukken press
drukker busier
drukknoopjes snap buttons
drukknopen snap fasteners
drukte crowds
druktemaker noisemaker
drup drop
drupje drop
druppel drop
druppelen drip
druppels drops
druppelt drips
druppeltjes drops
drupt drips
dubbel double
dubbele double
dubbelgangers lookalikes
dubbelhartig two-faced
dubbelklikken double-click
dubbeltarief dual tariff
dubbeltje dime
dubieus dubious
duidelijk clear
duidelijke clear
duidelijkheid clarity
duikplank diving board
duim thumb
duimendik inch-thick
duimpje thumbs up
duister dark
duit penny
duitse german
duitsland germany
duivels devilish
duizelig dizzy
duizelingwekkend dizzying
duizend thousand
duizenden thousands
duizendjarig thousand-year-old
dumpt dumps
dumpten dumped
dun thin
*dunne thin
dunner thinner
dure expensive
duren last
durf dare
durft dares
durven dare
dus so
dusdanig such
duur expensive
duurde took
duurder more expensive
duurdere more expensive
duurkoop false economy
duurste most expensive
duurt takes
duurzaam durable
duurzame sustainable
duw push
duwen push
duwstang push bar
duwt pushes
dwangmatig compulsive
dwars crosswise
dwarsbomen thwart
dwarszit bothers
dweil mop
dweilde mopped
dweilt mops
dweperig fanatical
dynamisch dynamic
dynamische dynamic
dyslectisch dyslexic
dát that
dáár there
echt really
echte real
echter however
echtgenoot husband
eclatant resounding
eczeem eczema
edel noble
editie edition
eeltig callused
een a
eendagsvlieg one-day wonder
eendimensionaal one-dimensional
eendje duckling
eendrachtig united
eenduidig unambiguous
eenheid unit
eenheidsworst monotonous uniformity
eenhoevig single-hoofed
eenhoorn unicorn
eenjarigen one-year-olds
eenmaal once
eenmalig one-off
eenmanszaak sole proprietorship
eenparig unanimous
eenpersoonsportie single portion
eens once
eensluidend identical
eentje one
eentonig monotonous
eenvoudig simple
eenzaam lonely
eenzaamheid loneliness
eenzelvig solitary
eenzijdig one-sided
eer honour
eerbiedig respectful
eerder earlier
eerdere earlier
eergisteren day before yesterday
eerlijk honest
eerlijke honest
eerlijker fairer
eerloos dishonourable
eerst first
eerste first
eersteklas first-class
eersteklasrijtuigen first-class carriages
eersterangs first-rate
eerstgenoemd first-mentioned
eerstkomend upcoming
eerzaam honourable
eerzuchtig ambitious
eet eats
eetbaarheid edibility
eethoek dining area
eettafel dining table
eeuwenlang for centuries
eeuwenoud centuries-old
eeuwig eternal
eeuwigheid eternity
effe just
effectief effective
efficientie efficiency
efficiënt efficient
egocentrisch egocentric
egoïstisch selfish
egt really
ehands second-hand
eieren eggs
eierkoker egg cooker
eigen own
eigenaar owner
eigenaardig peculiar
eigenaars owners
eigenares female owner
eigenlijk actually
eigenste very own
eigentijds contemporary
eigenwijs stubborn
eigenzinnig headstrong
eiken oak
eiland island
eind end
eindafrekening final bill
einde end
eindelijk finally
eindeloos endless
eindeloze endless
eindhovens from eindhoven
eindigde ended
eindigden ended
eindigen end
eindigt ends
eindjes ends
eindkosten final costs
eindstand final score
eis demand
eisen requirements
eitje egg
eivol packed
eiwitrepen protein bars
elastaan elastane
elastiek elastic
elastieken elastic
elastiekje rubber band
elders elsewhere
electoraal electoral
elektra electricity
elektriciteit electricity
elektrisch electric
elektrische electric
elektronisch electronic
elementair elementary
*elf eleven
elk each
elkaar each other
elke every
ellende misery
ellendig miserable
ellendige miserable
ellenlang endless
ellenlange endless
*em him
embryonaal embryonic
emmens from emmen
emmer bucket
emotieloos emotionless
emotioneel emotional
empirisch empirical
en and
encyclopedie encyclopedia
encyclopedisch encyclopaedic
ene one
energiecoach energy coach
energiecoatch energy coach
energiecontract energy contract
energiek energetic
energielabel energy label
energieleverancier energy supplier
energieportaal energy portal
energietarief energy rate
energieverbruik energy consumption
energiezuinig energy-efficient
enerverend exciting
enerzijds on one hand
enfin anyway
*eng scary
engel angel
engelengeduld patience of angels
engels english
engelstalig english-language
enig only
enige only
enigst only
enkel only
enkele a few
enkels ankles
enkeltarief single tariff
enorm enormous
enorme enormous
enquête survey
enschedees from enschede
enthousiast enthusiastic
entousiast enthusiastic
envelop envelope
envelopje small envelope
enveloppen envelopes
epidemisch epidemic
epilepsie epilepsy
episch epic
er there
eraan on it
erachter behind it
eraf off it
erbarmelijk pitiful
erbij with it
erdoor through it
erdoorheen through it
erf yard
erfrekening inheritance account
erfstuk heirloom
erg very
ergens somewhere
erger worse
ergerlijk annoying
ergernis annoyance
ergerniswekkend annoying
ergonomisch ergonomic
ergste worst
erin in it
erkend recognised
ermee with it
erna afterwards
ernaar at it
ernaast beside it
ernstig serious
ernstige serious
erom about it
eromheen around it
eronder under it
erop on it
erotiek erotica
erotisch erotic
erover about it
eroverheen over it
err error
ertoe to it
ertussen in between
ertussenin in between
erudiet erudite
eruit out of it
eruitziet looks
ervan of it
ervandoor taking off
ervaren experienced
ervaring experience
ervaringen experiences
ervaringsdeskundige expert by experience
ervoor for it
erwtensoep pea soup
*es once
escaleren escalate
espressomachine espresso machine
essentieel essential
esthetisch aesthetic
etage floor
etappes stages
eten food
ethisch ethical
etiket label
etnisch ethnic
etui pencil case
etymologisch etymological
euh uh
*eur euro
euro's euros
*europa europe
evangelisch evangelical
*even just
evenmin neither
eventueel possibly
evenveel as much
evenwichtig balanced
evenwijdig parallel
evolutionair evolutionary
*exact exactly
examen exam
examens exams
examensoftware exam software
exceptioneel exceptional
excessief excessive
excursie excursion
*excuses apologies
excuus excuse
exemplaar copy
exemplaren copies
exemplarisch exemplary
exhibitionistisch exhibitionist
existentieel existential
exotisch exotic
experimenteel experimental
experimenteerdoos experiment kit
expliciet explicit
explosief explosive
exporteren export
exportje export
expres on purpose
expressief expressive
expressionistisch expressionist
exquis exquisite
extatisch ecstatic
extra's extras
extraatje bonus
extreem extreme
extremistisch extremist
ezelsoor dog-ear
eén one
fabelachtig fabulous
fabriek factory
fabrieken factories
fabrieksfout factory defect
fabrieksinstellingen factory settings
fabrieksluchtje factory smell
fabrikant manufacturer
fabuleus fabulous
facturatiemodule invoicing module
facturen invoices
factuur invoice
failliet bankrupt
faillissement bankruptcy
falen fail
faliekant utterly
*fam family
fameus famous
familiaal family
familie family
familieaccount family account
familiehotel family hotel
familieplan family plan
fanatiek fanatical
fantasierijk imaginative
fantasievol imaginative
fantastisch fantastic
fantastische fantastic
fascinerend fascinating
fascistisch fascist
fase phase
fataal fatal
fatsoen decency
fatsoenlijk decent
fatsoenlijke decent
fatterig foppish
fauteuil armchair
favoriet favourite
favoriete favourite
*feb february
februari february
federale federal
feest party
feestbestelling party order
feestdagen holidays
feestelijk festive
feesten parties
feestje party
feestjes parties
feeëriek fairy-like
feilloos flawless
feit fact
feite fact
feitelijk actually
feiten facts
fel bright
felbegeerd coveted
felle bright
feloranje bright orange
fenomenaal phenomenal
ferm firm
fervent ardent
festivalgangers festival-goers
*ff just
fictief fictitious
fictioneel fictional
fiets bicycle
fietsbroek cycling shorts
fietsdiefstal bicycle theft
fietsen bicycles
fietsenschuur bike shed
fietsenstalling bicycle parking
fietsenwagon bike carriage
fietser cyclist
fietsers cyclists
fietshelm bike helmet
fietskoerier bicycle courier
fietslampje bike light
fietspomp bicycle pump
fietsslot bicycle lock
fietstas pannier bag
fietsverzekering bicycle insurance
figuratief figurative
figuur figure
figuurlijk figurative
figuurtjes figures
fijn nice
fijnbesnaard sensitive
fijne nice
fijner nicer
fijnzinnig subtle
fiks considerable
filantropisch philanthropic
fileparkeren parallel parking
filiaal branch
filialen branches
filmavondje movie night
filmen filming
filmisch cinematic
filmke short film
filmpje video
filmpjes videos
filmprojector film projector
filosofisch philosophical
filteren filter
finaal completely
*finale final
financieel financial
fineer veneer
fitnessbanden fitness bands
*fitting lamp socket
flacons bottles
flapjesboek lift-the-flap book
flappen flaps
flarden shreds
*flat apartment
flatnr flat number
flatnummer flat number
flauw bland
flauwe lame
fles bottle
flesje small bottle
flesjes bottles
flessen bottles
flessenborstel bottle brush
flessenwater bottled water
flesvoeding bottle feeding
flets dull
fleurig cheerful
flevolands from flevoland
flink considerably
flinke considerable
flinkgebouwd well-built
flinterdun wafer-thin
flitsend flashy
floepen pop
florissant flourishing
fluisterles whisper lesson
fluit whistles
fluitend whistling
fluitje whistle
fluitketel whistling kettle
fluks quickly
fluorescerend fluorescent
flut rubbish
fnuikend detrimental
*folder leaflet
folie foil
fooi tip
foon phone
forellen trout
forfaitair fixed-rate
formaat size
formeel formal
formidabel formidable
formule formula
formulier form
formulieren forms
fornuis stove
fors substantial
forsgebouwd heavily built
fortuin fortune
fortuinlijk fortunate
foto photo
foto's photos
fotoalbum photo album
fotoboek photo book
fotolijst photo frame
fotolijstjes photo frames
fotootje little photo
fotos photos
fototas camera bag
fout wrong
foutcode error code
foute wrong
fouten mistakes
foutief incorrect
foutje mistake
foutmelding error message
foutmeldingen error messages
fraai lovely
fraaie beautiful
fractie fraction
fragmentarisch fragmentary
franje frills
franjes fringes
frankrijk france
frans french
franstalige french-speaking
frappant striking
fraudeafdeling fraud department
fraudehelpdesk fraud helpdesk
fraudelijn fraud line
fraudlijn fraud line
frauduleus fraudulent
frequente frequent
friet fries
frigo fridge
fris fresh
frituurlucht frying smell
fruitig fruity
frustratie frustration
functie function
functioneel functional
fundamentalistisch fundamentalist
fundamenteel fundamental
funest disastrous
furieus furious
fusie merger
fust keg
futiel futile
futloos listless
futloze limp
futuristisch futuristic
fysiek physical
fysio physio
fysiologisch physiological
föhn hairdryer
*ga go
gaaf cool
gaan go
gaar cooked
gaas mesh
gaat goes
gaatje small hole
gaatjes little holes
gadver yuck
gaf gave
gallisch annoyed
gamen gaming
gameshop game shop
gamet plays games
gammel rickety
*gang hallway
gangen courses
gangpad aisle
gans goose
ganzenborden snakes and ladders
garant guarantee
garantie warranty
garantiebewijs warranty certificate
garderobe cloakroom
garen yarn
garenkaartje yarn card
garrantie warranty
gasbarbecue gas barbecue
gasgeur smell of gas
gasketel gas boiler
gaslucht gas smell
gasonderbreking gas interruption
gasrekening gas bill
gast guest
gasten guests
gastvrij hospitable
gastvrouw hostess
gasveren gas springs
gat hole
gaten holes
gatver yuck
gauw soon
gaven gave
gazon lawn
ge you
geabonneerd subscribed
geaccepteerd accepted
geacht dear
geachte dear
geacteerd acted
geadopteerd adopted
gealarmeerd alerted
geannuleerd cancelled
geannuleerde cancelled
geanuleerd cancelled
gearresteerd arrested
gearriveerd arrived
geavanceerd advanced
gebaar gesture
gebarentolk sign language interpreter
gebarsten cracked
gebeefd trembled
gebel ringing
gebeld called
gebeten bitten
gebeurd happened
gebeurde happened
gebeuren happen
gebeurt happens
gebied area
gebiologeerd fascinated
geblazen blown
gebleven stayed
gebloeid bloomed
geblokeerd blocked
geblokkeerd blocked
geboekt booked
gebogen bent
gebonde bound
gebonden bound
geboord drilled
geboorte birth
geboortedatum date of birth
geboren born
geborgen safe
gebotst crashed
gebouw building
gebouwd built
gebracht brought
gebreide knitted
gebrek lack
gebrekkige faulty
gebroken broken
gebrom humming
gebronsd tanned
gebruik use
gebruikelijk usual
gebruiken use
gebruikersnaam username
gebruikersvriendelijk user-friendly
gebruiksaanwijzing instruction manual
gebruiksgemak ease of use
gebruikssporen signs of use
gebruikt used
gecast cast
gechanteerd blackmailed
gecharmeerd charmed
gechat chatted
geclaimd claimed
gecompliceerd complicated
gecondoleerd my condolences
gecorrigeerd corrected
gecrasht crashed
gecrediteerd credited
gecrediteert credited
gedaan done
gedacht thought
gedachte thought
gedachteloos thoughtless
gedachten thoughts
gedag hello
gedateerd dated
gedeelde shared
gedeeltelijk partly
gedegen thorough
gedekt covered
gedenkwaardig memorable
gedesillusioneerd disillusioned
gedetailleerd detailed
gedeukt dented
gedeukte dented
gedicht poem
gedichten poems
gedoe hassle
gedoemd doomed
gedood killed
gedownload downloaded
gedraag behave
gedraaid turned
gedrag behaviour
gedragen worn
geducht formidable
geduld patience
geduldig patient
gedumpt dumped
gedupeerd duped
geduwd pushed
geef give
geeft gives
geel yellow
geen no
geest ghost
geestdodend mind-numbing
geestdriftig enthusiastic
geestelijk mental
geestig witty
geestverruimend mind-expanding
geeuw yawn
gefaald failed
gefactureerd billed
gefeliciteerd congratulations
gefingeerd fictitious
gefixt fixed
geflikkerd chucked
gefluit whistling
geforceerd forced
gefundeerd well-founded
gegaan gone
gegarandeerd guaranteed
gegeten eaten
gegeven given
gegevens data
geglimlacht smiled
gegoed well-to-do
gegooid thrown
gegoten moulded
gegraaid grabbed
gegrild grilled
gegroet greetings
gegrond well-founded
gehaaid shrewd
gehaald picked up
gehaast rushed
gehackt hacked
gehad had
gehaktbal meatball
gehakte chopped
gehalveerd halved
gehandicapt disabled
gehandicaptenkaart disabled card
gehandicaptenzorg disability care
gehangen hung
gehannes fumbling
gehecht attached
geheel entirely
geheim secret
geheime secret
geheimzinnig mysterious
geheugenkaart memory card
gehoeven needed
geholpen helped
gehoopt hoped
gehoord heard
gehoorgang ear canal
gehoorzaam obedient
gehouden kept
gehucht hamlet
gehuild cried
gehuurd rented
gehuurde rented
gehuwd married
geinig funny
geinstalleerd installed
geit goat
gejankt cried
gejat stolen
gek crazy
gekaapt hijacked
gekampeerd camped
gekeken looked
gekke crazy
geklapper rattling
gekletterd clattered
gekleurd coloured
geklieder mess
geklikt clicked
geklus diy work
gekmakend maddening
geknepen pinched
gekneusde bruised
geknipt cut
geknoei mess
geknoopt tied
gekocht bought
gekochte bought
gekoeld chilled
gekomen come
gekookt cooked
gekopieerd copied
gekoppeld linked
gekozen chosen
gekraakt cracked
gekregen received
gekrenkt offended
gekreukeld crumpled
gekreun groaning
gekrompen shrunk
gekruid seasoned
geks crazy
gekund been able
gekunsteld artificial
gekunstelde contrived
gekwetst hurt
gekwijld drooled
gelachen laughed
geland landed
gelaten left
gelauwerd acclaimed
geld money
geldautomaat cash machine
geldig valid
geldklopperij money-grabbing
geldt applies
geldverslindend money-guzzling
geldverspilling waste of money
gele yellow
geleden ago
geleende borrowed
geleerd learned
gelegd laid
gelegenheid opportunity
geleidelijk gradually
gelekt leaked
geletterd literate
geleverd delivered
gelezen read
gelhoes gel cover
geliefd beloved
geliefde beloved
gelieve please
gelig yellowish
gelijk right away
gelijke equal
gelijkgestemd like-minded
gelijkgezind like-minded
gelijkluidend identical
gelijkmatig even
gelijknamig of same name
gelijksoortig similar
gelijkspel draw
gelikt slick
gelogen lied
geloof believe
gelooft believes
geloofwaardig credible
gelopen walked
geloven believe
gelovig religious
geluid sound
geluiden sounds
geluidloos silent
geluidsoverlast noise nuisance
geluisterd listened
geluk luck
gelukkig fortunately
gelukkige happy
gelukskoekje fortune cookie
gelukt succeeded
gelukzalig blissful
gelul bullshit
gemaakt made
gemachtigde authorised person
gemaild emailed
gemak ease
gemakkelijk easy
gemakzuchtig lazy
gemalen ground
gemaskerd masked
gemeen mean
gemeenschappelijk common
gemeente municipality
gemeentelijk municipal
gemeld reported
gemengde mixed
gemerkt noticed
gemeten measured
gemiddeld average
gemiddelde average
gemis lack
gemist missed
gemiste missed
gemogen been allowed
gemonteerd mounted
gemonteert mounted
gemorste spilled
gemotiveerd motivated
genaamd named
genadeloos merciless
genealogisch genealogical
geneeskundig medical
genen genes
generaal general
generatie generation
genezen healed
geniaal brilliant
geniepig sneaky
genitaal genital
genoeg enough
genoegen pleasure
genoeglijk pleasant
genoegzaam sufficient
genoemd mentioned
genomen taken
genoodzaakt forced
genot enjoyment
genoteerd noted
genoten enjoyed
gent ghent
genuanceerd nuanced
genummerd numbered
genummerde numbered
geologisch geological
geopend opened
geopereerd operated on
geopperd suggested
georganiseerd organised
gepantserd armoured
geparkeerd parked
gepassioneerd passionate
gepeperd peppered
geperst pressed
gepiept done
geplaatst placed
geplaatste placed
geplakt glued
gepland planned
gepost posted
gepraat talking
geprezen praised
geprijsd priced
geprobeerd tried
geprononceerd pronounced
gepuf puffing
geraak get
geraakt hit
geraden guessed
geraffineerd refined
geraken get
geratel rattling
gereageerd responded
gerecht dish
gerechtelijk judicial
gerechten dishes
gerechtigd entitled
gerecycled recycled
gered saved
gereden driven
gereedschap tools
gereformeerd reformed
geregeld arranged
geregistreerd registered
gereinigd cleaned
gereisd travelled
gerekend charged
geremd inhibited
gerenommeerd renowned
gerepareerd repaired
gerept mentioned
gereputeerd reputable
gereset reset
gerespecteerd respected
geretourneerd returned
geriatrisch geriatric
gericht aimed
gerijpt matured
gerimpeld wrinkled
gering slight
geringschattend disparaging
geringste slightest
geroepen called
geroken smelled
gerold rolled
gerookt smoked
geroosterd roasted
geroutineerd experienced
geruchtmakend sensational
geruild exchanged
geruim considerable
geruisloos silent
gerukt torn
gerust feel free
geruststelling reassurance
geruzie quarrelling
gescand scanned
geschapen created
geschat estimated
geschaterd roared with laughter
geschatte estimated
gescheeld differed
gescheiden separated
gescheurd torn
geschiedenis history
geschiedkundig historical
geschikt suitable
geschoven slid
geschrapt cancelled
geschreven written
geschroeid scorched
geschrokken startled
geschuurd sanded
gescrubd scrubbed
gesetteld settled
gesjouwd lugged
geslaagd successful
geslachtsrijp sexually mature
geslapen slept
gesleept dragged
geslepen sharpened
gesloten closed
gesmeerd smoothly
gesmeten thrown
gesmolten melted
gesneden cut
gesneuveld broken
gesnoept eaten sweets
gesorteerd sorted
gesp buckle
gespaard saved
gespannen tense
gespat splashed
gespecialiseerd specialised
gespeeld played
gespeld spelled
gesplits split
gesplitst split
gesprek conversation
gesprekken conversations
gesprekskosten call charges
gesproken spoken
gestaag steady
gestaan stood
gestapt stepped
gestart started
gestegen risen
gesteggel bickering
gesteld put
gestikt stitched
gestoken stung
gestolen stolen
gestoneerd reversed
gestoord crazy
gestopt stopped
gestorneerd reversed
gestorneert reversed
gestort deposited
gestorven died
gestrand stranded
gestreept striped
gestreken ironed
gestrekt stretched
gestrooid sprinkled
gestructureerd structured
gestuurd sent
getalenteerd talented
getallen numbers
getapt popular
getaxeerd appraised
getekend signed
getekent signed
geteld counted
getest tested
getij tide
getiteld titled
getoeterd honked
getogen raised
getoond shown
getraand watered
getrokken pulled
getrouw faithful
getrouwd married
getrouwt married
getuige witness
getweet tweeted
geur smell
geurig fragrant
geurkaarsen scented candles
geurstokjes fragrance sticks
geurtje scent
geurtjes scents
gevaar danger
gevaarlijk dangerous
geval case
gevallen fallen
gevangen caught
gevangenis prison
gevarieerd varied
gevat quick-witted
gevecht fight
gevechtstraining combat training
geveegd swept
gevel facade
geven give
gevlochten braided
gevlogen flown
gevochten fought
gevoel feeling
gevoelens feelings
gevoelig sensitive
gevoelige sensitive
gevoelsarm unemotional
gevoelsmatig intuitively
gevoerd lined
gevolg consequence
gevolgd followed
gevonden found
gevorderden advanced players
gevorkt forked
gevraagd asked
gevraagde requested
gevraagt asked
gevulde filled
gewaarschuwd warned
gewacht waited
gewapend armed
gewassen washed
geweest been
geweigerd refused
geweigerde refused
geweld violence
geweldadig violent
gewelddadig violent
geweldig great
geweldige great
geweldloos non-violent
gewend used to
gewerkt worked
gewerveld vertebrate
geweten known
gewetenloos unscrupulous
gewicht weight
gewichtig weighty
gewichtje weight
gewijzigd changed
gewinkeld shopped
gewis certainly
gewisseld exchanged
gewist erased
gewogen weighed
gewolkte cloud-patterned
gewonden wounded people
gewone ordinary
gewonnen won
gewoon just
gewoonten habits
gewoonweg simply
geworden become
geworpen thrown
gewraakt contested
gewriemel wriggling
gezaag nagging
gezagsgetrouw law-abiding
gezakt dropped
gezamelijke joint
gezamenlijk joint
gezamenlijke joint
gezapig complacent
gezegd said
gezegden sayings
gezellig cosy
gezelschap company
gezet put
gezeten sat
gezeur whining
gezicht face
gezichten faces
gezichtsherkenning facial recognition
gezichtsolie face oil
gezien seen
gezin family
gezind disposed
gezinnen families
gezinsabonement family subscription
gezinskorting family discount
gezocht searched
gezoek searching
gezond healthy
gezonden sent
gezondheid health
gezouten salted
gezucht sighing
gezweet sweated
gezwind swift
geëmancipeerd emancipated
geëxplodeerd exploded
geïncasseerd debited
geïnstalleerd installed
geïsoleerd isolated
*gg good game
gids guide
giechelig giggly
giet pours
gieten pour
gietijzer cast iron
*gif poison
giftig poisonous
gigantisch gigantic
gij you
gijzelen take hostage
gijzeling hostage taking
gillen scream
gillende screaming
ging went
gingen went
gis smart
gissen guess
gister yesterday
gisteravond last night
gisteren yesterday
gistern yesterday
gitaar guitar
gitaarpedaal guitar pedal
gitaarversterker guitar amplifier
gitaren guitars
gitzwart jet black
glaasje small glass
*glad smooth
gladgestreken smoothed out
glansloos dull
glansrijk brilliant
glanst shines
glanzend shiny
glanzende shiny
glanzender shinier
glas glass
glasachtig glassy
glashelder crystal clear
glasplaat glass plate
glasplaten glass panes
glasruit glass pane
glasvezel fibre
glasvezelgozer fibre guy
glasvezelproject fibre project
glazen glasses
glazig glassy
glazuur glaze
glibberig slippery
glibberige slippery
glijbaan slide
glijd slide
glijden slide
glijders glides
glijdt slides
glimlach smile
glimmende shiny
glimt shines
globaal roughly
gloed glow
gloednieuw brand new
gloednieuwe brand new
gloeiend glowing
gloeilampen light bulbs
glorie glory
glorierijk glorious
glorieus glorious
goddelijk divine
godgans whole
godsdienstig religious
godsgeschenk godsend
godsgruwelijk god-awful
godsjammerlijk god-awful
godslasterlijk blasphemous
godsnaam god's sake
godsonmogelijk utterly impossible
godverdoms goddamned
godverlaten godforsaken
godvruchtig devout
godzijdank thank god
goed good
goedbedoelend well-meaning
goede good
goedemiddag good afternoon
goedemorgen good morning
goedenavond good evening
goedgeefs generous
goedgekeurd approved
goedgelovig gullible
goedkeurend approving
goedkoop cheap
goedkoopste cheapest
goedkope cheap
goedkoper cheaper
goedkopere cheaper
goedlopend well-running
goedmoedig good-natured
goedwillend well-meaning
goeie good
goeiemorgen good morning
goeienavond good evening
goh gosh
gok guess
gokt gambles
golvend wavy
goochelaar magician
gooi throw
gooide threw
gooien throw
gooit throws
goor filthy
goot gutter
gordel belt
gordeltjes straps
gordijn curtain
gordijnen curtains
gordijnrail curtain rail
gordijnrails curtain rails
gorgelt gurgles
gort barley
gortdroog bone dry
gortig over the top
gotisch gothic
gotspe cheek
goud gold
goudbruine golden brown
gouden golden
goudrandje gold rim
goudsbloem marigold
goudvis goldfish
gourmetstel table grill
*gr regards
graad degree
graafmachine excavator
graafploeg digging crew
graafwerk digging work
graag gladly
gracht canal
gracieus graceful
graden degrees
gradueel gradual
grafiekje small graph
grafiekjes graphs
grammatica grammar
granaatscherven shrapnel
grandioos magnificent
grandioze magnificent
grap joke
grapje joke
grappen jokes
grappig funny
grappige funny
grappigste funniest
*gras grass
grasmaaier lawnmower
gratineert gratinates
gratis free
gratuit gratuitous
grauw grey
graveren engrave
greep grip
gregoriaans gregorian
grens border
grenzeloos boundless
gretig eager
grieperig fluey
griezel creep
griezelig creepy
griezelverhaal horror story
grif readily
grijns grin
grijpgraag grabby
grijs grey
grijsblauw grey-blue
grijze grey
grillig capricious
grimmig grim
*grind gravel
groei growth
groeide grew
groeien grow
groeit grows
groen green
groene green
groente vegetables
groenteafdeling vegetable department
groentelade vegetable drawer
groep group
groepekast fuse box
groepenkast fuse box
groet regards
groeten greetings
groetjes greetings
grof coarse
grofgebouwd heavily built
grond ground
grondig thoroughly
grondpersoneel ground staff
grondstoffen raw materials
gronings from groningen
groot big
grootmoeder grandmother
grootmoedig magnanimous
groots grand
grootschalig large-scale
grootscheeps large-scale
grootste biggest
grootstedelijk metropolitan
grootvader grandfather
grote big
groten big ones
grotendeels largely
groter bigger
grotere bigger
grotesk grotesque
grr argh
gruis grit
gruwel horror
gruwelijk horrible
gruwzaam gruesome
gsm mobile phone
guitig mischievous
gul generous
*gum eraser
gunstig favourable
guur bleak
gwn just
gynaecologisch gynaecological
gék crazy
gênant embarrassing
haagse hague
haakjes hooks
haal get
haalbaar feasible
haalde got
haalt gets
haan rooster
haar her
haarfijn in detail
haarscherp razor-sharp
haartjes little hairs
haarverf hair dye
haast hurry
haastig hasty
haat hate
hachelijk precarious
*had had
hadden had
hagel hail
haken hooks
hakje small heel
hakselt shreds
hal hallway
halen get
halfautomatisch semi-automatic
halfbakken half-baked
halfdood half dead
halfhartig half-hearted
halfjaar half year
halfleeg half empty
halfnaakt half naked
halfpension half board
halfuurtje half hour
halfzeven half past six
haling getting
hallo hello
hallucinant hallucinatory
hals neck
halsband collar
halsstarrig obstinate
halve half
halverwege halfway
handbagage hand luggage
handcrème hand cream
handdoek towel
handdoeken towels
hande hands
handel trade
handelen act
handen hands
handgeschreven handwritten
handgreep handle
handgrepen handles
handhaver enforcement officer
handig handy
handige handy
handigheid handiness
handje little hand
handjes hands
handleiding manual
handmaaier hand mower
handmatig manually
handomdraai no time
handschoen glove
handschoenekastje glove compartment
handschoenen gloves
handschoentjes small gloves
handtas handbag
handtastelijk groping
handtekening signature
handtekeningtoeslag signature surcharge
handvat handle
handvatje small handle
handvatten handles
handvol handful
handwerk handicraft
handzaam handy
hangen hang
hanglamp hanging lamp
hangmat hammock
hangslot padlock
hangt hangs
hanig cocky
hap bite
haperd stutters
haperen stutter
haperende faltering
hapering hitch
hapert stutters
hapjes snacks
happig keen
hapt bites
harde hard
hardhandig rough
hardheid hardness
hardhout hardwood
hardleers slow to learn
hardloopbroek running trousers
hardloopschoenen running shoes
hardlopen running
hardnekkig persistent
hardop aloud
hardvochtig heartless
hardwerkend hard-working
haren hairs
hark rake
harkerig wooden
harmonieus harmonious
harmonisch harmonic
*hart heart
hartelijk warm
hartelijke warm
hartig savoury
hartpatient heart patient
hartslag heart rate
hartstochtelijk passionate
hartveroverend captivating
hartverscheurend heartbreaking
hartverwarmend heartwarming
hartvormig heart-shaped
hartzeer heartache
hatelijk hateful
haten hate
hautain haughty
haveloos shabby
haverklap constantly
*he huh
heb have
hebbe have
hebben have
hebberig greedy
hebt have
hecht close
hechten attach
hectisch hectic
heden today
hedendaags contemporary
hedonistisch hedonistic
hedset headset
hee hey
heeeerlijk delicious
heeel very
heeft has
heel very
heelhuids unscathed
heen there
heer gentleman
heerlijk delicious
heerlijke delicious
hees hoarse
heet hot
heetgebakerd hot-tempered
heette was called
heffingskorting tax credit
heftig intense
heg hedge
heggenschaar hedge trimmer
heil salvation
heilig holy
heilloos disastrous
heimelijk secretly
hek fence
hekken fences
hel hell
helaas unfortunately
helblauw bright blue
*held hero
helden heroes
helder clear
heldere clear
heldhaftig heroic
hele whole
helemaal completely
helft half
helikopter helicopter
helling slope
hellup help
helm helmet
helpen help
helpt helps
hels hellish
helwit bright white
hem him
hemd shirt
hemel heaven
hemels heavenly
hemelsbreed enormously
hemelsnaam heaven's sake
hemeltergend outrageous
hemelvaart ascension day
hen them
hendel lever
hengel fishing rod
heren gentlemen
herencollectie men's collection
herenfiets men's bike
herfstig autumnal
herfststorm autumn storm
herfstvakantie autumn holiday
herhaald repeated
herhaaldelijk repeatedly
herhalen repeat
herhaling repetition
herinering reminder
herinneren remember
herinnert remembers
herken recognise
herkenbaar recognisable
herkend recognised
herkende recognised
herkent recognises
herleeft revives
hermetisch hermetic
heropenen reopen
herrie noise
hersenloos brainless
hersluitbaar resealable
herstart restart
herstarten restart
herstel recovery
hersteld restored
herstellen repair
hersteller repairer
herstelmailtje recovery email
herstelt repairs
hervulpak refill pack
het the
hete hot
heteluchtding hot-air thing
heten be called
heteroseksueel heterosexual
hetzelfde the same
heup hip
heuristisch heuristic
heus really
heuse real
heuvel hill
heuvelachtig hilly
heuvelig hilly
hevelpompje siphon pump
hevig severe
hevige severe
hickup hiccup
hiel heel
hield held
hielen heels
hielp helped
hielpen helped
hielspoor heel spur
hier here
hierbij hereby
hierdoor because of this
hierheen here
hiermee with this
hieronder below
hierover about this
hiervan of this
hiervoor for this
hightech high-tech
hihi hehe
hij he
hilarisch hilarious
hinderlijk annoying
hindert bothers
hing hung
hingen hung
hippe trendy
historisch historical
historische historical
hitlijst charts
hittegolf heatwave
hiëroglief hieroglyph
hobbel bump
hobbelig bumpy
hobbelige bumpy
hoe how
hoeden hats
hoedje little hat
hoedjes hats
hoef need
hoefde needed
hoeft needs to
hoek corner
hoekbank corner sofa
hoeken corners
hoekjes corners
hoelang how long
hoepel hoop
hoera hooray
*hoes cover
hoesje phone case
hoeslaken fitted sheet
hoestdrank cough syrup
hoeveel how many
hoeveelheid quantity
hoeven need
hoewel although
hoezeer how much
hoezen covers
hoezo how so
hoge high
hogedrukpan pressure cooker
hogedrukreiniger pressure washer
hogedrukspuit pressure washer
hoger higher
hogere higher
hoi hi
hok hutch
hol hollow
hollands dutch
hollandse dutch
hologig hollow-eyed
hometrainer exercise bike
homoseksueel homosexual
hond dog
honden dogs
hondenharen dog hair
hondenmand dog basket
hondenriem dog lead
honderd hundred
honderden hundreds
honderdjarig hundred-year-old
hondje little dog
honds brutish
hondsdol rabid
honger hunger
hongerig hungry
hongerige hungry
hoof have to
hoofd head
hoofdfiguur main character
hoofdhuid scalp
hoofdinspecteur chief inspector
hoofdkantoor head office
hoofdkraan main valve
hoofdkussen pillow
hoofdlampje headlamp
hoofdletter capital letter
hoofdpersoon main character
hoofdpijn headache
hoofdrolspeelster lead actress
hoofdrolspeler lead actor
hoofdschakelaar main switch
hoofdstedelijk metropolitan
hoofdstuk chapter
hoofdstukken chapters
hoofs courtly
hoog high
hoogachtend yours faithfully
hoogachting respect
hoogbegaafd highly gifted
hoogbejaard very elderly
hoogblond very blond
hoogdravend pompous
hooggeplaatst high-ranking
hooggespannen high
hooghartig haughty
hoogmoedig arrogant
hoognodig urgently needed
hoogslaper loft bed
hoogstaand high-quality
hoogste highest
hoogstwaarschijnlijk most likely
hoogte height
hoogtepunt highlight
hoogtes heights
hooguit at most
hoogwaardig high-quality
hoogzwanger heavily pregnant
hooi hay
hooikoorts hay fever
hoop hope
hoopgevend hopeful
hoopten hoped
hoopvol hopeful
hoor hear
hoorapparaat hearing aid
hoorbaar audible
hoorde heard
hoorn receiver
hoorspel radio play
hoort belongs
hoortoestel hearing aid
hopelijk hopefully
hopeloos hopeless
hopen hope
horeca hospitality industry
horen hear
horizontaal horizontal
horloge watch
horlogebandje watch strap
horten jerk
hortensia hydrangea
hospitaal hospital
hotelkamer hotel room
hotelkluis hotel safe
hotelletje small hotel
hotelpas hotel card
*hou hold
houd hold
houdbaarheids shelf life
houdbaarheidsdatum best-before date
houden keep
houder holder
houding attitude
houdt keeps
hout wood
houten wooden
houterig wooden
houtpellets wood pellets
hovaardig haughty
hozen pouring
huid skin
huidig current
huidige current
huilbui crying fit
huilen cry
huilend crying
huis house
huisarrest house arrest
huisarts doctor
huisartsenpost out-of-hours doctor
huisbaas landlord
huisbezoek home visit
huisdier pet
huisdieren pets
huiselijk homely
huisgemaakte homemade
huisgenoten housemates
huishoudelijk household
huishouden household
huisje cottage
huismerk own brand
huismoeder housewife
huisnr house number
huisnummer house number
huiswerk homework
huiver shudder
huiverig wary
huiveringwekkend horrifying
huizen houses
hulde kudos
hulp help
hulpeloos helpless
humaan humane
humanistisch humanist
humeur mood
humeurig moody
*humor humour
humoristisch humorous
humorvol humorous
*hun their
hups lively
huren rent
*hut cabin
hutten cabins
huur rent
huurauto rental car
huurboiler rental boiler
huurder tenant
huurders tenants
huurfiets rental bike
huurketel rental boiler
huurkolf rental breast pump
huurprijs rental price
huurtoestel rental device
huurwagen rental car
huwbaar marriageable
huwelijk marriage
huwelijken marriages
huwelijksreis honeymoon
hybride hybrid
hygiëne hygiene
hyperactief hyperactive
hypermodern ultra-modern
hypnotisch hypnotic
hypocriet hypocritical
hypoteek mortgage
hypotheek mortgage
hypotheekaanvraag mortgage application
hypotheekadvies mortgage advice
hypotheekadviseur mortgage adviser
hypotheekakte mortgage deed
hypotheekofferte mortgage offer
hypotheekrente mortgage rate
hypothetisch hypothetical
hè huh
hé hey
hém him
*i in
idd indeed
ideaal ideal
idealistisch idealistic
idee idea
ideetje idea
ideeën ideas
identificatie identification
identificeren identify
identiteitskaart identity card
ideëel idealistic
idioot idiot
idioten idiots
idolaat infatuated
ie he
ieder each
iedere every
iedereen everyone
iederen everyone
ieders everyone's
iel thin
iemand someone
iemands someone's
iets something
ijl thin
ijs ice
ijsbaan ice rink
ijsblok block of ice
ijsblokjes ice cubes
ijselijk horrible
ijsjes ice creams
ijskast fridge
ijskoud ice-cold
ijslands icelandic
ijspegels icicles
ijsvrij ice-free
ijzer iron
ijzersterk strong as iron
ijzerzaagje small hacksaw
ijzig icy
ijzingwekkend chilling
ik i
ikweetnietwat whatever
ikzelf myself
illegaal illegal
illusoir illusory
illuster illustrious
illustratief illustrative
illustraties illustrations
immens immense
immoreel immoral
immunologisch immunological
imperialistisch imperialist
impliciet implicit
impopulair unpopular
importeur importer
imposant impressive
impressief impressive
impressionistisch impressionist
improductief unproductive
impulsief impulsive
*in in
inactiviteit inactivity
inbegrepen included
inboedelverzekering home contents insurance
inbouwen build in
inbouwkast built-in wardrobe
inbouwkeuken fitted kitchen
inbrengen insert
inbus allen key
inbussleutel allen key
incaso direct debit
incasso direct debit
incassobureau debt collection agency
incheckbalie check-in desk
inchecken check in
incheckzuil check-in kiosk
incidenteel occasional
inclusief including
incompleet incomplete
inconsequent inconsistent
inderdaad indeed
indien if
indienen submit
indische indonesian
indringend penetrating
indruk impression
indrukt presses
indrukwekkend impressive
inductie induction
inductieplaat induction hob
industrieel industrial
ineens suddenly
ineffectief ineffective
infantiel infantile
inferieur inferior
inflatoir inflationary
informatie information
informatief informative
infrastructureel infrastructural
ingang entrance
ingeboren innate
ingebouwd built in
ingediend submitted
ingegroeide ingrown
ingeleverd handed in
ingelicht informed
ingelogd logged in
ingenieur engineer
ingenieus ingenious
ingepakt wrapped
ingepland scheduled
ingeruimd put away
ingeslapen fallen asleep
ingeslikt swallowed
ingesteld set up
ingestord collapsed
ingestort collapsed
ingestuurd sent in
ingetoets keyed in
ingetoetst keyed in
ingetogen modest
ingevroren frozen
ingevuld filled in
ingevulde filled in
ingewikkeld complicated
ingezakt sagged
ingezet deployed
ingrediënten ingredients
ingrijpen intervene
ingrijpend drastic
inhome in-home
inhoud contents
inhoudelijk substantive
initiatief initiative
inkijkje glimpse
inkomen income
inkorten shorten
inktcartridges ink cartridges
inktzwart pitch black
inlegzolen insoles
inleveren hand in
inlevern hand in
inlevert hands in
inlog login
inlogcode login code
inloggen log in
inmiddels by now
inname intake
innerlijk inner
innig deep
innovatie innovation
inpak packing
inpakken pack
inplannen schedule
inrijden break in
inruilen trade in
inschakelen switch on
inschrijfkosten registration fee
inspannend strenuous
inspanning effort
inspecteur inspector
inspirerend inspiring
inspuiten inject
instabieler less stable
installateur installer
installatie installation
installatieteam installation team
installeren install
instanties authorities
instap entry
instapkaart boarding pass
instappen board
insteekt plugs in
instellen set up
instelling setting
instemmend approving
instinctief instinctive
instinctmatig instinctive
instructeur instructor
instructie instruction
instructief instructive
instructies instructions
instructievideo's instruction videos
instrumentaal instrumental
instrumenteel instrumental
insuline insulin
integendeel on the contrary
integer honest
intellectueel intellectual
intens intense
intensief intensive
interessant interesting
interesseert interests
interesseren interest
intergemeentelijk intermunicipal
intern internal
internationaal international
internationale international
internetabonnement internet subscription
internetbankieren online banking
internetbankiren online banking
internetbundel internet bundle
internetgebied internet area
internetten use the internet
intiem intimate
intikken type in
intoetste entered
intrappen press down
intreface interface
intrek withdraw
intrekken withdraw
intrigerend intriguing
intrinsiek intrinsic
intussen meanwhile
invalide disabled
invalideplek disabled parking space
invallen fill in
inventief inventive
investeer invest
invloedrijk influential
invoeren enter
invullen fill in
inwisselen redeem
inzichtelijk insightful
inzien view
ipv instead of
iritant annoying
ironisch ironic
irrationeel irrational
irreëel unrealistic
irritant annoying
irritatie irritation
*is is
ist is it
ivm because of
ivoorkleurig ivory-coloured
*j you
ja yes
jaar year
jaarafrekening annual statement
jaaren years
jaarkaart annual pass
jaarlicentie annual licence
jaarlidmaatschap annual membership
jaarlijks yearly
jaarnota annual bill
jaaroverzicht annual statement
jaarrekening annual bill
jaartallen dates
jaartelling era
jaartje year
jacht hunt
jachtig hurried
jagen hunt
jakartaans from jakarta
jaloers jealous
jammer pity
jammeren whine
jammerlijk pitiful
janken cry
januari january
jaren years
jarenlang for years
jarig having birthday
jarige birthday person
jas coat
jassen coats
jaszak coat pocket
jawel yes indeed
jazeker yes certainly
je you
jeeeej yay
jemig gosh
jeugd youth
jeugdboeken children's books
jeugdig youthful
jeugdjaren childhood years
jeuk itch
jeuken itch
jezelf yourself
jezus jesus
jij you
joelen cheer
joepie yippee
joh man
jolig jolly
jong young
jonge young
jongedame young lady
jongeman young man
jongen boy
jongens boys
jongenskamer boys' room
jonger younger
jongeren young people
jonggestorven who died young
jongste youngest
jou you
journaal news
journalistiek journalism
jouw your
jubileum anniversary
juf teacher
juffen female teachers
juffrouw miss
juichende cheering
juist correct
juiste right
juli july
*julie you
jullei you
jullie you
juni june
juridisch legal
jurist lawyer
jurk dress
justitieel judicial
juweeltje gem
juwelier jeweller
*k i
kaal bare
kaars candle
kaarsen candles
kaarsjes candles
kaarsrecht dead straight
kaart card
kaarten cards
kaartje ticket
kaartjes tickets
kaartlezer card reader
kaas cheese
kaasboetiekje small cheese shop
kaasplank cheese board
kaasplankje cheese board
kabaal racket
kabbelt meanders along
kabel cable
kabelabonnement cable subscription
kabelboer cable provider
kabelbreuk cable break
kabels cables
kabeltje small cable
kachel heater
kachels heaters
kacheltje small heater
kado gift
kaduuk broken
kaft cover
kakelvers very fresh
kakkerlak cockroach
kale bare
kalebassen gourds
kalender calendar
kalk limescale
kalkvlekken limescale stains
kalm calm
kamer room
kamerplant houseplant
kamers rooms
kamertje small room
kampeerstoel camping chair
kampioen champion
kan can
kanaal channel
kanjer star
kanjers stars
kankerverwekkend carcinogenic
kanonnen cannons
kans chance
kansarm disadvantaged
kansen chances
kansloos hopeless
kansrijk promising
kant side
kanten sides
kantoor office
kantoren offices
kapitein captain
kapot broken
kapotging broke down
kapotte broken
kapper hairdresser
kappot broken
kapsel hairstyle
kapster hairdresser
kapstok coat rack
kar cart
karakter character
kardinaal cardinal
karig meagre
karikaturaal caricatural
karren carts
karretje cart
karton cardboard
kartonlaag cardboard layer
kas greenhouse
kassa checkout
kassa's checkouts
kassabon receipt
kassasoftware till software
kasseien cobblestones
kast cupboard
kastdeuren cupboard doors
kasteel castle
kastje box
kat cat
kater hangover
katholiek catholic
katoenen cotton
katten cats
kattenbakkorrels cat litter
kattengrit cat litter
kattenluik cat flap
kattenvoer cat food
katterig hungover
kauwbeweging chewing motion
kauwen chew
kauwgom chewing gum
kauwt chews
kdacht i thought
kdenk i think
keek looked
keel throat
keelpijn sore throat
keepershandschoenen goalkeeper gloves
keer time
keertje time
keigoed really good
keihard rock hard
keiig pebbly
kelder basement
kelderoptredens basement gigs
*ken know
kende knew
kenmerk reference
kenmerkend characteristic
kennelijk apparently
kennen know
*kent knows
kenteke licence plate
kenteken licence plate
kentekens licence plates
kerel guy
kerels guys
kereltje little fellow
keren times
kerk church
kerkdienst church service
kerks churchgoing
kern core
kerngezond perfectly healthy
kernwapenvrij nuclear-free
kerosinelucht kerosene smell
kersen cherries
kersenpitten cherry stones
kerst christmas
kerstballen christmas baubles
kerstboom christmas tree
kerstdag christmas day
kerstman santa claus
kerstplaylist christmas playlist
kerstvakantie christmas holidays
ketel boiler
ketters heretical
ketting chain
keuken kitchen
keukenblad kitchen worktop
keukenla kitchen drawer
keukenlade kitchen drawer
keukenweegschaal kitchen scales
keukenzaak kitchen shop
keurig neat
keurige neat
keus choice
keuze choice
keuzemenu selection menu
kheb i have
kiemplantjes seedlings
kien sharp
kieperen dump
kier gap
kieren gaps
kies choose
kiesgerechtigd entitled to vote
kieskeurige picky
kiestoon dial tone
kiezen choose
kiezers voters
kijk look
kijken look
kijkje look
kijkt looks
kik sound
kikkers frogs
kil chilly
kilometer kilometre
kilometerslang kilometres long
kilowatturen kilowatt hours
kilozakken kilo bags
kin chin
*kind child
kinderachtig childish
kinderbedje cot
kinderboek children's book
kinderbureau children's desk
kinderen children
kinderfeestje children's party
kinderhandjes children's hands
kinderkamer nursery
kinderkeizerin child empress
kinderlaarsjes children's boots
kinderledikantjes cots
kinderliedjes children's songs
kinderlijk childlike
kinderloos childless
kindermodus child mode
kinderopvang childcare
kinderrestaurant children's restaurant
kinderschoenen children's shoes
kinderstoel high chair
kinderstoeltje child seat
kindervingers children's fingers
kinderwagen pram
kindje little child
*kinds senile
kip chicken
kiplekker feeling great
kippen chickens
kippenhok chicken coop
kippenvel goosebumps
kist box
kitnaad sealant joint
klaag complain
klaaglijk plaintive
klaagt complains
klaar ready
klaarblijkelijk evidently
klaargelegde laid out
klaarlicht broad
klaarligt is ready
klaarmaken prepare
klacht complaint
klagen complain
klagerig whiny
klagten complaints
klam clammy
klank sound
klanken sounds
klant customer
klanten customers
klantendienst customer service
klantenkaart loyalty card
klantenpanel customer panel
klantenservice customer service
klantnr customer number
klantnummer customer number
klantportaal customer portal
klantschap customer relationship
klantvriendelijk customer-friendly
klantvriendelijkheid customer friendliness
klap blow
klappertandend teeth chattering
klaproos poppy
klapt claps
klapte collapsed
klas class
klasbakken class acts
klasgenoten classmates
klasse class
klassiek classic
klassieker classic
kleding clothes
kledingkast wardrobe
kledingmerk clothing brand
kleedkamer changing room
kleefde stuck
kleeft sticks
klef clammy
klei clay
klein small
kleinburgerlijk petty bourgeois
kleindochter granddaughter
kleine small
kleiner smaller
kleinere smaller
kleinigheid trifle
kleinigheidje small thing
kleinkind grandchild
kleinkinderen grandchildren
kleinste smallest
kleintje little one
kleintjes little ones
kleinzerig oversensitive to pain
kleinzielig petty
kleinzoon grandson
klem stuck
klemmend sticking
klemt sticks
klepje flap
kleren clothes
kleur colour
kleurblinden colour-blind people
kleurcode colour code
kleurde coloured
kleurecht colourfast
kleuren colours
kleurig colourful
kleurloos colourless
kleurrijk colourful
kleurtje colour
kleurtjes colours
kleuter toddler
kleuters toddlers
kleverig sticky
klierig annoying
klik click
klikje click
klikken click
kliko wheelie bin
klikt clicks
klikte clicked
klimatologisch climatological
klinisch clinical
klink door handle
klinken sound
klinkklaar pure
klinkt sounds
klipje clip
klitten tangles
klittenband velcro
kloek sturdy
klok clock
klompen clogs
klonk sounded
klonteren clump
klontert clumps
klontjes lumps
klooien mess around
klooster monastery
kloosterlijk monastic
kloot jerk
klootzak bastard
kloppen be correct
klopt correct
klopte was correct
klopten were correct
klote crappy
kloten balls
kloven chaps
klucht farce
kluchtig farcical
kluisje small safe
kluisrekening vault account
kluit root ball
kluizen lockers
klungelig clumsy
klus job
klusje little job
klusjesman handyman
klussen diy jobs
klust does odd jobs
*km kilometres
knalt bangs
knap clever
knapperig crispy
knapperige crispy
knapte snapped
knapten snapped
knel stuck
knelle pinch
knellen pinch
knetert crackles
knetterende crackling
knettert crackles
knie knee
knieoperatie knee surgery
knieën knees
knijp squeeze
knijpen squeeze
knijpt pinches
knikkende nodding
knikker marble
knikkerbaan marble run
knikt kinks
knip cut
knippen cut
knipperen blink
knipperende flashing
knippert flashes
knipprende flashing
knispert crackles
knobbelig knobbly
knoeien spill
knoeierig messy
knoflookpers garlic press
knokig bony
knoop button
knoopjes buttons
knoopsgaten buttonholes
knop button
knopen buttons
knopje button
knopjes buttons
knoppen buttons
knuffel cuddly toy
knuffelbeer teddy bear
knuffels hugs
knul lad
knullig clumsy
knus cosy
knusse cosy
knutselpakket craft kit
knutselt does crafts
kocht bought
kochten bought
koddig funny
koekenpan frying pan
koekje biscuit
koel cool
koele cool
koelelementen ice packs
koelen cool
koelkast fridge
koelkastdeur fridge door
koelkastje small fridge
koelt cools
koeltjes coolly
koelvitrines refrigerated displays
koerier courier
kofer suitcase
koffer suitcase
koffers suitcases
koffertje case
koffie coffee
koffieapparaat coffee machine
koffiebonen coffee beans
koffiefilterzakje coffee filter bag
koffiemachine coffee machine
koffiezetapparaat coffee maker
kogelrond spherical
kogels bullets
kogelvrij bulletproof
kok cook
koken cook
kokend boiling
kokende boiling
kokendheet boiling hot
kokertje small tube
koket coquettish
kokhalst gags
kolderiek zany
kolommen columns
kolonel colonel
koloniaal colonial
kolossaal colossal
kom come
komaan come on
komen come
komend coming
komijn cumin
komisch comical
komkommers cucumbers
kommerlijk miserable
kommervol sorrowful
komt comes
kon could
konden could
konijnen rabbits
koning king
koningsdag king's day
kook boil
kookboek cookbook
kookboeken cookbooks
kookt boils
koolmonoxidemelder carbon monoxide alarm
koop buy
koopje bargain
kooplustig eager to buy
koopt buys
koorts fever
koortsachtig feverish
koortsig feverish
kop cup
kopen buy
kopenhagen copenhagen
koper buyer
koperlijn copper line
koperuitfasering copper phase-out
kopie copy
kopieer copy
kopieën copies
kopjes cups
koppel couple
koppelde connected
koppelen connect
koppeling link
koppelt links
koppige stubborn
koppijn headache
koptelefoon headphones
korfbal korfball
koriander coriander
korporaal corporal
korrel grain
korrelig grainy
korrelige grainy
korrels grains
korreltje grain
korst crust
kort short
kortaangebonden curt
kortdurend short-lived
korte short
korten cut
korter shorter
korting discount
kortingsbon discount voucher
kortingscode discount code
kortom in short
kortsluiting short circuit
kortste shortest
kortzichtig short-sighted
kost costs
kostbaar precious
kostelijk delightful
kosteloos free of charge
kosten costs
kostenbesparend cost-saving
kostte cost
kot student room
kots vomit
kou cold
koud cold
koude cold
kouder colder
koudste coldest
kouwelijk sensitive to cold
kozen chose
kraakhelder crystal clear
kraakt creaks
kraakvers super fresh
kraaltjes beads
kraamhulp maternity nurse
kraamzorg maternity care
kraan tap
kraantje tap
krab scratch
krabpaal scratching post
krabt scratches
kracht strength
krachtdadig decisive
krachtig powerful
krachtstroom three-phase power
kraken creak
krakkemikkig rickety
krampachtig forced
krampjes colic
krankjorum crazy
krankzinnig insane
krant newspaper
kranten newspapers
krap tight
krappe tight
kras scratch
krasje small scratch
krassen scratches
kratten crates
kredietcheck credit check
kredietlimiet credit limit
kreeg got
kregelig irritable
kregen got
krengerig bitchy
kreta crete
kreuk crease
kreuken creases
kreukt creases
kreupel lame
kribbig grumpy
kriebelde tickled
kriebelig itchy
kriebelt itches
krijg get
krijgen get
krijgshaftig warlike
krijgt gets
krijsende screaming
krijt chalk
krimp shrinkage
krimpt shrinks
kring circle
kringen rings
kringetjes circles
kringloop thrift shop
kristalhelder crystal clear
kristalletjes crystals
kritiek criticism
kritisch critical
kroaat croat
kroatië croatia
krokant crispy
krom crooked
kromgetrokken warped
kromtrekken warp
kronkelig winding
kronkels twists
kroostrijk with many children
krop head of lettuce
kruidenmix spice mix
kruik hot-water bottle
kruikje hot-water bottle
kruimel crumb
kruimeldief handheld vacuum
kruimels crumbs
kruipen crawl
kruis cross
kruispunt crossroads
kruiswoordspel crossword game
kruk stool
krukje small stool
krukjes stools
krukken crutches
krukkig clumsy
krullen curls
krult curls
krultang curling iron
kubistisch cubist
kuil dip
kuit calf
kuiten calves
kun can
kunde can you
kundig skilled
kundige skilled
kunen can
kunnen can
kunst art
kunstgras artificial grass
kunsthistorisch art-historical
kunstig ingenious
kunstkerstboom artificial christmas tree
kunstmatig artificial
kunstminnend art-loving
kunstwerk work of art
kunt can
kuren quirks
kurk cork
kurkdroge bone-dry
kurkdroog bone dry
kus kiss
kussen pillow
kussenhoes cushion cover
kussens cushions
kustplaats seaside town
kustwacht coastguard
kut damn
kuub cubic metre
kvk chamber of commerce
kwaad angry
kwaadaardig malicious
kwaads evil
kwalijk blame
kwalitatief qualitative
kwaliteit quality
kwaliteitsmerk quality brand
kwalitijd quality
kwam came
kwamen came
kwart quarter
kwartaal quarter
kwartier quarter hour
kwartiertje quarter hour
kwast brush
kwasten brushes
kweenie dunno
kweet i know
kwekerij nursery
kwelen warble
kwelling torment
kwestie matter
kwestieus questionable
kwetsbaar vulnerable
kwiek sprightly
kwijt lost
kwijtgeraakt lost
kwijtmaken lose
kwijtraakt loses
kwijtschelden waive
kwijtschelding debt waiver
kwistig lavish
kzie i see
kzou i would
*l litre
*la drawer
laad charge
laadkabel charging cable
laadpaal charging point
laadpas charging card
laadpunten charging points
laadt loads
laadtijden loading times
laag low
laaggeletterd low-literate
laaghartig vile
laagje thin layer
laagste lowest
laaiend furious
laakbaar reprehensible
laarzen boots
laat late
laatdunkend condescending
laatst last
laatste last
labiel unstable
lach laugh
lachen laugh
lachende laughing
lachertje joke
lacht laughs
lachte laughed
lachwekkend laughable
laconiek laconic
ladderzat dead drunk
lade drawer
laden charge
lader charger
lades drawers
lading load
laf cowardly
lafaard coward
lafhartig cowardly
lag lay
lage low
lagen lay
lager lower
lak lacquer
laken sheet
lakens sheets
laks lax
lam paralysed
lamentabel lamentable
laminaat laminate
lampekap lampshade
lampen lamps
lampenkap lampshade
lampje little light
lampjes lights
lamsvlees lamb
*land country
landbouwkundig agricultural
landelijk nationwide
landelijke national
landgoed estate
landschap landscape
lang long
langdradig long-winded
langdurig prolonged
lange long
langer longer
langlevend long-lived
langlopend long-running
langs along
langsgebracht brought round
langskomen come by
langskomt comes by
langzaam slow
lankmoedig forbearing
lappen cloths
laptoptas laptop bag
larmoyant tearful
*las read
laserapparaat laser device
*last trouble
lasten charges
lasterlijk slanderous
lastig difficult
lastigvallen bother
laten let
latten slats
lattenbodem slatted base
lauw lukewarm
lauwe lukewarm
laveloos dead drunk
lavendel lavender
lawaai noise
lazen read
leasefiets lease bike
lectuur reading material
leden members
ledenaccount member account
ledlampje led light
ledstrip led strip
leed suffering
leef live
leefbaar liveable
leefde lived
leeft lives
leeftijd age
leeg empty
leeggegeten eaten empty
leeggehaald emptied
leeggeruimd cleared out
leegloopt drains
leegpompen pump out
leek seemed
leen borrow
leende borrowed
leenexemplaar loan unit
leenkleding borrowed clothes
leenlaptop loan laptop
leentelefoon loan phone
leer leather
leerde learned
leermeester teacher
leerplichtig of school age
leert learns
leerzaam educational
lees read
leesbaar readable
leesbril reading glasses
leesclub book club
leeslint ribbon bookmark
leesstoel reading chair
leest reads
lef guts
*leg put
legaal legal
legde put
lege empty
legen empty
legendarisch legendary
leger army
leggen lay
legger layer
legio countless
legitiem legitimate
legt puts
leiden lead
leider leader
leiding pipe
leidinggevend managing
leidinggevende manager
leidingwater tap water
leidt leads
leien slate
lek leak
lekkage leak
lekke flat
lekken leaks
lekkend leaking
lekkende leaking
lekker nice
lekkere tasty
lekt leaks
lelijk ugly
lelijke ugly
lelystads from lelystad
lengte length
lening loan
leninkje small loan
lente spring
lenzen lenses
lepel spoon
lepeltje teaspoon
leren learn
*les lesson
lesauto driving-school car
lesjes lessons
lesmateriaal teaching material
lessen lessons
*let pay attention
letten pay attention
lettergrootte font size
letterlijk literally
lettertjes small letters
lettertype font
leugen lie
leugenaar liar
leugenaars liars
leugenachtig lying
leugens lies
leuk nice
leuke nice
leuning armrest
leve long live
leven life
levend alive
levende living
levendig lively
levenloos lifeless
levens lives
levensduur lifespan
levensecht lifelike
levensgevaarlijk life-threatening
levensgroot life-size
levenslang lifelong
levenslange lifelong
levenslustig cheerful
levensverhaal life story
lever deliver
leverancier supplier
leveranciers suppliers
leveranciersmail supplier email
leverbaar available
leverd delivers
leverdag delivery day
leverdatum delivery date
leverde delivered
leveren deliver
levering delivery
leverring delivery
levert delivers
levertijd delivery time
lexicografisch lexicographic
lezen read
lezenswaardig worth reading
lezer reader
liberaal liberal
licentie licence
licentiecode licence code
lichaam body
lichamelijk physical
licht light
lichtblauw light blue
lichtblond light blond
lichte light
lichtelijk slightly
lichtend shining
lichter lighter
lichtgeel light yellow
lichtgeraakt touchy
lichtgevend luminous
lichtgevende luminous
lichtgewicht lightweight
lichtgrijs light grey
lichtjes lights
lichtste lightest
lichtvoetig light-footed
lichtzinnig frivolous
lidmaatschap membership
lidnummer membership number
liedje song
liedjes songs
lief sweet
liefdadig charitable
liefde love
liefdeloos loveless
liefdeslijn love storyline
liefdevol loving
liefhebber enthusiast
liefje sweetheart
lieflijk lovely
liefst preferably
liefste dearest
liegen lie
liegt lies
liep walked
liepen walked
liet let
lieten let
lieve dear
lievelingsgame favourite game
liever rather
lieverd darling
lieverds darlings
lig lie
liggen lie
liggend lying
ligt lies
lijfelijk bodily
lijk corpse
lijken seem
lijkt seems
lijm glue
lijmresten glue residue
lijn line
lijnen lines
lijntje line
lijst list
lijsten lists
lijstje list
lijstjes lists
lijvig bulky
likje lick
likt licks
lila lilac
limburgs limburgish
limiet limit
limonade lemonade
liniaal ruler
linker left
linkerhanden left hands
linkerkant left side
linkerschoen left shoe
linkerstick left stick
linkje link
*links left
linkshandige left-handed
linkshandigen left-handers
linnen linen
lintje ribbon
linzen lentils
linzencurry lentil curry
linzentaart lentil pie
lippen lips
lippenstift lipstick
lissabon lisbon
listig cunning
liter litre
literair literary
literatuur literature
litouwen lithuania
*livestream live stream
*living living room
*lk i
locatie location
lodderig drowsy
loeide roared
loeiend roaring
loeihard very loud
loempia's spring rolls
loep magnifying glass
lof praise
logboek logbook
logeerkamer guest room
logge sluggish
loggen log
logica logic
logies lodging
logisch logical
logistiek logistics
lokaal local
lokale local
loket counter
loketten counters
*lol fun
lollig funny
lomp clumsy
lompe clumsy
londen london
londens from london
lonen wages
lont fuse
lood lead
loodgieter plumber
loodgrijs lead grey
loodrecht perpendicular
loodzwaar very heavy
loodzware extremely heavy
loog lied
loom languid
loon wages
loontje wages
*loop walk
loopafstand walking distance
loopband treadmill
loopfietsje balance bike
loopplankje gangplank
loopt runs
looptijd term
loos empty
lopen walk
*los loose
losgeld ransom
losgesneden cut loose
loslaat comes loose
losliggend loose
losse loose
lossen solve
loste solved
lostrekken pull loose
lotnummers lottery ticket numbers
loungepas lounge pass
louter purely
lovende praising
loyaal loyal
loyaliteit loyalty
loyaliteitsprogramma loyalty programme
loze empty
ls is
lubberen sag
lucht air
luchtbed airbed
luchtbellen air bubbles
luchtdicht airtight
luchten air out
luchthartig light-hearted
luchthaven airport
luchtig airy
luchtje smell
luchtontvochtiger dehumidifier
luchtreiniger air purifier
luchtverfrisser air freshener
lucratief lucrative
ludiek playful
luguber gruesome
lui lazy
luid loud
luidruchtig noisy
luie lazy
luiers nappies
luik hatch
luister listen
luisterbeurt listen
luisterboek audiobook
luisterboeken audiobooks
luisterde listened
luisteren listen
luisterend listening
luisterkastje listening device
luistert listens
luitenant lieutenant
lukken succeed
lukt works out
lukte succeeded
lukten succeeded
lullig crappy
lumineus brilliant
lunchpauze lunch break
lust likes
lusten like
lustte liked
luthers lutheran
luttel mere
lux luxury
luxe luxury
luxueus luxurious
lyrisch lyrical
*m him
m'n my
*ma mum
maag stomach
maagpijn stomach ache
maak make
maakt makes
maakte made
maal times
maalde ground
maalt grinds
maaltijd meal
maaltijdbox meal box
maan moon
maand month
maandabbo monthly subscription
maandabonnement monthly subscription
maandag monday
maandagavond monday evening
maandagochtendexemplaar lemon
maandbedrag monthly amount
maandbox monthly box
maandelijks monthly
maanden months
maandenlang for months
maandfactuur monthly bill
maandloon monthly salary
maandnota monthly bill
maar but
maart march
maarwat but what
maat size
maatbeker measuring jug
maatje buddy
maatschappelijk social
maatschappij company
maatschappijkritisch critical of society
maatschepje measuring scoop
maatstreepjes measuring lines
maattabel size chart
maatvel size sheet
maatwerk custom work
macaber macabre
macaus from macau
machiavellistisch machiavellian
machinist train driver
macht power
machteloos powerless
machten powers
machtig powerful
machtigen authorise
machtiging authorisation
macrobiotisch macrobiotic
maf crazy
mag may
magazijn warehouse
mager meagre
magisch magical
magistraal masterly
magneetjes magnets
magneetstrip magnetic stripe
magnetron microwave
magnifiek magnificent
*mail email
mailadres email address
mailen email
mailke email
mailomgeving mail environment
mails emails
mailtje email
makelaar estate agent
maken make
makkelijk easy
makkelijker easier
mal silly
malafide fraudulent
maler grinder
maling not caring
*mama mum
manchet cuff
mand basket
mandje basket
maneschijn moonlight
manhaftig manly
manier way
manieren ways
maniertjes tricks
mank limping
mankeert is wrong
manmoedig brave
mannelijk masculine
mannen men
mannetje little man
mantelzorgers informal carers
*map folder
marge margin
marginaal marginal
*marine navy
marinepsychiaters navy psychiatrists
markant striking
markeerstift highlighter
marketeer marketer
marketingpraatje marketing talk
markt market
marktconform market-level
marktdag market day
marktkraam market stall
marktlui market traders
marokko morocco
marsepein marzipan
marteling torture
martelwerktuig torture instrument
marters martens
masochistisch masochistic
massaal massive
massageapparaat massage device
masseert massages
massief solid
mateloos boundless
maten sizes
materiaal material
materie subject matter
matig mediocre
matje mat
matras mattress
matrasbeschermers mattress protectors
matrassen mattresses
matroos sailor
maximaal maximum
maximale maximum
mazoutlevering heating oil delivery
*me me
mechanisch mechanical
mede partly
medebewoner housemate
mededeelzaam communicative
medeplichtig complicit
medereizigers fellow travellers
medeschuldig partly guilty
medewerker employee
medewerkers employees
medewerkster female employee
medicatie medication
medicijnen medicines
medicijnkoelbox medicine cool box
medisch medical
mee along
meedachten thought along
meedenken think along
meedoen join in
meedogenloos ruthless
meegaan last
meegaand compliant
meegegeven given along
meegekregen given along
meegeleverde supplied
meegemaakt experienced
meegenomen taken along
meegepraat agreed
meegeven give along
meeging went along
meekeek watched along
meekijken look along
meel flour
meeleest reads along
meelijwekkend pitiful
meelopen walk along
meemaken experience
meen mean
meenam took along
meeneemt takes along
meenemen take along
meer more
meerdere several
meerderjarig of age
meerduidig ambiguous
meerprijs extra charge
meerstemmig polyphonic
meertje small lake
meeslepend compelling
meest most
meestal usually
meeste most
meesterlijk masterful
meesterwerk masterpiece
*meet measures
meetbaar measurable
meeverhuizen move along
mei may
meisje girl
meisjes girls
meisjesnaam maiden name
mekaar each other
melancholiek melancholic
melancholisch melancholic
meld report
melde reported
melden report
melding notification
meldingen notifications
meldt reports
melig silly
melk milk
melkachtig milky
melkschuim milk foam
melodieus melodious
melodramatisch melodramatic
memorabel memorable
*men people
meneer sir
meneerke little sir
mengen mix
menig many a
menige many a
mening opinion
meningen opinions
mens human
menselijk human
menselijke human
mensen people
mensentaal plain language
mensheid humanity
mensonterend degrading
mensonwaardig inhumane
menswaardig humane
mentaal mental
mep smack
merchendise merchandise
merchshop merchandise shop
merci thanks
merg marrow
merk brand
merkbaar noticeable
merken notice
merknaam brand name
merkt notices
merkte noticed
merkwaardig remarkable
merrie mare
merveilleuze marvellous
mes knife
messcherp razor-sharp
messen knives
mestlade manure tray
met with
metaal metal
metaforisch metaphorical
metalen metal
meteen immediately
meteorologisch meteorological
meterkast meter cupboard
meterkastmodule meter cupboard module
meteropnemer meter reader
meterstand meter reading
meterstanden meter readings
meterstant meter reading
meting measurement
meubel piece of furniture
meubels furniture
meubelzaal furniture showroom
mevr mrs
mevrouw madam
mezelf myself
mezen tit birds
microfoon microphone
microscoop microscope
microscopisch microscopic
middag afternoon
middagje afternoon
middags afternoon
middelbaar secondary
middeleeuws medieval
middelen means
middelmatig mediocre
middelste middle
midden middle
middenstuk middle section
middernacht midnight
mierzoet sickly sweet
mieters super
miezerig drizzly
mij me
mijn my
mijne mine
mijnen mine
mikken aim
milieu environment
milieubewust environmentally conscious
milieustraat recycling centre
milieuvriendelijk environmentally friendly
militair military
militaire military
miljoen million
millimeter millimetre
*min minutes
minachtend contemptuous
minder less
minderjarigen minors
minderwaardig inferior
mineraal mineral
miniaturen miniatures
miniem minimal
minimaal at least
minimale minimum
minpunten drawbacks
minpuntje downside
minst least
minste least
minstens at least
minuscuul tiny
minuten minutes
minutieus meticulous
minuut minute
minuutjes minutes
minzaam gracious
miraculeus miraculous
mis miss
misbruik abuse
misdaad crime
misdeeld underprivileged
miserabel miserable
misgaat goes wrong
misgegaan gone wrong
mishandeld mistreated
miskleun blunder
miskoop bad buy
misleidend misleading
misleiding deception
mislukkeling loser
mislukking failure
mislukt failed
mislukte failed
mismaakt deformed
mismoedig dejected
misplaatst misplaced
misprijzend disapproving
misschien maybe
misselijk nauseous
missen miss
misser miss
missie mission
mist misses
misten missed
mistig foggy
mistroostig dreary
misverstand misunderstanding
misvormd deformed
mits provided
mn my
mnd months
mobiel mobile
mobiele mobile
mobieltjes mobiles
mocht was allowed
mochten were allowed
modaal average
moddem modem
modder mud
modderig muddy
modderpoel mud pool
modebewust fashion-conscious
modellen models
modemhuur modem rental
modernistisch modernist
modieus fashionable
modus mode
moe tired
moed courage
moedeloos despondent
moeder mother
moederdag mother's day
moeders mothers
moedig brave
moedigt encourages
moeilijk difficult
moeilijke difficult
moeilijker more difficult
moeilijkheid difficulty
moeite effort
moeiteloos effortless
moeizaam laborious
moest had to
moesten had to
moestuinbak vegetable planter
moet must
moeten must
mogelijk possible
mogelijkheid possibility
mogen may
mogge morning
mokken mugs
mol mole
molen mill
molens windmills
mollenverjager mole repeller
momentaan momentary
momenteel currently
momentje moment
mond mouth
mondain fashionable
monddood silenced
mondiaal global
mondig assertive
mondje mouth
mongoloïde mongoloid
monitorarm monitor arm
monogaam monogamous
monsterachtig monstrous
*montage assembly
monter cheerful
monteren mount
monteur technician
monteurs technicians
monumentaal monumental
mooi beautiful
mooie beautiful
mooier more beautiful
mooiste most beautiful
moord murder
moordenaar murderer
*mop joke
mopperen grumble
moppig funny
moraal moral
morbide morbid
moreel moral
morge tomorrow
morgen tomorrow
morgenavond tomorrow evening
morgenmiddag tomorrow afternoon
morgenochtend tomorrow morning
morgens in the morning
morgenvroeg tomorrow morning
morren grumbling
*mos moss
moskous from moscow
mosselen mussels
mosterdbruin mustard brown
motiverende motivating
motorisch motor
mouw sleeve
mouwen sleeves
mss maybe
muf musty
muffe musty
muffig musty
*mug mosquito
muggen mosquitoes
muggenpootjes mosquito legs
muis mouse
muisgrijs mouse grey
muisstil dead quiet
muizen mice
mul loose
multifunctioneel multifunctional
multilateraal multilateral
multinationaal multinational
munt coin
muntgeld coins
muntgelt coins
muntjes coins
muntvakje coin compartment
murw worn down
muskietennet mosquito net
mussen sparrows
muts woolly hat
mutsje small hat
muur wall
muurvast rock solid
muurverf wall paint
muziek music
muziekdienst music service
muziekje music
muzikaal musical
mvg kind regards
mwah meh
mysterieus mysterious
mystiek mystical
mythisch mythical
mythologisch mythological
méér more
míjn my
*n a
na after
naad seam
naadloos seamless
naai sew
naaiatelier sewing workshop
naaimachine sewing machine
naaiwerk stitching
naakt naked
naald needle
naalden needles
naam name
naamstelling account holder name
naamswijziging name change
naar to
naargeestig dismal
naarstig diligently
naartoe to
naast next to
nabij near
nacht night
nachtbeeld night vision
nachtbezorging night delivery
nachtbrakers night owls
nachtcrème night cream
nachtdienst night shift
nachtdiensten night shifts
nachten nights
nachtje night
nachtjes nights
nachtkastje bedside table
nachtkastjes bedside tables
nachtportier night porter
nachts at night
nachttrein night train
nachtverpleger night nurse
nachtvoeding night feed
nachtvorst night frost
nachtwandelingen night walks
nada nothing
nadat after
nadeel disadvantage
nadelig disadvantageous
naden seams
nadenken think
nader closer
naderen approach
nadruppelt drips afterwards
nagaan check
nagebouwd rebuilt
nagedacht thought about
nagekeken checked
nagekomen fulfilled
nagel nail
nagelaten failed
nagellak nail polish
nagels nails
nagestuurd sent on
nageven concede
naheffing additional charge
najaar autumn
nakijken check
nakomt keeps
nalatig negligent
nam took
namaak counterfeit
namelijk namely
namen names
namens on behalf of
naoorlogs post-war
napoleontisch napoleonic
narcistisch narcissistic
nare nasty
narrig grumpy
nasi fried rice
*nat wet
nationaal national
nationale national
nationalistisch nationalist
natte wet
natter wetter
natuurbeelden nature footage
natuurlijk of course
natuurlijke natural
natuurwetenschappelijk scientific
nauw narrow
nauwelijks hardly
nauwgezet meticulous
nauwkeurig accurate
nauwkeurigheid accuracy
nauwsluitend tight-fitting
navigatie navigation
navoelbaar relatable
navolgend following
navraag enquiry
navrant distressing
navulinkt refill ink
naïef naive
*ne a
nederland netherlands
nederlands dutch
nederlandse dutch
nederlandstalig dutch-speaking
nee no
neef cousin
neefje nephew
neem take
neemt takes
neen no
neer down
neergeknuppeld clubbed down
neertelt pays
neerzetten put down
nefast disastrous
negatief negative
negeer ignore
negen nine
negenendertig thirty-nine
negenennegentig ninety-nine
negentien nineteen
negentig ninety
negeren ignore
nek neck
nekkussen neck pillow
nemen take
nen a
neofascistisch neo-fascist
neonazistisch neo-nazi
nep fake
nepmail fake email
nepprofielen fake profiles
nepsite fake site
nergens nowhere
nerven grain
nerveus nervous
net just
netbeheerder grid operator
netelig tricky
netjes neatly
nette neat
netwerk network
neurenbergs from nuremberg
neurologisch neurological
neurotisch neurotic
neus nose
neusje little nose
neusvleugels nostrils
neutraal neutral
nevelachtig misty
nevengeschikt coordinate
*ni not
nicht cousin
nichterig camp
nichtje niece
nie not
niemand nobody
niemandsland no man's land
niemendalletje trifle
nierfalen kidney failure
nierproblemen kidney problems
niet not
niets nothing
nietsvermoedend unsuspecting
nietszeggend meaningless
nieuw new
nieuwbakken brand new
nieuwbouw new build
nieuwe new
nieuwelingen newcomers
nieuwjaarsdag new year's day
nieuws news
nieuwsbrief newsletter
nieuwsgierig curious
nihilistisch nihilistic
nijpend acute
niks nothing
nimal no one
nipt narrowly
nis niche
niveau level
nix nothing
*nl netherlands
*nobel noble
noch nor
nochtans nevertheless
nodeloos needlessly
nodig needed
noem call
noemde called
noemden called
noemen call
noemenswaardig worth mentioning
noemt calls
noest diligent
nog still
nogal rather
nogaltijd still
nogmaals once again
nogsteeds still
nood need
noodbatterij emergency battery
noodfonds emergency fund
noodgedwongen out of necessity
noodgevallen emergencies
noodknop emergency button
noodlijn emergency line
noodlottig fatal
noodnummer emergency number
noodoplossing emergency solution
noodoproep emergency call
noodoproepen emergency calls
noodoproepknop emergency call button
noodpakket emergency kit
noodpas emergency passport
noodplan emergency plan
noodrem emergency brake
noodstroom emergency power
noodstroomaggregaat emergency generator
noodzakelijk necessary
nooit never
noorwegen norway
noot nut
nopjes delighted
noppenfolie bubble wrap
noppes nothing
normaal normal
normale normal
nors surly
nostalgie nostalgia
nostalgisch nostalgic
nota bill
notaris notary
noteert notes
noten nuts
notenallergie nut allergy
nou well
npo public broadcaster
nr number
nu now
nuchter sober
nukkig moody
nul zero
nummer number
nummerporting number porting
nummers numbers
nummerweergave caller id
nurks grumpy
nutteloos useless
nuttig useful
*nvm never mind
ná after
nóg even
nú now
*o oh
ober waiter
objectief objective
obligaat obligatory
obscuur obscure
obsessief obsessive
obstinaat obstinate
ocharme poor thing
ochtend morning
ochtenden mornings
ochtendjas dressing gown
ochtends in the morning
oecumenisch ecumenical
oefenbundel exercise book
oefenen practise
oefening exercise
oefenvragen practice questions
oei oops
oenig silly
oeps oops
oersaai deadly boring
oersterk extremely strong
oeverloos endless
*of or
offensief offensive
offerte quote
offertes quotes
officieel official
officiers officers
officieus unofficial
ofline offline
oftewel in other words
ofzo or something
ogen eyes
ogenblik moment
ogenblikkelijk immediately
ogenschijnlijk seemingly
*ohh oh
ohja oh yes
oja oh yes
*ok okay
oke okay
okee okay
okergeel ochre yellow
oksels armpits
oktober october
oké okay
olie oil
oliedom very stupid
olifant elephant
olympisch olympic
om to
oma grandma
oma's grandma's
omboeken rebook
omcirkelen circle
omdat because
omdraaien turn over
*omg oh my god
omgaan deal with
omgeboekt rebooked
omgekeerd reversed
omgeleid diverted
omgeruild exchanged
omgevallen fallen over
omgeving area
omgezet converted
omheen around it
omhoog up
omineus ominous
omlaag down
omleiding diversion
ommegaande by return
ompraten persuade
omroepstem announcer voice
omruil exchange
omruilen exchange
omruiling exchange
omschreven described
omschrijving description
omslachtig cumbersome
omslag cover
omspoelen rinse
omstandigheden circumstances
omstandigheid circumstance
omstreken surrounding area
omvalt falls over
omvormer inverter
omwisselen exchange
omzet turnover
omzetten convert
omzetting conversion
omzichtig cautious
onaangenaam unpleasant
onaangepast maladjusted
onaangevochten unchallenged
onaantastbaar untouchable
onaantrekkelijk unattractive
onaanzienlijk insignificant
onaardig unkind
onacceptabel unacceptable
onachtzaam careless
onaf unfinished
onafgebroken uninterrupted
onafgemaakt unfinished
onafhankelijk independent
onafwendbaar inevitable
onafzienbaar endless
onalledaags unusual
onbaatzuchtig selfless
onbarmhartig merciless
onbeantwoord unanswered
onbedachtzaam thoughtless
onbedoeld unintentional
onbedreigd unthreatened
onbeduidend insignificant
onbedwingbaar uncontrollable
onbegaanbaar impassable
onbegrensd unlimited
onbegrepen misunderstood
onbegrijpelijk incomprehensible
onbehaaglijk uncomfortable
onbeheersbaar uncontrollable
onbeheerst uncontrolled
onbeholpen clumsy
onbehoorlijk improper
onbekend unknown
onbekende unknown
onbelangrijk unimportant
onbeleefd impolite
onbelemmerd unhindered
onbenullig trivial
onbenut unused
onbepaald indefinite
onbeperkt unlimited
onbereikbaar unreachable
onberekenbaar unpredictable
onberoerd untouched
onbeschadigd undamaged
onbeschermd unprotected
onbeschoft rude
onbeschofter ruder
onbeschrijfelijk indescribable
onbestaand non-existent
onbestemd vague
onbestreden undisputed
onbesuisd reckless
onbetamelijk improper
onbetreden untrodden
onbetrouwbaar unreliable
onbetwist undisputed
onbetwistbaar indisputable
onbevangen open-minded
onbevattelijk incomprehensible
onbevredigd unsatisfied
onbevredigend unsatisfactory
onbewogen unmoved
onbewolkt cloudless
onbewolkte cloudless
onbewoonde uninhabited
onbewust unconscious
onbezonnen rash
onbezorgd carefree
onbillijk unfair
onbreekbaar unbreakable
onbuigzaam inflexible
onchristelijk ungodly
oncomfortabel uncomfortable
oncontroleerbaar uncontrollable
onconventioneel unconventional
ondankbaar ungrateful
ondanks despite
ondemocratisch undemocratic
ondenkbaar unthinkable
onder under
onderaan at the bottom
onderbroek underpants
onderbroken interrupted
onderbuurvrouw downstairs neighbour
onderdeel part
onderdelen parts
onderdoorgang underpass
onderdraad bobbin thread
ondergeschikt subordinate
ondergoed underwear
onderhand by now
onderhandeling negotiation
onderhoud maintenance
onderhoudend entertaining
onderhoudsbeurt maintenance service
onderhoudscontract maintenance contract
onderhoudsvrij maintenance-free
onderhuids under the surface
onderin at the bottom
onderjurk slip
onderkant underside
onderliggend underlying
onderling mutual
ondermaats substandard
onderontwikkeld underdeveloped
onderrug lower back
onderschat underestimated
onderscheiden distinguish
onderst bottom
onderstaand below
onderste bottom
ondersteboven upside down
ondersteunen support
ondersteuning support
ondersteunt supports
onderstreept underlines
ondertiteling subtitles
ondertitels subtitles
ondertussen meanwhile
onderverhuurd sublet
ondervoed undernourished
onderweg on the way
onderwerp subject
onderzoek investigation
onderzoeken investigate
ondeskundig inexpert
ondeugdelijk unsound
ondeugend naughty
ondeugende naughty
ondoelmatig inefficient
ondoenlijk unfeasible
ondoordacht ill-considered
ondoordringbaar impenetrable
ondoorgrondelijk unfathomable
ondoorzichtig opaque
ondrinkbaar undrinkable
ondubbelzinnig unambiguous
onduidelijk unclear
oneens disagreeing
oneerbaar indecent
oneerbiedig disrespectful
oneerlijk unfair
oneetbaar inedible
oneffen uneven
oneindig infinite
onervaren inexperienced
onevenaarbaar matchless
onevenwichtig unbalanced
onfatsoenlijk indecent
onfeilbaar infallible
onfris unsavoury
ongeboren unborn
ongebreideld unbridled
ongebruikelijk unusual
ongebruikt unused
ongebruikte unused
ongecompliceerd uncomplicated
ongecontroleerd uncontrolled
ongecoördineerd uncoordinated
ongedaan undone
ongedisciplineerd undisciplined
ongeduldig impatient
ongefundeerd unfounded
ongehinderd unhindered
ongehoord outrageous
ongekend unprecedented
ongekroond uncrowned
ongekunsteld unaffected
ongeldig invalid
ongelegen inconvenient
ongelezen unread
ongelijk uneven
ongelijke uneven
ongelijkmatig unevenly
ongelimiteerd unlimited
ongelofelijk unbelievable
ongelofeloos unbelievable
ongelooflijk unbelievable
ongeloofwaardig implausible
ongelovig disbelieving
ongeluk accident
ongelukkig unhappy
ongemak inconvenience
ongemakkelijk uncomfortable
ongemerkt unnoticed
ongenadig merciless
ongeneeslijk incurable
ongenuanceerd unnuanced
ongeopend unopened
ongepast inappropriate
ongepeld unpeeled
ongeremd uninhibited
ongerept unspoilt
ongerijmd absurd
ongerust worried
ongeschikt unsuitable
ongeschonden undamaged
ongesteld on her period
ongestoord undisturbed
ongetwijfeld undoubtedly
ongevaarlijk harmless
ongeveer about
ongewapend unarmed
ongewassen unwashed
ongewisse uncertainty
ongewoon unusual
ongezeglijk disobedient
ongezond unhealthy
ongezouten unsalted
ongeëvenaard unparalleled
ongeïnspireerd uninspired
ongeïnteresseerde uninterested
ongrijpbaar elusive
ongunstig unfavourable
onguur shady
ongveer approximately
onhandig inconvenient
onhandige inconvenient
onhebbelijk rude
onheilspellend ominous
onherbergzaam inhospitable
onherkenbaar unrecognisable
onherroepelijk irrevocable
onheuglijk immemorial
onhoudbaar untenable
onhygiënisch unhygienic
oninteressant uninteresting
onjuist incorrect
onkerkelijk non-churchgoing
onkruidbrander weed burner
onkuis unchaste
onkwetsbaar invulnerable
onleefbaar unliveable
onleesbaar illegible
onlogisch illogical
onlosmakelijk inextricably
onmachtig powerless
onmenselijk inhuman
onmetelijk immense
onmiddellijk immediately
onmisbaar indispensable
onmiskenbaar unmistakable
onmogelijk impossible
onmondig dependent
onnadrukkelijk unobtrusive
onnaspeurbaar untraceable
onnaspeurlijk inscrutable
onnatuurlijk unnatural
onnavolgbaar inimitable
onneembaar impregnable
onnodig unnecessary
onnozel silly
onofficieel unofficial
onomstotelijk irrefutable
onomstreden uncontroversial
onomwonden frankly
ononderbroken uninterrupted
onontbeerlijk indispensable
onontkoombaar inescapable
onooglijk unsightly
onopgehelderd unsolved
onopgelost unresolved
onopgevoed ill-mannered
onophoudelijk incessant
onoplosbaar unsolvable
onopvallend inconspicuous
onoverbrugbaar unbridgeable
onoverkomelijk insurmountable
onovertroffen unsurpassed
onoverwinnelijk invincible
onoverzichtelijk confusing
onpeilbaar unfathomable
onpersoonlijk impersonal
onplezierig unpleasant
onprettig unpleasant
onproductief unproductive
onrealistisch unrealistic
onrechtvaardig unjust
onredelijk unreasonable
onrendabel unprofitable
onrijp unripe
onrust unrest
onrustbarend alarming
onrustig restless
ons us
onsamenhangend incoherent
onschadelijk harmless
onschatbaar invaluable
onscherp blurry
onschuldig innocent
onsmakelijk unappetising
onsportief unsporting
onsterfelijk immortal
onstuimig stormy
onstuitbaar unstoppable
onsympathiek unlikeable
ontbijt breakfast
ontbijtbuffet breakfast buffet
ontbijten have breakfast
ontbind terminate
ontbrak was missing
ontbraken were missing
ontbreekt is missing
ontbreken are missing
ontdaan upset
ontdek discover
ontdekken discover
ontdekking discovery
ontdekt discovered
ontdooid defrosted
ontdooit defrosts
ontelbaar countless
ontelbare countless
ontembaar untameable
onterecht unjustified
ontevreden dissatisfied
ontgoocheld disillusioned
onthand inconvenienced
ontharingsapparaat hair removal device
onthoud remember
onthouden remember
onthoudt remembers
onthutst bewildered
ontkalken descale
ontken deny
ontkennen deny
ontkent denies
ontknoping denouement
ontlucht bled
ontluchten bleed
ontluisterend disillusioning
ontmoet met
ontmoeting meeting
ontoegankelijk inaccessible
ontoerekeningsvatbaar not accountable
ontploffen explode
ontploft explodes
ontroerd moved
ontroerend moving
ontrollen unroll
ontsla dismiss
ontslaan dismiss
ontslagen dismissed
ontsnappen escape
ontsnapping escape
ontsnapt escapes
ontspannen relaxed
ontspannend relaxing
ontsteekt ignites
ontvagen receive
ontvang receive
ontvange receive
ontvangen received
ontvanger recipient
ontvangst reception
ontvangstbevestiging confirmation of receipt
ontving received
ontvlambaar flammable
ontvoerd kidnapped
ontvoerders kidnappers
ontwerp design
ontwerpatelier design studio
ontwerper designer
ontzaglijk enormous
ontzagwekkend awe-inspiring
ontzet appalled
ontzettend terribly
ontzettende terrible
ontzield lifeless
onuitputtelijk inexhaustible
onuitroeibaar ineradicable
onuitsprekelijk unspeakable
onuitstaanbaar insufferable
onuitvoerbaar unworkable
onuitwisbaar indelible
onveilig unsafe
onverantwoord irresponsible
onverantwoordelijk irresponsible
onverbloemd blunt
onverbrekelijk unbreakable
onverdacht unsuspected
onverdeeld undivided
onverdroten tireless
onverenigbaar incompatible
onvergankelijk imperishable
onvergeeflijk unforgivable
onvergetelijk unforgettable
onverhard unpaved
onverhoeds unexpected
onverklaarbaar inexplicable
onverkwikkelijk unsavoury
onvermijdelijk inevitable
onverstaanbaar unintelligible
onverstandig unwise
onvertogen improper
onverwacht unexpected
onverwachts unexpectedly
onverwoestbaar indestructible
onverzettelijk unyielding
onvindbaar untraceable
onvoldoende insufficient
onvolledig incomplete
onvolmaakt imperfect
onvolprezen unsurpassed
onvolwassen immature
onvoorspelbaar unpredictable
onvoorstelbaar unimaginable
onvoorwaardelijk unconditional
onvoorzichtig careless
onvoorzien unforeseen
onvriendelijk unfriendly
onvriendelijke unfriendly
onvrijwillig involuntary
onwaarschijnlijk unlikely
onwankelbaar unshakeable
onweerlegbaar irrefutable
onweerstaanbaar irresistible
onwel unwell
onwelkom unwelcome
onwennig ill at ease
onwenselijk undesirable
onwerkbaar unworkable
onwerkelijk unreal
onwetend ignorant
onwezenlijk unreal
onwijs super
onwillekeurig involuntary
onwrikbaar unshakeable
onzacht rough
onzalig unfortunate
onze our
onzedelijk immoral
onzeker uncertain
onzichtbaar invisible
onzin nonsense
onzindelijk not toilet-trained
onzinnig nonsensical
onzuiver impure
oog eye
oogje eye
oogjes eyes
oogleden eyelids
oogopslag glance
oogpunt point of view
oogt looks
ooit ever
ook also
oom uncle
oor ear
oorbellen earrings
oordeel judgement
oordeelkundig judicious
oordopjes earbuds
oordoppen earplugs
oorlog war
oorlogsgebied war zone
oorlogsschip warship
oorlogsverhaal war story
oorlogszuchtig warlike
oorlogvoerend warring
oorspronkelijk original
oortje earphone
oortjes earphones
oorverdovend deafening
oorzaak cause
oorzakelijk causal
oostende ostend
oostenrijk austria
oosters eastern
op on
opa grandpa
opa's grandpa's
opbergboxen storage boxes
opbergzakje storage bag
opblaasbare inflatable
opblazen inflate
opbouwend constructive
opbrengst yield
opdagen show up
opdrachten assignments
opdringerig pushy
opeens suddenly
openbaar public
openbaring revelation
openen open
opengaat opens
opengebroken broken open
opengemaakt opened
opengescheurd torn open
opengezet opened up
opengooit throws open
openhartig candid
openingstijden opening hours
openingstune opening tune
openkras scratch open
openlijk openly
openmaken open
openslaan open
openslijpen grind open
opensprong burst open
opent opens
opereren operate
opfrisbeurt refresher
opgaaf giving reason
opgave task
opgebouwd built up
opgedragen assigned
opgedrongen forced upon
opgedroogd dried up
opgegeten eaten up
opgegeven given
opgehange hung up
opgehangen hung up
opgeheven lifted
opgeklopt exaggerated
opgeknapt refurbished
opgekomen come up
opgelaten embarrassed
opgeleverd completed
opgelicht scammed
opgelost solved
opgelucht relieved
opgemeten measured
opgenomen recorded
opgeplakt stuck on
opgerold rolled up
opgeslagen saved
opgesloten locked up
opgesplitst split up
opgestoken raised
opgestold solidified
opgestuurd sent
opgeteld added up
opgevallen noticed
opgevangen taken care of
opgevouwen folded up
opgewaardeerd topped up
opgezegd cancelled
opgezegt cancelled
opgezet set up
ophaaldienst pickup service
ophaalservice collection service
ophalen pick up
ophangen hang up
opheffen close
ophield stopped
ophouden stop
opkwam came up
oplaadbare rechargeable
oplaadblokje charging plug
opladen charge
oplader charger
oplichter scammer
oplichters scammers
oplichting scam
oploopt increases
oplosbaar soluble
oplossen solve
oplossing solution
oplossingen solutions
opluchting relief
opmeetservice measuring service
opmerkelijk remarkable
opnam answered
opnamelijst recordings list
opnamen recorded
opnames recordings
opneemt answers
opnemen answer
opnieuw again
oppakken pick up
oppas babysitter
oppervlakkig superficial
opportunistisch opportunistic
oprecht sincere
oprekken stretch
oprit driveway
oprolt rolls up
opruiend inflammatory
opruimen tidy up
opschudden fluff up
opslag storage
opsomming list
opstappen get on
opstart starts up
opstarten start up
opsteken learn
opstel set up
opstijgend taking off
opstopping traffic jam
opsturen send
opstuurde sent
opt on the
opticien optician
optie option
optimaal optimal
optimistisch optimistic
optrekt pulls up
opvallend striking
opvalt stands out
opvliegend short-tempered
opvoedbaar educable
opvoedkundig educational
opvolger successor
opvouwbare foldable
opwaarts upward
opwekkend uplifting
opwindend exciting
opwinding excitement
opzeg cancel
opzegbaar cancellable
opzeggen cancel
opzegging cancellation
opzegtermijn notice period
opzegvergoedig cancellation fee
opzegvergoeding cancellation fee
opzettelijk deliberately
opzetten set up
opzichtig flashy
opzienbarend sensational
opzoeken look up
oranje orange
orde order
ordelijk orderly
ordernr order number
ordinair vulgar
oren ears
organisatorisch organisational
organiseer organise
organiseren organise
orgelmuziek organ music
origineel original
originele original
ostentatief ostentatious
oubollig old-fashioned
oud old
oudbakken stale
oude old
oudejaarsavond new year's eve
ouder parent
oudere older
ouderen elderly
ouderloos orphaned
ouders parents
ouderwets old-fashioned
oudheidkundig antiquarian
oudjaar new year's eve
oudste oldest
ouwe old
ov public transport
ovaal oval
ovationeel rapturous
ovenschaal oven dish
ovenvers oven-fresh
*over about
overal everywhere
overbekend well-known
overbodig unnecessary
overboeken transfer
overboeking bank transfer
overboekt overbooked
overbruggingskrediet bridging loan
overbuurvrouw neighbour opposite
overdadig excessive
overdag during the day
overdoen do over
overdrachtelijk figurative
overdreven exaggerated
overdrijven exaggerate
overduidelijk obvious
overeind upright
overgebleven left over
overgehouden left over
overgelukkig overjoyed
overgemaakt transferred
overgenomen taken over
overgeslagen skipped
overgestapt switched
overgezet transferred
overgroot vast
overhaast hasty
overheen over it
overheerlijk delicious
overheersen dominate
overhemd shirt
overhemden shirts
overig remaining
overige other
overigens by the way
overijld hasty
overijverig overzealous
overkant other side
overkoepelend overarching
overkomen happen to
overleden passed away
overledene deceased
overleefd survived
overleg consultation
overlegd consulted
overleggen consult
overleven survive
overlijden death
overlijdensakte death certificate
overlijdensbericht death notice
overlijdensverzekering death insurance
overmaken transfer
overmatig excessive
overmoedig overconfident
overmorgen day after tomorrow
overnachting overnight stay
overname takeover
overnemen take over
overreden run over
overrijp overripe
overschijving transfer
overschreden exceeded
overschrijfing transfer
overschrijven transfer
overschrijving bank transfer
overspannen burned out
overstap switch
overstaphulp switching help
overstappen switch
overstapservice switching service
overstapte switched
overstroomd flooded
overtollig surplus
overtrof exceeded
overtuig convince
overtuigend convincing
overuren overtime
oververhit overheated
overvol overcrowded
overweeg consider
overweg get along
overwegen consider
overweldigend overwhelming
overwinning victory
overwinteren hibernate
overzetten transfer
overzicht overview
overzichtelijk clear
overzichtelijke clear
overzichtje overview
overzien oversee
*pa dad
paaltje post
paar few
paard horse
paardendeken horse blanket
paardenstaart ponytail
paardentabletten horse pills
paars purple
paasweekend easter weekend
pacifistisch pacifist
paddenstoelen mushrooms
padellen play padel
pafferig puffy
pagina page
pagina's pages
paginagrote full-page
*pak suit
pakbon packing slip
pakje small parcel
pakjes small parcels
pakken grab
pakkende catchy
pakket parcel
pakketbijdrage parcel charge
pakketje small parcel
pakketjes parcels
pakketkluis parcel locker
pakketpunt parcel point
pakketten parcels
pakking gasket
pakt grabs
pakte grabbed
pakten grabbed
*pal right
paleisje small palace
palen poles
paljassen clowns
palliatief palliative
palmolie palm oil
pandaogen panda eyes
paneeltjes panels
panelen panels
panfluit pan flute
paniek panic
paniekaanval panic attack
paniekerig panicky
panklaar ready to cook
pannenkoeken pancakes
pannenset pan set
pannetjes small pans
pantoffels slippers
panty tights
pap porridge
*papa dad
papier paper
papieren paper
papiertje piece of paper
paradijselijk heavenly
paradoxaal paradoxical
paramedisch paramedical
paranormaal paranormal
paranoïde paranoid
paraplu umbrella
paraplubak umbrella stand
parasolvoet parasol base
parelt beads up
parfum perfume
parkeeractie parking session
parkeerapp parking app
parkeergarage car park
parkeerpas parking pass
parkeerplaats parking space
parkeerplaatsen parking spaces
parkeert parks
parkeertijd parking time
parkeren parking
parket parquet
particulier private
partieel partial
partij party
partijloos non-party
partijtjes matches
partout at all costs
partytent party tent
pas only just
pasen easter
pasform fit
pasfoto's passport photos
pasgeboren newborn
pasgeborene newborn
pasje card
pasjes cards
paskamer fitting room
paskamers fitting rooms
pasklaar ready-made
pasnummer card number
paspoort passport
paspoorten passports
paspoorthoesje passport cover
passagier passenger
passen fit
passeren pass
passé outdated
*past fits
pastawater pasta water
*paste fitted
pasvorm fit
paswoorden passwords
patatje chips
patchnotes patch notes
paternalistisch paternalistic
pathetisch pathetic
pathologisch pathological
patiënten patients
patriottisch patriotic
patroon pattern
pauselijk papal
pauze break
pauzeknop pause button
pauzeren pause
pct percent
pech bad luck
pechdienst breakdown service
pedalen pedals
peilglas gauge glass
peilloos fathomless
pejoratief pejorative
pel peel
pelt peels
penetrant penetrating
penibel awkward
penningmeester treasurer
penselen paintbrushes
pensioen pension
pensioengerechtigd entitled to pension
pension boarding kennel
peperduur very expensive
*per per
perfecte perfect
perkamentachtig parchment-like
perongeluk accidentally
perplex perplexed
perron platform
pers press
persen press
persing pressing
personage character
personages characters
personeel staff
personen people
persoon person
persoonlijk personally
persoonlijke personal
pervers perverse
perzik peach
pessimistisch pessimistic
*pet cap
petieterig tiny
petje cap
peuter toddler
pfff phew
pffff phew
phishingmail phishing email
picknickmand picnic basket
piek peak
pieker worry
piekfijn spick and span
pienter clever
piep beep
piepen squeak
piepje beep
piepjong very young
piepklein tiny
piepkleine tiny
piepschuimbolletjes polystyrene beads
piept beeps
*pier worm
pijlsnel very fast
pijn pain
pijnlijk painful
pijnloos painless
pik steal
pikant spicy
pikdonker pitch dark
pikken steal
pikt steals
pil pill
pilaar pillar
pillen pills
pilletjes pills
piloot pilot
pilt pills
*pin debit card
pinautomaat cash machine
pinautomaten card machines
pincode pin code
pinda peanut
pindakaas peanut butter
pingeltjes notification pings
*pink little finger
pinksteren whitsun
pinnen pay by card
pinnetje small pin
pinpas debit card
pinstoring card payment outage
*pint beer
pinterminal card terminal
pipetje pipette
pissig pissed off
piste ski slope
pittig spicy
pittoresk picturesque
pizzaboer pizza guy
pizzakoerier pizza courier
plaat plate
plaatje picture
plaatjes pictures
plaats place
plaatse spot
plaatselijk local
plaatselijke local
plaatsen place
plaatsing placement
plaatsten placed
plaatsvervangend acting
plafond ceiling
plagerig teasing
plaid blanket
plak slice
plakband sticky tape
plakje slice
plakken stick
plakkerig sticky
plakkerige sticky
plakkertje sticker
plakt sticks
plakte stuck
plank shelf
planken shelves
plankje small shelf
plannen plans
*planning schedule
planten plants
plantenbakje planter
plantjes little plants
plas puddle
plasje puddle
plaspauze toilet break
plastiek plastic
plastisch plastic
plat flat
platen records
platenspeler record player
platte flat
plattegrond map
platvloers crude
plausibel plausible
plechtig solemn
plechtstatig solemn
plee loo
plein square
pleister plaster
pleisters plasters
plek place
plekje spot
plekjes spots
plekke spot
plekken places
plenair plenary
plensbuien downpours
pletter smithereens
plezant pleasant
plezier pleasure
plezierig pleasant
plichtmatig dutiful
plichtsgetrouw dutiful
plinten skirting boards
ploeg team
ploegendienst shift work
plof thud
plots suddenly
plotseling suddenly
plotselinge sudden
pluggen plugs
pluim compliment
pluist pills
pluizen fluff
pluizenfilter lint filter
pluizige fluffy
pluspunt plus point
pluspunten plus points
plussers seniors
poeder powder
poef pouf
poes cat
poeslief sugary sweet
poespas fuss
poetsdoeken cleaning cloths
poetsen clean
poetsgedrag brushing behaviour
poetst brushes
pogingen attempts
pokkeherrie damn noise
pokkenherrie hellish noise
pokébowl poke bowl
poliklinisch outpatient
polis policy
politie police
politiebusje police van
politiek politics
politioneel police
pols wrist
polsbandje wristband
polsen wrists
pomp pump
pompeus pompous
pompje pump
pompoenen pumpkins
pompstation petrol station
pony fringe
pools polish
poort gate
poot leg
pootjes legs
*pop doll
poppenstoeltje doll chair
poppetje doll
poppetjes little figures
populair popular
populistisch populist
portaal portal
portemonee wallet
portemonnee wallet
portering number porting
porties portions
portomonee wallet
positie position
positief positive
positiefs positive
positiekleding maternity wear
*post mail
postbode postman
postcode postal code
postcodegebied postcode area
postduif carrier pigeon
postjes jobs
postkantoor post office
potdicht shut tight
poten legs
potentieel potential
potig burly
potje jar
potjes jars
potloden pencils
potsierlijk ridiculous
pover poor
powerbank power bank
poëtisch poetic
praalziek ostentatious
praat talks
praatcoupé talking compartment
praatje chat
praatte talked
praatziek talkative
pracht beauty
prachtig magnificent
prachtige beautiful
praktijk practice
praktisch practical
praten talk
precair precarious
precies exactly
preekt preaches
prematuur premature
premie premium
premieverhoging premium increase
prenataal prenatal
prentenboek picture book
*preorder pre-order
presbyteriaans presbyterian
pretentie pretension
pretentieus pretentious
prettig pleasant
prettiger more pleasant
priegelig fiddly
prijkt adorns
prijs price
prijsbewust price-conscious
prijsgarantie price guarantee
prijsje price
prijskaartje price tag
prijsklasse price range
prijsverhoging price increase
prijsvraag contest
prijzen prices
prijzig pricey
prik prick
prikken prick
prikt pricks
prikte stung
pril early
prima fine
primordiaal primordial
principaal principal
principieel principled
prins prince
prinses princess
printen print
printte printed
prioriteiten priorities
privaat private
privaatrechtelijk under private law
privacywaakhond privacy watchdog
prive private
privé private
probaat effective
probeer try
probeerde tried
probeert tries
proberen try
probleem problem
problemen problems
procent percent
produceert produces
producties productions
productteam product team
proef trial
proefjes experiments
proefmaand trial month
proefondervindelijk by experiment
proefpakketje trial package
proefperiode trial period
proefzitten try sitting
proeven taste
professioneel professional
profetisch prophetic
proficiat congratulations
profiel profile
profijtelijk profitable
programma programme
programma's programmes
programmeurs programmers
progressief progressive
proletarisch proletarian
promotie promotion
*prompt promptly
pronken show off
prop wad
propagandistisch propagandist
propere clean
proportioneel proportional
proppen stuff
propvol packed
protectionistisch protectionist
protestants protestant
protesteren protest
proteïneshake protein shake
protocollair according to protocol
protserig showy
provinciaal provincial
provincie province
provoceren provoke
prozaïsch prosaic
prul piece of junk
prullenbak bin
prutsen mess about
prutsers bunglers
psychisch mental
psychologisch psychological
psychopathisch psychopathic
psychosociaal psychosocial
psychosomatisch psychosomatic
puber teenager
puberaal adolescent
pubers teenagers
publiek audience
publieke public
publieksvriendelijk public-friendly
puf energy
puik excellent
puike excellent
puilt bulges
puk puk code
pukcode puk code
pulken pick
pulp trash
punctueel punctual
*punt point
punten points
puntensaldo points balance
puntentelling scoring
puntig pointed
puntje point
puntjes dots
puppycursus puppy class
*pure pure
pushbericht push notification
pushje push notification
*put drain
putje drain
puur pure
puzzel puzzle
puzzelen puzzle
puzzels puzzles
puzzelt does puzzles
puzzeltje puzzle
pyjama pyjamas
qua in terms of
quasi supposedly
*r there
raad advice
raadde advised
raadselachtig mysterious
raadt guesses
raak hit
raakt gets
raakte got
raam window
raamdoek window cloth
raamplaats window seat
raar strange
raciaal racial
racistisch racist
*rad fast
raden guess
radiatorfolie radiator foil
rafelde frayed
rafelen fray
rafelt frays
ragfijn gossamer-thin
raisonnabel reasonable
raken touch
raketten rockets
*ramen windows
rammeld rattles
rammelt rattles
*ramp disaster
rampspoedig disastrous
rampzalig disastrous
rancuneus vindictive
*rand edge
randen edges
randje edge
ranglijst ranking
ranzig rancid
*rap quickly
*rare weird
ras breed
rasperig raspy
ratelen rattle
rationalistisch rationalist
rationeel rational
ratten rats
rauw raw
rauwheid rawness
razend furious
razendsnel super fast
reactie response
reactieknop reply button
reactionair reactionary
reageer respond
reageerd responds
reageerde responded
reageert responds
reageren respond
realiseerbaar feasible
realistisch realistic
recalcitrant defiant
recensie review
recensies reviews
recept recipe
recepten recipes
receptie reception
rechercheur detective
recht right
rechtbank court
rechte straight
rechten rights
rechter right
rechterkant right side
rechtgeaard right-minded
rechtgezet put right
rechtlijnig straightforward
rechtop upright
rechts right
rechtschapen righteous
rechtstreeks directly
rechtszaak lawsuit
rechtvaardig just
rechtvaardigt justifies
rechtzetten put right
reclame advertising
reclamebudget advertising budget
reclamebureau advertising agency
reclames adverts
redacteur editor
redde saved
reddeloos beyond saving
redden save
redding rescue
redekundig rhetorical
redelijk reasonable
redelijke reasonable
redeloos irrational
reden reason
redenen reasons
*reed rode
reeds already
reep bar
reet arse
referentie reference
reflecterende reflective
regel line
regelaar controller
regelbaar adjustable
regelboek rule book
regelde arranged
regelen arrange
regeling arrangement
regelmatig regularly
regelmatige regular
regelmatiger more regularly
regelrecht straight
regels rules
regelt arranges
regeltjes rules
regen rain
regenachtig rainy
regenachtige rainy
regenbroek rain trousers
regendicht rainproof
regendruppel raindrop
regenhoesje rain cover
regenjassen raincoats
regenlaarzen rain boots
regenpak rain suit
regenton rain barrel
regering government
regio region
*register index
registratie registration
reikhalzend longingly
rein pure
reinigen clean
reis trip
reisadapters travel adapters
reisapp travel app
reisbijstand travel assistance
reisbundel travel bundle
reisbureau travel agency
reisdocumenten travel documents
reisdossier travel file
reisetui travel case
reisfactuur travel invoice
reisgebeuren travel stuff
reisgezelschap travel party
reisgids travel guide
reisgidsen travel guides
reisje trip
reiskussen travel pillow
reisleider tour guide
reisleiding tour guide
reisorganisatie travel company
reisplanner journey planner
reissom travel sum
reist travels
reisverzekering travel insurance
reizen travel
reiziger traveller
reizigers travellers
rek rack
rekbaar stretchy
reken count
rekende charged
rekenen calculate
rekenfouten calculation errors
rekenfoutje calculation error
rekening bill
rekeningen bills
rekeningnummer account number
rekeningoverzicht account statement
rekenkundig arithmetical
rekenmachine calculator
rekent charges
rekje small rack
reklame advertising
rekt stretches
relatie relationship
relatief relatively
relatieproblemen relationship problems
relationeel relational
relaxfauteuil recliner
relaxt relaxed
releasedag release day
religieus religious
remblokken brake pads
remmen brakes
remonstrants remonstrant
remt brakes
ren run
renaissancistisch renaissance
renden ran
rente interest
rentte interest
reparateur repairman
reparatie repair
reparatiestatus repair status
repareren repair
repressief repressive
rept mentions
republikeins republican
reserveknopen spare buttons
reserveren reserve
reservering reservation
reserveringskantoor reservation office
reservetas spare bag
reservewiel spare wheel
reservoir container
resetlink reset link
resetten reset
resistent resistant
respectabel respectable
respectievelijk respectively
respectloos disrespectful
respectvol respectful
restbetaling remaining payment
resterende remaining
restitueerbaar refundable
restitutie refund
restje leftover
restrictief restrictive
restwaarde residual value
resultaat result
retorisch rhetorical
retour return
retouradres return address
retourbon return slip
retourcode return code
retourdoos return box
retouren returns
retourformulier return form
retourkosten return costs
retourlabel return label
retourneren return
retourpakket return parcel
retourpunt return point
retoursysteem return system
retourtermijn return period
retourzakje return bag
retourzendingen returns
retrospectief retrospective
reuma rheumatism
reumatisch rheumatic
reusachtig gigantic
reuze hugely
reëel realistic
rhodos rhodes
riant spacious
richt aims
richten aim
richting direction
ridicuul ridiculous
riem belt
riempje strap
riempjes straps
riep called
riepen called
riet reed
rieten wicker
rietje straw
rigide rigid
rigoureus rigorous
rij queue
rijbewijs driving licence
rijbewijsnummer driving licence number
rijd drive
rijden drive
rijdt drives
rijen rows
rijk rich
rijlaarzen riding boots
rijm rhyme
rijmpjes rhymes
rijp ripe
rijschool driving school
rijsel lille
rijst rice
rijtuig carriage
rillingen shivers
rimpelig wrinkly
rimpels wrinkles
ringen rings
ringetje ring
riool sewer
risico risk
riskant risky
rit ride
ritjes rides
ritme rhythm
rits zip
ritselt rustles
ritssluiting zip
ritueel ritual
robotmaaier robot mower
robuust robust
rode red
roede rail
roekeloos reckless
roemenie romania
roemloos inglorious
roemrijk glorious
roemrucht illustrious
roemruchtig illustrious
roemvol glorious
roepen call
roept calls
roerei scrambled eggs
roerend touching
roerig turbulent
roerloos motionless
roest rust
roestkleurig rust-coloured
roestplekken rust spots
roeten soot
roetzwart soot black
rok skirt
roken smoke
rokerig smoky
rolkoffer wheeled suitcase
rollator walking frame
rollen roll
rolletje roll
rolletjes rolls
rolstoel wheelchair
rolstoelassistentie wheelchair assistance
rolt rolls
romaans romanesque
*roman novel
romantisch romantic
romeins roman
romig creamy
rommel junk
rommelig messy
rommelmarkt flea market
rompertjes baby bodysuits
rond around
rondbrengt delivers
ronde round
rondje round
rondjes laps
rondkomen make ends meet
rondkruipt crawls around
rondom around
rondreis tour
rondscharrelen potter around
ronduit downright
rondvaartboot tour boat
ronken hum
rood red
roodborstjes robins
roodbruin reddish brown
roodharige red-haired
rook smoke
rookalarm smoke alarm
rookmelder smoke detector
rookte smoked
*rooms roman catholic
roos rose
roosjes roses
rooskleurig rosy
rooster grill
roosters schedules
roosterwijziging schedule change
rossig reddish
*rot rotten
rotdag lousy day
rotding damn thing
roteren rotate
rotmaand lousy month
rots rock
rotsvast rock solid
*rotten rot
rotweer rotten weather
rotzooi mess
routinematig routine
routineus routine
rouwig sorry
rouwkrans funeral wreath
royaal generous
roze pink
rozen roses
rozengeur rose scent
rubbertje rubber piece
rudimentair rudimentary
rug back
rugklachten back problems
rugpijn back pain
rugzak backpack
ruik smell
ruiken smell
ruikt smells
ruil exchange
ruilen exchange
ruim spacious
ruimde cleaned up
ruimdenkend broad-minded
ruime spacious
ruimen clear
ruimere wider
ruimhartig generous
ruimschoots amply
ruimte space
ruis noise
ruisonderdrukking noise cancelling
ruist hisses
ruiste hissed
ruiten windows
ruitenwissers windscreen wipers
ruitschade window damage
ruk rubbish
rul loose
rusland russia
russische russian
rust peace
rusteloos restless
rusten rest
rusthuis retirement home
rustiek rustic
rustig calm
rustiger calmer
ruw rough
ruzie argument
ruziemaken quarrel
ruziën quarrel
rücksichtslos ruthless
*s in the
saai boring
sabbelt sucks
sadistisch sadistic
saillant striking
salade salad
salaris salary
salarisdag payday
salderen net metering
saldo balance
salontafel coffee table
salsales salsa lesson
samen together
samengevat summarised
samenhangend coherent
samenkomen come together
samenkomt comes together
samenstelling composition
samenvattend in summary
samenvatting summary
samenvattingen summaries
samenvoegen merge
samenwonen live together
sandaal sandal
sandalen sandals
sanmarinees sammarinese
sap juice
sappig juicy
sarcasme sarcasm
sarcastisch sarcastic
sardinie sardinia
sardonisch sardonic
sarren tease
satanisch satanic
saturnus saturn
saus sauce
savegame saved game
scandaleus scandalous
scandinavische scandinavian
scannen scan
scepsis scepticism
sceptici sceptics
sceptisch sceptical
schaafwonden grazes
schaal bowl
schaaltje small bowl
schaalverdeling scale markings
schaam ashamed
schaamteloos shameless
schaap sheep
schaapachtig sheepish
schaar scissors
schaars scarce
schaartje small scissors
schaatsen ice skates
schacht shaft
schade damage
schadeformulier damage form
schadelijk harmful
schades damages
schadevrij claim-free
schaduw shadow
schaduwdoek shade sail
schakel switch
schakelaar switch
schakelen switch
schalks mischievous
schamel meagre
schamen be ashamed
schamper scornful
schandalig outrageous
schande disgrace
schandelijk disgraceful
schapen sheep
schappelijk reasonable
schappen shelves
scharnier hinge
schat darling
schatje sweetheart
schatrijk very rich
schattig cute
schattige cute
scheef crooked
scheel cross-eyed
scheelde differed
scheelt saves
scheenbenen shins
scheepsrecht lucky (third time)
scheeraparaat shaver
scheerapparaat shaver
scheert shaves
scheiding divorce
scheidsrechterlijk arbitral
schelden swear
schelen differ
schema schedule
schemerachtig dim
schemert shows through
schenen seemed
schepen ships
scheren shave
scherm screen
schermafdruk screenshot
schermen screens
schermpje small screen
scherp sharp
scherpe sharp
scherpschuttersdiploma sharpshooter certificate
scherpstelt focuses
scherpzinnig astute
scherven shards
scheur tear
scheurde tore
scheuren tears
scheurt tears
scheurtje small tear
schichtig skittish
schiet shoots
schieten shoot
schietklaar ready to fire
schijf disk
schijnbaar apparently
schikking settlement
schikt suits
schil peel
schilder painter
schilderachtig picturesque
schilderij painting
schilderijen paintings
schilderijlijst picture frame
schilderles painting lesson
schildpad tortoise
schilferde flaked
schilferig flaky
schilfers flakes
schilfertje flake
schimmel mould
schimmelig mouldy
schimmelt moulds
schimmig shadowy
schip ship
schipper skipper
schitterend brilliant
schitterende brilliant
schizofreen schizophrenic
schlemielig pathetic
schoenbreedte shoe width
schoenen shoes
schoenveters shoelaces
schoffel hoe
schoften bastards
schok shock
schokkend shocking
schommel swing
schommelstoel rocking chair
schommelt fluctuates
schone clean
schoner cleaner
schonkig bony
schoof slid
schoolbel school bell
schoolboeken school books
schooljaar school year
schoolmeesterachtig schoolmasterish
schoolspullen school supplies
schooltas school bag
schoolvakanties school holidays
schoon clean
schoongeveegd wiped clean
schoonheidsspecialiste beautician
schoonmaak cleaning
schoonmaakmiddel cleaning product
schoonmaakmiddelen cleaning products
schoonmaakrobot cleaning robot
schoonmaakt cleans
schoonmaken clean
schoonmoeder mother-in-law
schoonmoeders mothers-in-law
schoonpeuteren pick clean
schoonspoelen rinse clean
schoonvader father-in-law
schoonzus sister-in-law
schoorsteenveger chimney sweep
schoot shot
schop kick
schor hoarse
schors bark
schorten aprons
schot shot
schotland scotland
schouder shoulder
schouderband shoulder strap
schouderbanden shoulder straps
schouders shoulders
schout sheriff
schrander clever
schrap delete
schreef wrote
schreeuwen shout
schreeuwerige garish
schreeuwt screams
schreven wrote
schriel scrawny
schrijf write
schrijffouten spelling mistakes
schrijfster female writer
schrijfstijl writing style
schrijft writes
schrijnend harrowing
schrijven write
schrijver writer
schrik fright
schrikbarend alarming
schrikt is startled
schril shrill
schroefdraad screw thread
schroefje small screw
schroefjes small screws
schroeilucht burning smell
schroeven screws
schroevendraaiers screwdrivers
schrok was startled
schuchter timid
schuif slide
schuifbediening slide control
schuifje slider
schuift slides
schuim foam
schuin slanted
schuins slanting
schuitje boat
schuiven slide
schuld fault
schuldhulp debt assistance
schuldig guilty
schunnig obscene
schuren sanding
schurftig mangy
schurk villain
schut embarrassed
schutting fence
schuur shed
schuurplekken chafe marks
schuurtje shed
schuw shy
screenprotector screen protector
screentest screen test
scriptie thesis
scrupuleus scrupulous
scène scene
*se his
seconde second
seconden seconds
secretaresse secretary
secuur precise
sedert since
sefardisch sephardic
seintje heads-up
seismisch seismic
seizoen season
seizoenen seasons
seizoensgroente seasonal vegetables
seksistisch sexist
seksueel sexual
sektarisch sectarian
selfmade self-made
senioren seniors
sensatiebelust sensation-seeking
sensationeel sensational
sensibel sensitive
sensorlamp sensor light
sentimentaliteit sentimentality
sentimenteel sentimental
separaat separate
sereen serene
*serie series
serienummer serial number
serieus serious
servertje server
servicekosten service charges
servicemonteur service engineer
servicepunt service point
servies tableware
sessie session
sessies sessions
setje set
setjes sets
*sevilla seville
señor sir
sfeer atmosphere
sfeerloos lacking atmosphere
sfeervol atmospheric
shampooflessen shampoo bottles
shoppen shop
shufflen shuffle
shuttlebus shuttle bus
siciliaans sicilian
sier show
sieraad piece of jewellery
sieren grace
sigaar cigar
sigaren cigars
signaal signal
sijpelen seep
siliconenkit silicone sealant
siliconenlaag silicone layer
simkaart sim card
simkaarten sim cards
simlockcode unlock code
simlokcode sim lock code
simm sim card
simpel simple
simpeler simpler
simplistisch simplistic
simswapping sim swapping
simultaan simultaneous
sinaasappel orange
sinds since
sindsdien since then
*sins since
sinterklaas saint nicholas
sip glum
siroop syrup
sissen hiss
sissend hissing
*site website
situatie situation
sjaal scarf
sjaals scarves
sjagrijnig grumpy
sjiek chic
sjofel shabby
sjonge boy oh boy
sjorren lash
sjouwen lug
skelet skeleton
skibagage ski luggage
skibril ski goggles
skispullen ski gear
sla hit
slaafs slavish
slaan hit
slaap sleep
slaapkamer bedroom
slaapkamermuur bedroom wall
slaapmaskers sleep masks
slaapmeting sleep tracking
slaapt sleeps
slaaptimer sleep timer
slaapverwekkend soporific
slaapwagen sleeping car
slaapzak sleeping bag
slaat hits
slachtoffer victim
slachtoffers victims
slag blow
slagboom barrier
slakken slugs
slakkenkorrels slug pellets
*slang hose
slangetje small hose
*slap weak
slapeloos sleepless
slapeloze sleepless
slapen sleep
slapende sleeping
slappe limp
slecht bad
slechte bad
slechter worse
slechthorende hearing-impaired person
slechts only
slechtste worst
slechtziende visually impaired
slee sledge
sleet wear
sleets worn
sleette wore out
slegste worst
sleutel key
sleutelen tinker
sleutelhanger keyring
sleutelkast key cabinet
sleutelkastje key box
sleutels keys
sliep slept
sliepen slept
sliert string
slierten strands
slijmerig slimy
slijp sharpen
slijpbeurt sharpening
slijptol angle grinder
slijt wears out
slijtage wear
slijten wear out
slikken swallow
slikte swallowed
*slim smart
slimme smart
*slingers garlands
slingert wobbles
slinks sly
sloeg hit
sloegen hit
sloffen slippers
slokt swallows
sloom sluggish
sloot closed
slootwater ditch water
slopen demolish
slopend exhausting
slordig sloppy
*slot lock
slotscène final scene
sluit closes
sluiten close
sluiting closure
sluitingstijd closing time
sluitinkje clasp
sluitinkjes fasteners
slurpt guzzles
smaak taste
smaakbom flavour bomb
smaakloos tasteless
smaakt tastes
smaakte tasted
smaakvol tasteful
smachtend longing
smadelijk humiliating
smak thud
smakelijk tasty
smakeloos tasteless
smaken flavours
smal narrow
smalle narrow
smartelijk painful
smeek beg
smeersel ointment
smeert spreads
smelten melt
smeren spread
smerig filthy
smeris cop
smetteloos spotless
smeulend smouldering
smeuïg smooth
smid blacksmith
smijten throw
smolt melted
smoorverliefd madly in love
sms text message
sms'je text message
sms'jes text messages
smscode sms code
smsjes text messages
smullen tuck in
smurfenblauw smurf blue
smurrie sludge
snachts at night
snackbar snack bar
*snap understand
snappen understand
snapt understands
snapte understood
snaren strings
snedig witty
snee cut
sneeuw snow
sneeuwschuiver snow shovel
sneeuwwitte snow-white
snel fast
snelgroeiend fast-growing
snelheden speeds
snelheid speed
snelheidsmonster speed monster
snelle fast
sneller faster
snelste fastest
sneltrein fast train
snelweg motorway
sneu sad
snibbig snappy
snijden cut
snijdend cutting
snijdt cuts
snijplank cutting board
snik sob
snikheet sweltering
snipverkouden having bad cold
snoeischaar pruning shears
snoepjes sweets
snoer cord
snoerloos cordless
snoertje cord
snood wicked
snor moustache
snorharen whiskers
snuf sniff
snufferd snout
snugger bright
snurkt snores
*sober plain
sociaal social
socialistisch socialist
sociologisch sociological
soep soup
soepel smoothly
soepele supple
soepmerk soup brand
soeppan soup pan
soit whatever
sojasaus soy sauce
sok sock
sokje little sock
sokken socks
soldaat soldier
soldaten soldiers
solide solid
sollen trifle with
sollicitatie job application
sollicitatiejurk job interview dress
solliciteren apply
somber gloomy
sommige some
sommigen some
somptueus sumptuous
soms sometimes
songfestival song contest
songteksten lyrics
soort kind
soorten kinds
soortgelijk similar
sopje soapy water
sorteercentrum sorting centre
sorteren sort
souvenirpakket souvenir package
spaanplaat chipboard
spaaractie savings promotion
spaarboekje savings book
spaarcenten savings
spaarden saved
spaardoel savings goal
spaardoelen savings goals
spaargeld savings
spaarkaart loyalty card
spaarpotjes savings pots
spaarpunten loyalty points
spaarpuntenaccount loyalty points account
spaarrekening savings account
spaarreking savings account
spaarrente savings interest
spaarsysteem loyalty scheme
spanje spain
spannend exciting
spannende exciting
spanning tension
sparen save
spatborden mudguards
spatiebalk space bar
spatten splashes
speakertje small speaker
specht woodpecker
speciaal special
speciaalbier craft beer
speciaalbiertje craft beer
speciaals special
specifiek specific
spectaculair spectacular
speel play
speelde played
speelgoed toys
speelgoedauto toy car
speelgoedpistool toy gun
speelhuisje playhouse
speels playful
speelt plays
speeltijd playing time
speeltje toy
speeltuin playground
speen dummy
speer spear
spel game
spelcomputer game console
speldje pin
spelen play
spelfout spelling mistake
speling leeway
spellen games
spelletje game
spelletjes games
spelregels game rules
speltechnisch in playing technique
spetters splashes
speurtocht treasure hunt
spichtig lanky
spiegel mirror
spiegelreflexcamera reflex camera
spiegels mirrors
spiegelt reflects
spiernaakt stark naked
spierpijn muscle ache
spierwit snow white
spijker nail
spijkerbroek jeans
spijkerbroeken jeans
spijkerhard rock hard
spijkerstof denim
spijt regret
spijtig unfortunate
spiksplinternieuw brand new
*spin spider
spion spy
spiritueel spiritual
spits rush hour
spitsvondig clever
splijten split
splinternieuw brand new
splinters shards
splitsen split
spoed urgency
spoedig soon
spoedkoerier express courier
spoedlevering express delivery
spoedoverboeking urgent transfer
spoel rinse
spoelbak sink
spontaan spontaneous
spookachtig ghostly
spoor track
spoorloos without a trace
spoorwegen railways
spoot sprayed
sporadisch sporadic
*sport sports
sportabonnement sports subscription
sporthorloge sports watch
sportlijn sports line
sportschool gym
sportzaal gym
spotje spotlight
spotziek mocking
spraakbesturing voice control
spraakmakend talked-about
sprak spoke
sprakeloos speechless
spreek speak
spreekt speaks
spreekwoordelijk proverbial
spreken speak
sprekend speaking
springt jumps
sproeikop spray nozzle
sprong jump
sprookje fairy tale
sprookjesachtig fairy-tale
spuit spray
spuiten spray
spul stuff
spullen things
spuugde spat
spuugt spits
spuwt spits
sta stand
staal steel
staalblauw steel blue
staaltje sample
staan stand
staand standing
staart tail
staat stands
staatsgevaarlijk subversive
stabiel stable
stad city
stadsbeschrijvingen city descriptions
stadstuintje city garden
stadsverwarming district heating
*stage internship
stak stabbed
staking strike
stal stole
stalen steel
stalgenoten stablemates
stampvol packed
*stand setting
standaard standard
standaardbandje standard strap
standaardzinnen stock phrases
standbeeld statue
standen settings
standje setting
standvastig steadfast
stanleymes stanley knife
stap step
stapel pile
stapelbaar stackable
stapelen stack
stapelkorting stacked discount
stapjes small steps
stappen steps
stappenteller step counter
stapt steps
staren stare
starten start
startscherm home screen
startte started
statief tripod
statiegeld deposit
statiegeldsysteem deposit system
stationsplein station square
stationswifi station wifi
statistisch statistical
statuspagina status page
statutair statutory
ste th
steeds constantly
steek stitch
steekhoudend valid
steekt stabs
steekwagen hand truck
*steel handle
steels stealthy
steelstofzuiger stick vacuum
steen stone
steengoed really good
steenhard rock hard
steenkoud stone cold
steenrijk very rich
steentjes blocks
steevast invariably
steil steep
steken stick
stekend stinging
stekjes cuttings
stekker plug
stekkerdoos power strip
stel couple
stelen steal
stellen ask
stelling statement
stelt asks
*stem voice
stemhebbend voiced
stemmen vote
stemmig subdued
stempel stamp
stempelkaart stamp card
stemt votes
stenen stones
stengel stem
*step scooter
ster star
stereotiep stereotypical
sterfelijk mortal
steriliseren sterilise
sterk strong
sterke strong
sterkste strongest
sterkte strength
sterktes strengths
sterren stars
sterretje asterisk
sterveling mortal
sterven die
stervende dying
steunen support
steunkousen support stockings
stevig sturdy
stevige sturdy
steviger sturdier
stewardess flight attendant
stewardessen stewardesses
stickervel sticker sheet
stiefmoederlijk stepmotherly
stiekem secretly
stierf died
stierven died
stift marker
stijf stiff
stijl style
stijlloos tasteless
stijltang hair straightener
stijlvol stylish
stikdonker pitch dark
stiksel stitching
stiksels stitching
stil quiet
stilgelegd halted
stilgestaan stood still
stilistisch stylistic
stille quiet
stiller quieter
stilletjes quietly
stilte silence
stiltecoupé quiet carriage
stiltehoek quiet corner
stilzwijgen silence
stilzwijgend tacit
stinken stink
stinkkaas smelly cheese
stinkt stinks
stipjes dots
stippen dots
stipt punctual
stoel chair
stoelen chairs
stoelhoezen chair covers
stoelnummers seat numbers
stoelreservering seat reservation
stoep pavement
stoer tough
stoethaspelig clumsy
stof fabric
stoffig dusty
stofkap dust cover
stofstalen fabric samples
stofwolk dust cloud
stofzuiger vacuum cleaner
stofzuigerzakken vacuum cleaner bags
stoken heating
stokoud very old
stom stupid
stomdronken dead drunk
stomerij dry cleaner
stomme stupid
stompzinnig stupid
stomverbaasd flabbergasted
stond stood
stonden stood
stoofpot stew
stoofvlees stewed meat
stook heat
stookolie heating oil
stoom steam
stoor disturb
stoorde bothered
stootje knock
stopcontact power socket
stopcontacten power sockets
stopgezet stopped
stoplichten traffic lights
stoppen stop
stopplaats stop
stopt stops
stopzetten stop
storen disturb
storend disturbing
storing outage
storingen outages
storingskaart outage map
storingsploeg fault repair team
stormachtig stormy
storneren reverse payment
stort deposit
stortbuien downpours
stortdouche rain shower
storten deposit
storting deposit
stortregen downpour
stoten bump
stotter stutter
stottert stutters
stout naughty
stoutmoedig bold
straalt shines
straaltje trickle
straat street
straatarm penniless
straatsburg strasbourg
straatverlichting street lighting
straf punishment
strafrechtelijk criminal
strak tight
strakblauw clear blue
straks later
stralen shine
stralend radiant
straling radiation
strand beach
strandkar beach cart
strandpaviljoen beach pavilion
strategisch strategic
straten streets
streamingdienst streaming service
streekromans regional novels
*streep stripe
streepje line
streepjes bars
streng strict
strenge strict
strepen stripes
striem welt
strijdig conflicting
strijdvaardig combative
strijken iron
strijkijzer iron
strijkplank ironing board
strijkt irons
strikjes bows
strikt strict
stripalbum comic book
stro straw
stroef stiff
stromende streaming
strompelend stumbling
stront shit
strontvervelend bloody annoying
strooideksel shaker lid
strook strip
stroom power
stroomdraad electric wire
stroomkabel power cable
stroommeter electricity meter
stroomonderbreking power cut
stroomprijs electricity price
stroomstoring power outage
stroomuitval power cut
stropdas tie
stroperig syrupy
strot throat
structureel structural
structuur structure
studenten students
studentenkorting student discount
studentenrecepten student recipes
studeren study
studie study
stug stiff
stugge stiff
stuitend shocking
stuiterbal bouncy ball
stuitje tailbone
stuk broken
stukgaat breaks
stukje piece
stukjes pieces
stukken pieces
stuks pieces
stumperig bungling
stuntelig clumsy
stupide stupid
sture send
sturen send
stuur send
stuurde sent
stuurden sent
stuurloos adrift
stuurs surly
stuurt sends
*sub subwoofer
subjectief subjective
subliem sublime
subsidiair subsidiary
substantieel substantial
subtiel subtle
subtropisch subtropical
succes success
succesrijk successful
succesvol successful
suf dull
suffig drowsy
suggestie suggestion
suggestief suggestive
suiker sugar
suikerpot sugar bowl
sukkel loser
sukkelig clumsy
sullig dopey
summier brief
superbedankt thanks so much
superblij super happy
supergoed super good
superhandig super handy
superieur superior
superleuk super fun
supermakkelijk super easy
supermarkt supermarket
supermooi super beautiful
supersnel super fast
superspannend super exciting
superspannende super exciting
suppoosten museum attendants
surfplank surfboard
surrealistisch surreal
suïcidaal suicidal
svp please
symbolisch symbolic
symfonisch symphonic
sympathiek likeable
symptomatisch symptomatic
synchronisatie synchronisation
systeem system
systeemfout system error
systematisch systematic
*t the
taai tough
taak task
taal language
taalapp language app
taalgebruik language use
taalkundig linguistic
taart cake
taartvorm cake tin
tabbladen tabs
taboe taboo
tachtig eighty
tactiek tactics
tactisch tactical
tactvol tactful
tafel table
tafelblad table top
tafelkleed tablecloth
tafeltje small table
taille waist
tak branch
takje twig
takken branches
talen languages
talentvol talented
talloos countless
talrijk numerous
tam tame
tamelijk fairly
tand tooth
tandarts dentist
tandartsangst dentist phobia
tanden teeth
tandenborstel toothbrush
tandheelkundig dental
tandpasta toothpaste
tandvlees gums
tang pliers
tanken refuel
tankstation petrol station
tante aunt
tapijt carpet
tarief rate
tarieven rates
tas bag
tasje small bag
tassen bags
tastbaar tangible
tasten grope
te to
teapparaat tea machine
techniek technology
technieker technician
technisch technical
technische technical
technologiebedrijf technology company
technologisch technological
teddystof teddy fabric
teder tender
*teen toe
teentje clove
tegelijk at once
tegels tiles
tegelzetter tiler
tegemoet towards
tegemoetkoming compensation
tegen against
tegendraads contrary
tegengehouden stopped
tegengekomen come across
tegengesteld opposite
tegengewerkt obstructed
tegenhouden stop
tegenop up against
tegenover opposite
tegenovergesteld opposite
tegenoverliggend opposite
tegenpartij other party
tegenspreken contradict
tegenstanders opponents
tegenstelling contrast
tegenstrijdig contradictory
tegenvallen disappoint
tegenvaller setback
tegenviel disappointed
tegenwind headwind
tegenwoordig nowadays
tegoed credit
tegoedbon voucher
tegoedbonnen vouchers
teint complexion
teken sign
tekening drawing
tekeningen drawings
tekens characters
tekent draws
tekentablet drawing tablet
tekort shortage
tekst text
teksten texts
tekstschrijver copywriter
tel count
telaat too late
telefonisch by phone
telefoon phone
telefooncentrale telephone exchange
telefoongids phone book
telefoonhouder phone holder
telefoonlijn phone line
telefoonnummer phone number
telefoons phones
telefoonstem phone voice
telefoontje phone call
telefoontjes phone calls
telefoonverzekering phone insurance
telescoopje small telescope
teleurgesteld disappointed
teleurstellend disappointing
teleurstelling disappointment
televisie television
telkens every time
tellefoon phone
tellen count
teller counter
telt counts
temeer all the more
temerig drawling
tempel temple
temperamentvol spirited
temperatuur temperature
*ten at the
tendentieus tendentious
tenenkrommend cringeworthy
tenger slender
tenminste at least
tennisclub tennis club
tennisracket tennis racket
tentame exam
tentamen exam
tentgenoot tent mate
tentje small tent
tenzij unless
ter for
terecht rightly
terechtgekomen ended up
terechtkomt ends up
tergend infuriatingly
tering damn
terloops casually
termijn instalment
termijnbedrag instalment amount
termijnen instalments
terminaal terminal
termometer thermometer
terras terrace
terrasverwarmer patio heater
terrein grounds
terroristisch terrorist
tersluiks furtively
terug back
terugbeldienst callback service
terugbellen call back
terugbelsysteem callback system
terugbetaling refund
terugbladeren leaf back
terugbrengen return
terugdraaien reverse
teruggaat goes back
teruggave refund
teruggebeld called back
teruggebracht brought back
teruggedraaid reversed
teruggegaan gone back
teruggekregen got back
teruggestord refunded
teruggestort refunded
teruggestuurd sent back
teruggestuurt sent back
teruggeven give back
teruggevonden found again
terughalen get back
terugkijken watch back
terugknop back button
terugkomen come back
terugkomt comes back
terugkoopgarantie buy-back guarantee
terugkrabbelen back out
terugkrijgen get back
terugleveren feed back
teruglevering feed-in
terugleverkosten feed-in costs
terugreis return journey
terugstorten refund
terugstorting refund
terugsturen send back
terugstuurde sent back
terugstuurt sends back
terugtrappen kick back
terugverdiend paid back
terugvinden find back
terugvlucht return flight
terugzendadres return address
terwijl while
testbericht test message
testen test
teveel too much
tevens also
tevergeefs in vain
tevoorschijn out
tevoren beforehand
tevreden satisfied
tevredenheid satisfaction
theatraal theatrical
*thee tea
theedoeken tea towels
theedrinker tea drinker
theeservies tea set
thema theme
thema's themes
theoretisch theoretical
theorie theory
thermisch thermal
thermostaat thermostat
thermostaatding thermostat thing
thermostaatje thermostat
thermostaatknop thermostat knob
*thnx thanks
*tht best before
thuis at home
thuisbeademd ventilated at home
thuisbezorgd home delivered
thuisbrengen bring home
thuisgebracht brought home
thuiskom come home
thuiskomen come home
thuisonderwijs home schooling
thuissituatie home situation
thuiswerken work from home
thuiswerkers home workers
thuiszorg home care
thuiszorgwinkel home care shop
*thx thanks
ticketcode ticket code
ticketgeld ticket money
tien ten
tiende tenth
tienduizend ten thousand
tienen ten
tieners teenagers
tienjarig ten-year-old
tientje tenner
tientjes tenners
tiet tit
tijd time
tijdelijk temporary
tijdelijke temporary
tijden times
tijdens during
tijdig on time
tijdloos timeless
tijdrovend time-consuming
tijdsbeeld picture of era
tijdschrift magazine
tijdsgebonden time-bound
tijdslimiet time limit
tijdslot time slot
tijdstip time
tijdvak time slot
tik tap
tikfouten typos
tikfoutje typo
tikje touch
tikkeltje tad
tikkend ticking
tikkie payment request
tikt ticks
tikte typed
tillen lift
tilt lifts
timide timid
timmermans carpenters
tint shade
tinten shades
tiranniek tyrannical
*tis it is
titel title
titels titles
tja well
tje little
tjeef christian democrat
tjeven christian democrats
tjevenstreken sly tricks
tjokvol jam-packed
tnx thanks
toch anyway
tocht draught
tochtig draughty
tochtstrips draught strips
toe to
toegang access
toegangscode access code
toegangspoort entrance gate
toegankelijk accessible
toegebracht inflicted
toegedaan devoted
toegekomen arrived
toegelaten allowed
toegepast applied
toegestaan allowed
toegestuurd sent
toegeven admit
toegevoegd added
toegevoegt added
toegewijd dedicated
toegezegd promised
toekomend future
toekomst future
toekomstig future
toelaten allow
toen then
toenmalig then
toepasbaar applicable
toepasselijk appropriate
toereikend sufficient
toerental rotation speed
toerist tourist
toeristebelasting tourist tax
toeristenbelasting tourist tax
toeristenprijzen tourist prices
toernooi tournament
toeslagen allowances
toespraak speech
toespraken speeches
toestel device
toestellen devices
toestemming permission
toesturen send
toeterde honked
toetsen keys
toetsenbord keyboard
toeval coincidence
toevallig by chance
toevalligheden coincidences
toevoegen add
toevoeging addition
tof cool
toffe cool
tog still
togtstrips draught strips
toiletgebouw toilet block
toiletreiniger toilet cleaner
toko asian shop
tolkosten toll costs
tollen spin
tomaat tomato
tomaten tomatoes
tomeloos unbridled
tonen show
tonijn tuna
toon tone
toonaangevend leading
toonbank counter
toonloos toneless
toont shows
toornig wrathful
*top great
topbedrijf great company
topconditie top condition
topdekmatras mattress topper
topidee great idea
topmiddag great afternoon
topniveau top level
topper winner
toppers stars
toppertje winner
topwijf great woman
topzwaar top-heavy
toren tower
tosti toasted sandwich
tosti's toasted sandwiches
tostis toasted sandwiches
tot until
totaaaal totally
totaal totally
totdat until
touw rope
touwtje string
touwtjes strings
toverachtig magical
toxisch toxic
traag slow
traan tear
traangas tear gas
traceren trace
trage slow
trager slower
tragikomisch tragicomic
tragisch tragic
trainer coach
trainingsdoeleinden training purposes
trainingspakken tracksuits
trainster female trainer
tranen tears
transactie transaction
transactiekosten transaction costs
transsylvanisch transylvanian
*trap stairs
trapondersteuning pedal assist
trappelen kick
trappen stairs
trappenhuis stairwell
trapt pedals
traumatisch traumatic
*tree step
tref meet
treffend striking
trefzeker accurate
trein train
treincoupé train compartment
treinen trains
treinkaartjes train tickets
treinrails train tracks
treinreis train journey
treinstellen train sets
treinticket train ticket
*trek pull
trekdraad pulled thread
trekken pull
trekking draw
trekt pulls
treure weary
treurig sad
triest sad
tril tremble
trillen vibrate
trillend trembling
trillende vibrating
trilogie trilogy
trilt vibrates
trilwekker vibrating alarm
triomfantelijk triumphant
triviaal trivial
troebel cloudy
troep junk
trojaans trojan
trok pulled
trokken pulled
trommel drum
troost comfort
troosteloos dreary
trots proud
trouw faithful
trouwdag wedding day
trouwe loyal
trouweloos unfaithful
trouwen marry
trouwens by the way
trouwerij wedding
trouwhartig true-hearted
trouwjurk wedding dress
trouwring wedding ring
trubel trouble
truc trick
trucjes tricks
trug back
trugbellen call back
trui sweater
truien sweaters
trut bitch
truttig frumpy
tsjeef christian democrat
tsjeven christian democrats
tuin garden
tuinen gardens
tuinhuis summer house
tuinieren gardening
tuiniers gardeners
tuinkussens garden cushions
tuinschoenen garden shoes
tuinset garden set
tuinslang garden hose
tuinstoelen garden chairs
tuit spout
tuiten ring
tulpen tulips
tumultueus tumultuous
turbulentie turbulence
tureluurs mad
*turf peat
turflijstjes tally lists
turkije turkey
turks turkish
tusenwoning terraced house
tusse between
tussen between
tussenliggend intermediate
tussentijd meantime
tussentijds interim
tussenwoning terraced house
tussetijds in the interim
tuttig prissy
tuurlijk of course
twaalf twelve
twaalven twelve o'clock
twee two
tweede second
tweedehands second-hand
tweederangs second-rate
tweederangskandidaat second-rate candidate
tweeduizend two thousand
tweehonderd two hundred
tweeledig twofold
tweeling twins
tweemaal twice
tweepersoonsbed double bed
tweestapsverificatie two-step verification
tweestemmig in two voices
tweeën two
tweeëntwintig twenty-two
twijfel doubt
twijfelachtig doubtful
twijfelde doubted
twijfelen doubt
twijfelt doubts
twintig twenty
twintigers twenty-somethings
twistziek quarrelsome
twitteren tweeting
twitterteam twitter team
typ type
typefoutje typo
typen type
typerend typical
typisch typical
typografisch typographical
typt types
tóch still
*u you
ui onion
uienvliesjes onion skins
uit out
uitbetaald paid out
uitbrak broke out
uitbundig exuberant
uitdeed switched off
uitdelen hand out
uitdrogend drying
uitdrukkingen expressions
uiteenlopen differ
uiteindelijk eventually
uiteraard of course
uiterlijk appearance
uiterst extremely
uitgaan go out
uitgave edition
uitgebreid extensive
uitgebreider more extensive
uitgedroogd dried out
uitgedund thinned out
uitgeeft spends
uitgegeven spent
uitgekeerd paid out
uitgekeken tired of
uitgekookt sly
uitgelachen laughed at
uitgelegd explained
uitgelezen finished reading
uitgelogd logged out
uitgelopen overrun
uitgelubberd stretched out
uitgemergeld emaciated
uitgenodigd invited
uitgeplozen scrutinised
uitgeprobeerd tried out
uitgeprobeert tried out
uitgereikt presented
uitgerold rolled out
uitgescholden verbally abused
uitgeslagen mouldy
uitgesmeerd spread out
uitgesteld postponed
uitgestrekt vast
uitgevallen failed
uitgeven spend
uitgewerkt worked out
uitgezet switched off
uitgezeten sat out
uitgezocht sorted out
uitgroei regrowth
uithalen take out
uithangen hang out
uitheems exotic
uithuilen cry it out
uitkeek looked forward
uitkeering benefit payment
uitkering benefit payment
uitkijken look out
uitkom come out
uitkomst outcome
uitkomt comes out
uitkwam came out
uitlaatgassen exhaust fumes
uitlees finish reading
uitleg explanation
uitleggen explain
uitlezer reader
uitloggen log out
uitmuntend excellent
uitnemend excellent
uitpakken unpack
uitpeilen sound out
uitprinten print out
uitrijkaart exit ticket
uitschrijven unsubscribe
uitslag rash
uitsmijter bouncer
uitstak stuck out
uitstekend excellent
uitstekent excellent
uitstel postponement
uitstoot emissions
uitvaart funeral
uitvaartondernemer funeral director
uitval outage
uitvalt fails
uitveeg smudge
uitverkocht sold out
uitverkochte sold-out
uitverkoop sale
uitvoerbaar feasible
uitvoeren carry out
uitvoerig detailed
uitvoering version
uitvogelen figure out
uitwassen wash out
uitwerkingen worked solutions
uitwisselbaar interchangeable
uitzag looked
uitzetten turn off
uitzicht view
uitzichtloos hopeless
uitzinnig frenzied
uitzoeken find out
uitzondering exception
uitzonderlijk exceptional
ultiem ultimate
umc university hospital
unaniem unanimous
unicum unique event
uniek unique
unilateraal unilateral
universeel universal
universele universal
universiteit university
updaten update
upgraden upgrade
uren hours
urenlang for hours
usbc usb-c
usernaam username
*ut it
utopisch utopian
utrechts from utrecht
uur hour
uurprijzen hourly prices
uurtje hour
uurtjes hours
uw your
uwe yours
uwen your
*v of
vaag vague
vaak often
vaantjes pieces
vaardig skilled
vaart pace
vaas vase
vaatwas dishwasher
vaatwasser dishwasher
vaatwasserbestendig dishwasher safe
vacatures vacancies
vacht fur
vachten coats
vacuüm vacuum
vader father
vage vague
vak trade
vakantie holiday
vakantiegeld holiday pay
vakantiehuis holiday home
vakantiehuisje holiday cottage
vakantiekiekjes holiday snaps
vakanties holidays
vakantiewoning holiday home
vakbekwaam skilled
vakbond trade union
vaker more often
vakje compartment
vakjes compartments
vakkundig professional
vakman craftsman
vakwerk craftsmanship
val fall
valide valid
valle fall
vallen fall
valpartij fall
vals false
valschade drop damage
valt falls
valutaopslag currency surcharge
van of
vanacht tonight
vanaf from
vanavond tonight
vandaag today
vandaan from
vandaar hence
vandoor taking off
vangehad had of it
vangen catch
vanille vanilla
vanmiddag this afternoon
vanmorge this morning
vanmorgen this morning
vannacht last night
vanochtend this morning
vanuit from
vanwege because of
vanwegen because of
vanzelf by itself
vanzelfsprekend obvious
vanzelfsprekendheid given
varen sail
variabel variable
variant version
vast stuck
vastbesloten determined
vaste fixed
vastelaovend carnival
vastgehouden held
vastgereden got stuck
vasthoudt holds
vastknopen tie on
vastloopt freezes
vastmaakt fastens
vastrecht standing charge
vaststellen establish
vastzetten fix
vastzit is stuck
vatbaar susceptible
vd of the
vecht fights
vechten fight
vechtsysteem combat system
vederlicht featherlight
veegde wiped
veel much
veelbelovend promising
veelbewogen eventful
veelgelezen widely read
veelgeprezen highly praised
veelomvattend comprehensive
veels much
veelsoortig varied
veelvuldig frequent
veelzeggend telling
veelzijdig versatile
veer spring
veerboot ferry
veert springs
veertien fourteen
veertig forty
veertigste fortieth
vegen sweep
vegetarisch vegetarian
vegetarische vegetarian
vegetariërs vegetarians
veilig safe
veilige safe
veiligheid safety
vel sheet
veld field
veldbedjes camp beds
veldje small field
vellen sheets
velletje sheet
venijnig vicious
vensterbank windowsill
*vent guy
ventiel valve
ventilator fan
ventilatorkacheltjes fan heaters
ventileert ventilates
ver far
verademing relief
verander change
veranderd changed
veranderen change
verandert changes
verantwoordelijk responsible
verantwoordelijke responsible
verantwoordelijkheid responsibility
verassing surprise
verbaal verbal
verbaasd surprised
verbaast surprises
verband connection
verbazing surprise
verbazingwekkend amazing
verbeterd improved
verbeteren improve
verbinding connection
verbindt connects
verblijf stay
verblindend blinding
verbluffend stunning
verbogen bent
verbolgen indignant
verbonden connected
verboog bent
verborgen hidden
verbouwing renovation
verbrand burnt
verbreekt disconnects
verbruik consumption
verbruiken consume
verbruiksmeter consumption meter
verbruikt consumes
verdacht suspicious
verdedigbaar defensible
verdeeld divided
verdekt covert
verder further
verderfelijk pernicious
verderop further on
verdicht condensed
verdien earn
verdiend earned
verdiende earned
verdienen earn
verdienmodel business model
verdienstelijk commendable
verdient deserves
verdieping floor
verdiepingen floors
verdomde damned
verdomme damn
verdoofd numb
verdorie darn
verdoving anaesthetic
verdraagt tolerates
verdraagzaam tolerant
verdriet grief
verdrietig sad
verdrietige sad
verdubbel double
verdubbeld doubled
verdubbelt doubles
verduisterend blackout
verdween disappeared
verdwenen disappeared
verdwijnen disappear
vereist required
veren feathers
vereniging club
verenigingen clubs
verf paint
verfijnd refined
verfrissend refreshing
verfroller paint roller
verfset paint set
vergaand far-reaching
vergaderingen meetings
vergat forgot
vergeefs in vain
vergeeft forgives
vergeet forgets
vergeleken compared
vergelijk compare
vergelijkbaar comparable
vergelijken compare
vergelijking comparison
vergelijkings comparison
vergelijkingssite comparison site
vergen require
vergenoegd contented
vergete forgotten
vergeten forgotten
vergeven forgive
vergevorderd advanced
vergezocht far-fetched
vergiet colander
vergissing mistake
vergoed reimbursed
vergoedde reimbursed
vergoedden compensated
vergoeden reimburse
vergoeding compensation
vergrendel lock
vergrendelen lock
verguld gold-plated
verhaal story
verhaallijnen storylines
verhaaltjes stories
verhaart sheds
verhalen stories
verhandelbaar tradable
verhelpen fix
verheugd pleased
verheugt looks forward
verheven elevated
verhit heated
verhogen raise
verholpen fixed
verhoogd increased
verhoogde raised
verhoor interrogation
verhuis move house
verhuisd moved house
verhuizen move house
verhuizers movers
verhuizing house move
verhuizingen moves
verhuur rental
verificatiecode verification code
verificatiecodes verification codes
verjaardag birthday
verjaardagen birthdays
verjaardagscadeau birthday present
verjaardagskorting birthday discount
verkeerd wrong
verkeerde wrong
verkeersellende traffic misery
verkeersinfarct traffic gridlock
verkeersregelaar traffic controller
verkeert wrong
verkeken misjudged
verkiezing election
verklaarbaar explainable
verklaard explained
verklaart explains
verklarend explanatory
verklaring statement
verkleedpak dressing-up costume
verkleumde frozen
verkleurd discoloured
verkleuring discolouration
verkleurt discolours
verkloten screw up
verknipt twisted
verknoeid ruined
verkocht sold
verkoop sale
verkooppraatje sales pitch
verkoopster saleswoman
verkopen sell
verkoper seller
verkouden having a cold
verkoudheid cold
verkrijgbaar available
verkruimelde crumbled
verlaag lower
verlagen lower
verlanglijst wish list
verlanglijstje wish list
verlaten leave
verleden past
verlegen shy
verlekkerd tempted
verlengd extended
verlengen extend
verlenging extension
verlengsnoer extension cord
verlengt extends
verlicht lit
verlichting lighting
verliefd in love
verliep went
verlies loss
verliesgevend loss-making
verliest loses
verliezen lose
verliezer loser
verlof leave
verlokkelijk tempting
verloofd engaged
verloopje adapter
verloopt expires
verloor lost
verlopen expired
verlore lost
verloren lost
vermaak entertainment
vermaakt entertained
vermaard renowned
vermakelijk entertaining
vermaledijd cursed
vermeend alleged
vermeld stated
vermetel audacious
vermist missing
vermoedelijk presumably
vermoeden suspicion
vermoeid tired
vermoeiend tiring
vermogen power
vermogend wealthy
vermomd disguised
vermoord murdered
vermoorden murder
vermoordt murders
vernederend humiliating
verneem hear
vernietigen destroy
vernieuwd renewed
vernieuwing renewal
vernuftig ingenious
verongelukt killed in accident
verontwaardigd outraged
veroorzaakt caused
verpakking packaging
verpakt packed
verpieteren wither
verplaats move
verplaatse move
verplaatsen move
verplaatst moved
verpleegkundig nursing
verpleegkundige nurse
verpleegkundigen nurses
verpletterend crushing
verplicht mandatory
verplichte mandatory
verplichten oblige
verplichtend obligatory
verrassend surprisingly
verrassing surprise
verrast surprised
verregaand far-reaching
verreken offset
verrekend settled
verrekijker binoculars
verroesd rusted
verroest rusted
verrukkelijk delicious
vers fresh
verscheen appeared
verschijnen appear
verschijnt appears
verschil difference
verschillen differences
verschillend different
verschillende different
verschonen change
verschrikkelijk terrible
verschrikkelijke terrible
verschuift shifts
verschuldigd owed
*verse fresh
versie version
verslaafd addicted
verslaat beats
verslagen defeated
verslavend addictive
verslechtert deteriorates
versleten worn out
versnellingen gears
versnipperaar shredder
verspillen waste
verspreiden spread
verspreidingskaartjes distribution maps
verstaan understand
verstaanbaar intelligible
verstaat understands
verstand mind
verstandelijk mentally
verstandelijke intellectual
verstandig sensible
verstelbaar adjustable
versteld amazed
verstellen adjust
versterker amplifier
verstijfd stiffened
verstoffen gather dust
verstokt inveterate
verstokte inveterate
verstoord disturbed
verstopte blocked
verstreken elapsed
verstrekkend far-reaching
verstrooid absent-minded
verstuurd sent
versuft dazed
vertaagd delayed
vertaalde translated
vertaging delay
vertalen translate
vertaler translator
vertaling translation
verteerbaar digestible
vertegenwoordiger sales representative
vertekent distorts
vertel tell
verteld told
vertelde told
vertellen tell
verteller narrator
vertelt tells
vertoning showing
vertraagd delayed
vertraging delay
vertrek departure
vertrekhal departure hall
vertrekken leave
vertrekkende departing
vertrekt leaves
vertrektijd departure time
vertrokken left
vertrouw trust
vertrouwd trusted
vertrouwen trust
vertrouwenwekkend inspiring confidence
vertrouwt trusts
vervaagd faded
vervagen fade
vervaldatum expiry date
vervallen expired
vervalt expires
vervang replace
vervangbaar replaceable
vervange replace
vervangen replace
vervangende replacement
vervanger replacement
vervanging replacement
verveeld bored
vervelend annoying
vervelende annoying
vervelens boredom
ververst refreshed
vervloekt cursed
vervlogen evaporated
vervoer transport
vervoeren transport
vervolg sequel
vervolgens then
vervroegd early
verwaarloosbaar negligible
verwacht expected
verwachten expect
verwachting expectation
verwachtingen expectations
verwachtingsvol expectant
verwachtte expected
verwagt expected
verwant related
verwarmd heated
verwarmig heating
verwarming heating
verwarmingsketel boiler
verwarmingsthermostaat heating thermostat
verwarmt heats
verwarren confuse
verwarrend confusing
verwend spoiled
verwerkt processed
verwerpelijk reprehensible
verwijder delete
verwijderd removed
verwijderen remove
verwijfd effeminate
verwijst refers
verwijten reproach
verwisseld swapped
verwoed frantic
verwoestend devastating
verwondingen injuries
verzachtend soothing
verzachter softener
verzamelaar collector
verzamelbox collector's box
verzamelden collected
verzamelen collect
verzekeraar insurer
verzekerde insured
verzekering insurance
verzekerings insurance
verzekert insures
verzend send
verzenddozen shipping boxes
verzenden send
verzending shipping
verzendkosten shipping costs
verzendlabel shipping label
verzengend scorching
verzet resistance
verzetten reschedule
verziend far-sighted
verzilverd redeemed
verzin make up
verzinnen make up
verzint makes up
verzocht requested
verzoek request
verzonden shipped
verzoop drowned
verzopen drowned
verzorgd well cared for
verzorgde well-kept
verzorgen take care of
verzorgingshuis care home
verzorgingskaartje care card
verzwaarde weighted
verzwijgt conceals
vest cardigan
vestiging branch
vestje cardigan
*vet cool
veters laces
vetfilter grease filter
vetter greasier
vettig greasy
*via via
victoriaans victorian
videobellen video calling
viel fell
vielen fell
vier four
vierdaagse four-day march
vierde fourth
vieren celebrate
vierentwintig twenty-four
vierkant square
vierkante square
viermaal four times
vies dirty
vieze dirty
vijand enemy
vijandelijk enemy
vijanden enemies
vijf five
vijfde fifth
vijftien fifteen
vijftig fifty
vijlen file
vijven five o'clock
vijzel mortar
viltjes felt pads
vin find
vind find
vinden find
vindingrijk inventive
vindt finds
ving caught
vinger finger
vingerafdruk fingerprint
vingerafdrukherkenning fingerprint recognition
vingers fingers
vingertje finger
vinkje check mark
vinnig sharp
vinylbox vinyl box set
virtueel virtual
virtuoos virtuoso
vis fish
visrijk rich in fish
visrokerij fish smokehouse
vissen fish
vissersdorp fishing village
visueel visual
visum visa
vitaal vital
vitaminepillen vitamin pills
vlaamse flemish
vlag flag
vlak flat
vlakbij nearby
vlam flame
vlees meat
vlek stain
vlekgevoelig prone to stains
vlekkeloos flawless
vlekkeloze flawless
vlekken stains
vleselijk carnal
vleugels wings
vleugje hint
vlieg fly
vliegangst fear of flying
vliegen fly
vliegengordijn fly curtain
vliegensvlug very fast
vliegt flies
vliegtuig plane
vliegtuigstand airplane mode
vliegveld airport
vlieshengel fly rod
vlijmscherp razor-sharp
vlinderdas bow tie
vlinders butterflies
vloeibaar liquid
vloeiend fluent
vloeipapier tissue paper
vloeistof liquid
vloeit flows
vloeken swear
vloekt swears
vloekte swore
vloer floor
vloerkleden rugs
vloerkleed rug
vloerverwarming underfloor heating
vlonder decking
vloog flew
vlooien fleas
vlot quickly
vlotgetrokken refloated
vlotte quick
vlucht flight
vluchten flights
vluchtig fleeting
vluchtstrook hard shoulder
vluchttijd flight time
vlug quickly
vlugge quick
vocaal vocal
vocht moisture
vochtig damp
vochtige damp
voederhuisje bird feeder
voedselarm nutrient-poor
voedzaam nutritious
voeg add
voegd adds
voegen joints
voegt adds
voel feel
voelbaar palpable
voelde felt
voelen feel
voelt feels
voer food
voeren feed
voering lining
voet foot
voetbal football
voetballende football-playing
voetballers footballers
voetbalvereniging football club
voetbalzender football channel
voeten feet
voetenbad foot bath
voetlengte foot length
voetpedaal foot pedal
voetstap footstep
voettekst footer
voetverzorgster chiropodist
vogelbadschaal bird bath bowl
vogels birds
vogelvrij outlawed
vogelzaad birdseed
vol full
volautomatisch fully automatic
voldaan satisfied
voldoen meet
voldoende sufficient
voldoet meets requirements
volg follow
volgde followed
volgeboekt fully booked
volgehangen covered in hangings
volgehouden persevered
volgen follow
volgend next
volgende next
volgens according to
volgers followers
volgorde order
volgt follows
volhield held out
volhoudt keeps up
volkenrechtelijk under international law
volkomen completely
volks working-class
volle full
volledig completely
volledige full
volleerd accomplished
voller fuller
volmaakt perfect
volmacht power of attorney
volmondig wholehearted
volslagen complete
volstrekt absolutely
voltreffer bullseye
volwaardig full
volwassen adult
volwassene adult
volwassenen adults
vond found
vonden found
vonken sparks
vonkt sparks
vonkte sparked
voor for
vooraanstaand prominent
vooraf beforehand
vooral especially
vooralsnog for now
voorbaat advance
voorbarig premature
voorbeeld example
voorbeelden examples
voorbeeldfunctie role model
voorbereid prepared
voorbereiding preparation
voorbij past
voorbijkomen pass by
voordat before
voordeel advantage
voordelig cheap
voordeur front door
voorgaand previous
voorganger predecessor
voorgelezen read aloud
voorgerekend calculated
voorgestelde proposed
voorgeïnstalleerde pre-installed
voorgoed for good
voorhand beforehand
voorheen previously
voorin at the front
voorjaar spring
voorkant front
voorkeur preference
voorkom prevent
voorlaatst second to last
voorleest reads aloud
voorlezen read aloud
voorlezende reading aloud
voorlezer narrator
voorlopig for now
voormalig former
voorman foreman
voornaam first name
voornamelijk mainly
voornamen first names
voorop in front
vooropstellen state first
voorover forward
voorpagina front page
voorraad stock
voorraadje small supply
voorrang priority
voorrijkosten call-out charge
voorschot advance payment
voorschotten advance payments
voorspelbaar predictable
voorspeld predicted
voorspellend predictive
voorspoedig prosperous
voorstel proposal
voorstelbaar imaginable
voorstellen imagine
voort onward
voortaan from now on
voortdurend constantly
voortgang progress
voortijdig premature
voortreffelijk excellent
voortuin front garden
voortvarend energetic
voortvluchtig fugitive
vooruit forward
vooruitstrevend progressive
voorwaardelijk conditional
voorwerp object
voorwerpen objects
voorwoord foreword
voorzetten serve
voorzichtig careful
voorzie provide
voorzorg precaution
voren front
vorig previous
vorige previous
vorkjes small forks
vorm shape
vormgegeven designed
vorst frost
vouw fold
vouwen fold
vraag question
vraagje small question
vraagt asks
vraatzuchtig gluttonous
vrachtwagen truck
vragen ask
vragenlijst questionnaire
vrede peace
vredig peaceful
vreemd strange
vreemde strange
vrees fear
vreesde feared
vreet guzzles
vrekkig stingy
vreselijk terrible
vreten devour
vreugde joy
vreugdeloos joyless
vriend friend
vriendelijk friendly
vriendelijke friendly
vriendelijkste friendliest
vrienden friends
vriendin girlfriend
vriendinnen girlfriends
vrieskou freezing cold
vriest freezes
vriezer freezer
vriezerlabels freezer labels
vrij free
vrijblijvend without obligation
vrijdag friday
vrijdagavond friday evening
vrijdagmiddag friday afternoon
vrije free
vrijgegeven released
vrijgestelde exempt
vrijgevochten free-spirited
vrijpostig impertinent
vrijvlotten float free
vrijwel almost
vrijwillig voluntary
vrijzinnig liberal
vroed wise
vroeg early
vroegboekkorting early booking discount
vroegen asked
vroeger formerly
vroegrijp precocious
vroegtijdig premature
vroegtijdige early
vrolijk cheerful
vrolijke cheerful
vrouw woman
vrouwelijk feminine
vrouwen women
vrouwtje little woman
vrow woman
vruchteloos fruitless
vuil dirty
vuilnis rubbish
vuilniszak rubbish bag
vuilniszakken bin bags
vuistdik thick as fist
vulgair vulgar
vulkaan volcano
vullen fill
vulling filling
vulmiddel filler
vulopening filler opening
vult fills
vurig fiery
vuur fire
vuurgevaarlijk flammable
vuurkorf fire basket
vuurpijl firework rocket
vuurrode bright red
vve owners' association
vzw non-profit
vóór before
*wa what
waag dare
waaiden blew
waait blows
waanwijs conceited
waanzinnig insanely
waar where
waarbij whereby
waarborg deposit
waard worth
waarde value
waardeer appreciate
waardeert appreciates
waardeloos worthless
waardeloze worthless
waarden values
waarderen appreciate
waardevol valuable
waardevrij value-free
waardig worthy
waardoor because of which
waargebeurd true
waarheidsgetrouw truthful
waarin in which
waarmee with which
waarna after which
waarneembaar perceptible
waarnemen perceive
waarom why
waarop on which
waarschijnlijk probably
waarschuw warn
waarschuwen warn
waarschuwing warning
waarvan of which
waarvoor for which
waarzegster fortune teller
waas haze
wablief pardon
wacht wait
wachten wait
wachtenden people waiting
wachtkamer waiting room
wachtlijst waiting list
wachtmuziek hold music
wachtrij queue
wachtruimte waiting area
wachtte waited
wachttijd waiting time
wachttijden waiting times
wachtwoord password
wachtwoordregels password rules
wafels waffles
wagen car
wakker awake
walgelijk disgusting
walm fumes
walvisgroot whale-sized
wandelaars walkers
wandelen walk
wandeling walk
wandelschoenen hiking boots
wandelsokken walking socks
wandelstok walking stick
wandelt walks
wandplank wall shelf
wang cheek
wanhopig desperate
wankel wobbly
wanneer when
*want because
wantrouwen distrust
wantrouwend distrustful
wantrouwig distrustful
wapen weapon
warboel muddle
ware true
waren were
warmbloedig warm-blooded
warme warm
warmt warms
warmte heat
warmtebronnen heat sources
warmteklanten heating customers
warmtekussen heat pillow
warmtenet heating network
warmtepomp heat pump
warmtepompen heat pumps
warmteprijs heat price
warrig muddled
*was was
wasbaar washable
wasbeurt wash
wasdroger tumble dryer
wasknijpers clothes pegs
wasmachine washing machine
wasmiddel detergent
wasrek drying rack
wassen wash
wasserette launderette
wasstraat car wash
wast washes
wat what
waterdicht waterproof
waterdigt waterproof
waterdruk water pressure
waterig watery
waterkan water jug
waterkoker kettle
watermeter water meter
waterpas level
waterrekening water bill
waterreservoir water tank
waterrijk watery
waterschade water damage
waterschap water board
watersnood flood
wauw wow
wazig hazy
*wc toilet
*we we
webshop online shop
webshops online shops
webwinkel online shop
wederom once again
wederzijds mutual
wedstrijd match
weduwnaars widowers
*wee faint
weeg weigh
weegschaal scales
weegt weighs
weekbox weekly box
weekelijks weekly
weekendboodschap weekend shopping
weekenden weekends
weekendje weekend
weekendtoeslag weekend surcharge
weekje week
weekmenu weekly menu
weelderig luxuriant
weemoed melancholy
weemoedig melancholy
weer again
weeral yet again
weerbarstig stubborn
weergaloos unequalled
weerlegbaar refutable
weerloos defenceless
weerman weatherman
weerzien reunion
weerzinwekkend repulsive
wees be
weeshuis orphanage
weet know
weetgierig inquisitive
weeën contractions
weg gone
wegbezuinigd cut back
wegdromen daydream
wegen roads
wegens due to
weggaan leave
weggebracht taken away
weggegeven given away
weggegooid thrown away
weggegooide thrown away
weggenomen taken away
weggeschept shovelled away
weggestopt hidden away
weggestuurd sent away
weggewerkt concealed
weggooien throw away
wegleggen put away
weglopen walk away
wegrijden drive away
wegvalt drops out
wegzakken sink in
wegzetten put away
weigerachtig unwilling
weigerd refuses
weigerde refused
weigeren refuse
weigert refuses
weiland meadow
weinig little
weinige few
weke weeks
wekelijks weekly
weken weeks
wekenal for weeks
wekenlang for weeks
wekker alarm clock
wekkerfunctie alarm function
wekt wakes
wekten aroused
wel indeed
welbekend well-known
welbewust deliberate
weldenkend right-minded
weldoordacht well-considered
weledelzeergeleerd dear doctor
weleens sometimes
welgemeend well-meant
welgemeende sincere
welgeschapen well-formed
welgesteld well-off
welgeteld exactly
welgetelt all told
welk which
welke which
welkom welcome
welkomstcadeau welcome gift
welkomstgesprek welcome call
welkomstkorting welcome discount
welletjes quite enough
wellevend well-mannered
wellicht perhaps
weloverwogen well-considered
welriekend fragrant
welsprekend eloquent
welvarend prosperous
welvoeglijk proper
*wen get used
wenen cry
wenkbrauwen eyebrows
wennen get used to
wens wish
wenselijk desirable
wensen wishes
wensje wish
*went gets used
werd became
werden became
werdt became
wereld world
wereldberoemd world famous
wereldnieuws world news
wereldomvattend worldwide
werelds worldly
wereldschokkend earth-shattering
wereldvermaard world famous
wereldwijd worldwide
weren keep out
werk work
werkbaar workable
werkblad worktop
werkdagen working days
werkelijk really
werkelijkheid reality
werken work
werkend working
werkende working
werkgever employer
werkje job
werkkamer study
werkloos unemployed
werkplaats workshop
werkschoenen work shoes
werkster cleaning lady
werkt works
werkte worked
werkten worked
werkverkeer commuter traffic
werkzaam working
werkzaamheden work
wervelend sparkling
wesen creature
westers western
*wet law
weten know
wetenschappelijk scientific
wettelijk legally
wezen been
wezenlijk essential
wezenloos vacant
wie who
wiebeloogjes googly eyes
wiebelt wobbles
wiegt rocks
wiel wheel
wielen wheels
wieltje little wheel
wieltjes little wheels
wiens whose
wifipunt wifi point
wij we
wijd wide
wijk neighbourhood
wijken neighbourhoods
wijkt deviates
wijlen late
wijn wine
wijnadviezen wine recommendations
wijnig little
wijnkoelkast wine fridge
wijs wise
wijsgerig philosophical
wijst points
wijze way
wijzen point
wijzig change
wijzige change
wijzigen change
wikken weigh
wil want
wilde wanted
wilden wanted
wildvreemd totally unknown
wildvreemde complete stranger
willekeurig random
willen want
willoos weak-willed
wilskrachtig strong-willed
*wilt want
wimperserum lash serum
winddicht windproof
winderig windy
windkracht wind force
windstil windless
winkel store
winkeliers shopkeepers
winkelinrichting shop fittings
winkelkassa shop checkout
winkelmand shopping basket
winkelmandje shopping basket
winkelmedewerker shop employee
winkels shops
winkeltje small shop
winnaar winner
winnen win
winst profit
winstgevend profitable
wint wins
winterhard hardy
winterjassen winter coats
wintermaanden winter months
winterupdate winter update
wip jiffy
wis certain
wiskundeboek maths book
wiskundeleraar maths teacher
wiskundig mathematical
wispelturig fickle
wisselde changed
wisselen change
wisselend varying
wisselende varying
wisselgeldpotje change jar
wisselvallig changeable
wissen erase
wist knew
wisten knew
*wit white
witte white
witter whiter
*wk world cup
wnr when
woede anger
woedend furious
woekeraars profiteers
woelig turbulent
woensdag wednesday
wol wool
wolk cloud
wolkeloos cloudless
wolken clouds
wolkenloos cloudless
wollen woollen
wollig woolly
wond wound
*wonder miracle
wonderbaar miraculous
wonderbaarlijk miraculous
wonderen wonders
wonderlijk wondrous
wondermiddel miracle cure
wonderschoon exquisite
wonen live
woning home
woningkrediet home loan
woon live
woonachtig resident
woonhuis house
woonkamer living room
woonplaats place of residence
woont lives
woord word
woordblind dyslexic
woorden words
woordenboek dictionary
woordenschat vocabulary
woordje word
woordspelingen puns
*word become
worden become
wordt becomes
wormstekig worm-eaten
worstelen struggle
worstelpartij wrestling match
wort becomes
wortels carrots
wortelsap carrot juice
wou wanted
wraak revenge
wraakzuchtig vengeful
wrang bitter
wreed cruel
wreedaardig cruel
wss probably
wuifde waved
wulps lewd
*ww password
wás was
wél indeed
wéér again
wórd am becoming
*x times
*xx kisses
*yep yes
yogadocente yoga teacher
yogamat yoga mat
yoghurt yogurt
z'n his
zaadjes seeds
zaag saw
zaagsel sawdust
zaak matter
zaaknummer case number
zaal hall
zacht soft
zachtaardig gentle
zachte soft
zachter softer
zachthout softwood
zachtjes softly
zadel saddle
zadelkrukje saddle stool
zadels saddles
zadeltasje saddle bag
zaden seeds
zag saw
zagen saw
zagerij sawmill
zak bag
zakdoek handkerchief
zakelijk business
zakelijke business
zaken matters
zakenpartner business partner
zakgeld pocket money
zakje bag
zakjes small bags
zakken bags
zaklamp torch
zakt drops
zakte sank
zal will
zalf ointment
zalig delightful
zaliger late
zalmroze salmon pink
zand sand
zandbak sandpit
zanderig sandy
zandweg dirt road
zangles singing lesson
zat sat
zaten sat
zaterdag saturday
zaterdagavond saturday evening
zaterdagmiddag saturday afternoon
zaterdags on saturdays
ze they
zedelijk moral
zedenkundig ethical
zee sea
zeem chamois
zeemeeuw seagull
zeep soap
zeer very
zeerste most highly
zeewier seaweed
zeeziek seasick
zeg say
zegeltje stamp
zegeltjes saving stamps
zeggen say
zeggenschap say
zegt says
zei said
zeiden said
zeiknat soaking wet
zeil sail
zeker certainly
zekere certain
zekerheid certainty
zekeringen fuses
zekerweten for sure
zelden rarely
zeldzaam rare
zelf self
zelfbewust self-confident
zelfde same
zelfgebakken home-baked
zelfgekozen self-chosen
zelfgemaakt homemade
zelfhulpboek self-help book
zelfinscan self-scan
zelfs even
zelfscan self-scan
zelfstandig independent
zelfstandigheid independence
zelfverzekerd self-assured
zelfvoldaan smug
zender channel
zenders channels
zending shipment
zendingen shipments
zendmast transmission mast
zenuwachtig nervous
zenuwslopend nerve-racking
zenuwziek neurotic
zeperd flop
zere sore
zes six
zesde sixth
zesjarigen six-year-olds
zesje bare pass
zestien sixteen
zestig sixty
zet put
zette put
zetten put
zeulen lug
zeurderig whiny
zeurderige whiny
zeuren nag
zeven seven
zevenen seven o'clock
zever drivel
zeveren talk drivel
zich itself
zichtbaar visible
zichtrekening current account
zichzelf itself
zie see
ziek sick
ziekelijk sickly
zieken sick people
ziekenhuis hospital
ziekte illness
ziel soul
zielen souls
zielig pathetic
zielloos soulless
zielloze soulless
zien see
ziens see you
zier bit
ziet sees
zij she
zijden silk
zijdezacht silky soft
zijkanten sides
zijn are
zijne his
zijpaden side paths
zijpaneel side panel
zijslaper side sleeper
zijt are
zilt salty
zilveren silver
zin sense
zing sing
zingen sing
zingende singing
zingt sings
zinken sink
zinloos pointless
zinnelijk sensual
zinnen sentences
zinnig sensible
zinnigs sensible
zinvol meaningful
zionistisch zionist
zit sits
zitcomfort seating comfort
zitdag consultation day
zitje seat
zitpijn saddle soreness
zitten sit
zittend sitting
zitting seat
zitzak beanbag
zn his
zo so
zo'n such a
zoal among other things
zoals like
zocht searched
zodat so that
zodra as soon as
zoek lost
zoeken search
zoekertje viewfinder
zoekfilter search filter
zoekfunctie search function
zoekgemaakt mislaid
zoekgeraakt gone missing
zoekgeraakte lost
zoekt searches
zoel mild
zoemend buzzing
zoemt buzzes
zoenen kiss
zoet sweet
zoetgevooisd sweet-voiced
zoethoudertje sop
zoetsappig sugary
zoetzuur sweet and sour
zogeheten so-called
zogenaamd supposedly
zogenaamde so-called
zogenoemd so-called
zoiets something like that
zojuist just now
zolang as long as
zolder attic
zolderkamer attic room
zomaar just like that
zomer summer
zomeravond summer evening
zomerdag summer day
zomerdekbed summer duvet
zomerjas summer coat
zomerjurk summer dress
zomerjurkjes summer dresses
zomers summery
zomerse summery
zomertijd summer time
zomerweide summer meadow
zon sun
zonaal zonal
zondag sunday
zondagavond sunday evening
zondagmiddag sunday afternoon
zondagochtend sunday morning
zondags on sundays
zonde waste
zonder without
zonderling odd
zondig sinful
zonet just now
zongen sang
zonlicht sunlight
zonnebrandfles sunscreen bottle
zonnebril sunglasses
zonneklaar crystal clear
zonnepanelen solar panels
zonnepanelenomvormer solar panel inverter
zonnescherm awning
zonneslag sunstroke
zonnetje sunshine
zonnevakantie sun holiday
zonnig sunny
zonsondergang sunset
zooitje mess
zool sole
zoon son
zoontje little son
zooo so
zootje mess
zorg care
zorgde took care
zorgelijk worrying
zorgeloos carefree
zorgen worries
zorginstelling care facility
zorgpersoneel care staff
zorgvuldig careful
zorgwekkend worrying
zorgzaam caring
zotte crazy
zottigheden silliness
zou would
zouden would
zoudt would
zout salt
zoutbom salt bomb
zouteloos insipid
zoutloos salt-free
zoutzuur hydrochloric acid
zoveel so much
zoveelste umpteenth
zover so far
zowat almost
zowel both
zoölogisch zoological
zucht sigh
zuchten sigh
zuchtje sigh
zuid south
zuidkant south side
zuig vacuum
zuigen suck
zuigkracht suction power
zuigmond suction head
zuignap suction cup
zuignappen suction cups
zuigt sucks
zuil pillar
zuinig economical
zuinige economical
zuiniger more economical
zuiver pure
zul will
zulk such
zulke such
zullen will
zult will
zurig sourish
zus sister
zusje little sister
zuster sister
zusterlijk sisterly
zuur sour
zuurstof oxygen
zuurstofarm low in oxygen
zuurverdiend hard-earned
zwaaien wave
zwaar heavy
zwaarden swords
zwaarder heavier
zwaargebouwd heavily built
zwaargewichten heavyweights
zwaargewond seriously injured
zwaarmoedig melancholy
zwaarste heaviest
zwaarwichtig ponderous
zwager brother-in-law
zwak weak
zwakbegaafd mentally impaired
zwanger pregnant
zwangere pregnant
zwangerschap pregnancy
zwangerschapsbroek maternity trousers
zware heavy
zwart black
zwarte black
zwartgallig gloomy
zweef float
zweer swear
zweet sweat
zweetbandje sweatband
zwembad swimming pool
zwembadje paddling pool
zwembeurt swim session
zwembril swimming goggles
zwemmen swim
zwemtraining swimming training
zweten sweat
zweterig sweaty
zweverig airy-fairy
zwijgt is silent
zwijgzame taciturn
zwitserland switzerland
zwitsers swiss
zwoegen toil
zwoel sultry
zzp'er freelancer
zzp'ers freelancers
zó so
álle all
ándere other
é eh
écht really
én and
één one
íets something
überhaupt at all
"""
