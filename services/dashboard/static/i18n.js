// The page's own words in Dutch and English. Reasons come from the policy, as it was written.

const WORDS = {
  en: {
    skip: "Skip to the messages",
    language: "Language",
    theme: "Light or dark",
    leave: "Forget the key",
    close: "Close",
    figures: "The last hour in figures",
    flow_title: "The last hour",
    flow_empty: "No messages in the last hour. The next one appears here.",
    messages_title: "Messages as they come in",
    windows_title: "Per topic",
    windows_hint: "messages in 5 minutes",
    breaches_title: "Promises not kept",
    rewards_title: "Members who help",
    rewards_hint: "points",
    older: "Older messages",
    pause: "Pause",
    resume: "Go on",
    more_new: (n) => `${n} new`,
    door_title: "See every message find its way",
    door_text: "This page shows customer messages, so it asks for a key.",
    door_label: "Key",
    door_go: "Show the stream",
    door_hint: "A key with the scope read:stream; `klantstroom keys create` makes one. It stays in this tab only.",
    door_wrong: "That key is not valid, or may not read the stream.",
    path_title: "The path of this message",
    path_gone: "This message is no longer among the newest that are remembered.",
    path_failed: "The path could not be read. Try again in a moment.",
    connecting: "Connecting",
    live: "Live",
    quiet: "Live, quiet",
    lost: (s) => `Connection lost, back in ${s} s`,
    catching_up: "Catching up",
    all: "All",
    reset: "Clear",
    channel: "Channel",
    topic: "Topic",
    destination: "Destination",
    team: "Team",
    fig_messages: "Messages",
    fig_rate: "Per minute",
    fig_community: "To the community",
    fig_open: "Open conversations",
    fig_points: "Points earned",
    fig_hour: "in the last hour",
    fig_now: "over the last 5 minutes",
    fig_share: (n) => `${n} of the last hour's`,
    fig_breached: (n) => (n === 0 ? "all promises kept" : `${n} past a promise`),
    fig_matured: (n) => `${n} paid out or payable`,
    no_breaches: "None. Every promise of the moment is kept.",
    no_rewards: "No rewards yet.",
    no_windows: "No counts yet.",
    no_messages: "Nothing yet. Messages appear here the moment they are routed.",
    since: "since",
    by: "by",
    why: "Why",
    evidence: "Words that weighed most",
    confidence: "confidence",
    personal: "needs this customer's data",
    not_personal: "anyone who knows the product could answer",
    priority: "priority",
    due: "First answer due",
    resolution: "Solved by",
    policy: "policy",
    model: "model",
    suggested: "Suggested answers",
    redactions: "Personal details replaced",
    returning: "wrote before",
    new_customer: "first message",
    received: (channel, returning) => `By ${channel.toLowerCase()}, from a customer ${returning ? "who wrote before" : "whom we had not met"}`,
    steps: { received: "Received", classified: "Understood", routed: "Routed", conversation: "Conversation", work: "Work", reply: "Reply", activity: "Community", reward: "Reward" },
    changes: { opened: "opened", assigned: "assigned", escalated: "escalated", answered: "answered", breached: "promise broken", resolved: "resolved", reopened: "reopened", merged: "merged", offered: "offered", accepted: "accepted", declined: "declined", expired: "expired", transferred: "transferred", asked: "question asked", kudos: "thanked", idea: "idea", idea_adopted: "idea adopted", flagged: "flagged", referral: "referral", referral_activated: "referral active" },
    states: { pending: "earned", matured: "payable", reversed: "taken back", paid: "paid out" },
    targets: { first_response: "first answer", next_response: "next answer", resolution: "solution" },
    channels: { web: "Web", email: "E-mail", chat: "Chat", phone: "Phone", social: "Social", forum: "Forum" },
    destinations: { community: "Community", agents: "Agents", notice: "Notice" },
    topics: { billing: "Billing", payment: "Payment", delivery: "Delivery", returns: "Returns", account_access: "Account access", technical_problem: "Technical problem", outage: "Outage", contract: "Contract", product_question: "Product question", feedback: "Feedback", other: "Other" },
    sentiments: { negative: "negative", neutral: "neutral", positive: "positive" },
    urgencies: { low: "can wait", normal: "normal", high: "urgent" },
    emotions: { anger: "anger", sadness: "sadness", fear: "fear", joy: "joy" },
    kinds: { question: "question", complaint: "complaint", idea: "idea", praise: "praise", other: "other" },
    gone: { "too slow": "This tab fell behind", "shutting down": "The service restarts", stalled: "This tab fell behind", "the broker is away": "The broker is away" },
  },
  nl: {
    skip: "Naar de berichten",
    language: "Taal",
    theme: "Licht of donker",
    leave: "Sleutel vergeten",
    close: "Sluiten",
    figures: "Het laatste uur in cijfers",
    flow_title: "Het laatste uur",
    flow_empty: "Geen berichten in het laatste uur. Het volgende verschijnt hier.",
    messages_title: "Berichten zodra ze binnenkomen",
    windows_title: "Per onderwerp",
    windows_hint: "berichten per 5 minuten",
    breaches_title: "Beloften niet gehaald",
    rewards_title: "Leden die helpen",
    rewards_hint: "punten",
    older: "Oudere berichten",
    pause: "Pauze",
    resume: "Verder",
    more_new: (n) => `${n} nieuw`,
    door_title: "Zie elk bericht zijn weg vinden",
    door_text: "Deze pagina toont berichten van klanten en vraagt daarom een sleutel.",
    door_label: "Sleutel",
    door_go: "Toon de stroom",
    door_hint: "Een sleutel met het recht read:stream; `klantstroom keys create` maakt er een. Hij blijft alleen in dit tabblad.",
    door_wrong: "Deze sleutel is niet geldig, of mag de stroom niet lezen.",
    path_title: "De weg van dit bericht",
    path_gone: "Dit bericht hoort niet meer bij de nieuwste die worden onthouden.",
    path_failed: "De weg kon niet worden gelezen. Probeer het zo nog eens.",
    connecting: "Verbinden",
    live: "Live",
    quiet: "Live, rustig",
    lost: (s) => `Verbinding weg, terug over ${s} s`,
    catching_up: "Bijlezen",
    all: "Alle",
    reset: "Wissen",
    channel: "Kanaal",
    topic: "Onderwerp",
    destination: "Bestemming",
    team: "Team",
    fig_messages: "Berichten",
    fig_rate: "Per minuut",
    fig_community: "Naar de community",
    fig_open: "Open gesprekken",
    fig_points: "Punten verdiend",
    fig_hour: "in het laatste uur",
    fig_now: "over de laatste 5 minuten",
    fig_share: (n) => `${n} van het laatste uur`,
    fig_breached: (n) => (n === 0 ? "alle beloften gehaald" : `${n} over een belofte heen`),
    fig_matured: (n) => `${n} uitbetaald of uit te betalen`,
    no_breaches: "Geen. Elke belofte van dit moment wordt gehaald.",
    no_rewards: "Nog geen beloningen.",
    no_windows: "Nog geen tellingen.",
    no_messages: "Nog niets. Berichten verschijnen hier zodra ze hun weg hebben.",
    since: "sinds",
    by: "door",
    why: "Waarom",
    evidence: "Woorden die het zwaarst wogen",
    confidence: "zekerheid",
    personal: "vraagt gegevens van deze klant",
    not_personal: "wie het product kent kan dit beantwoorden",
    priority: "prioriteit",
    due: "Eerste antwoord voor",
    resolution: "Opgelost voor",
    policy: "beleid",
    model: "model",
    suggested: "Voorgestelde antwoorden",
    redactions: "Persoonsgegevens vervangen",
    returning: "schreef eerder",
    new_customer: "eerste bericht",
    received: (channel, returning) => `Via ${channel.toLowerCase()}, van een klant ${returning ? "die eerder schreef" : "die we nog niet kenden"}`,
    steps: { received: "Ontvangen", classified: "Begrepen", routed: "Gerouteerd", conversation: "Gesprek", work: "Werk", reply: "Antwoord", activity: "Community", reward: "Beloning" },
    changes: { opened: "geopend", assigned: "toegewezen", escalated: "opgeschaald", answered: "beantwoord", breached: "belofte gebroken", resolved: "opgelost", reopened: "heropend", merged: "samengevoegd", offered: "aangeboden", accepted: "aangenomen", declined: "afgewezen", expired: "verlopen", transferred: "overgedragen", asked: "vraag gesteld", kudos: "bedankt", idea: "idee", idea_adopted: "idee overgenomen", flagged: "gemeld", referral: "aanbreng", referral_activated: "aanbreng actief" },
    states: { pending: "verdiend", matured: "uit te betalen", reversed: "teruggenomen", paid: "uitbetaald" },
    targets: { first_response: "eerste antwoord", next_response: "volgend antwoord", resolution: "oplossing" },
    channels: { web: "Web", email: "E-mail", chat: "Chat", phone: "Telefoon", social: "Social", forum: "Forum" },
    destinations: { community: "Community", agents: "Medewerkers", notice: "Mededeling" },
    topics: { billing: "Facturen", payment: "Betaling", delivery: "Bezorging", returns: "Retour", account_access: "Inloggen", technical_problem: "Technisch probleem", outage: "Storing", contract: "Contract", product_question: "Productvraag", feedback: "Feedback", other: "Overig" },
    sentiments: { negative: "negatief", neutral: "neutraal", positive: "positief" },
    urgencies: { low: "kan wachten", normal: "normaal", high: "dringend" },
    emotions: { anger: "boosheid", sadness: "verdriet", fear: "angst", joy: "vreugde" },
    kinds: { question: "vraag", complaint: "klacht", idea: "idee", praise: "lof", other: "overig" },
    gone: { "too slow": "Dit tabblad raakte achter", "shutting down": "De dienst start opnieuw", stalled: "Dit tabblad raakte achter", "the broker is away": "De broker is weg" },
  },
};

let language = null;
const listeners = [];

export function lang() {
  if (language === null) {
    const wanted = [localStorage.getItem("klantstroom.lang"), ...(navigator.languages ?? [navigator.language])];
    language = wanted.map((name) => String(name ?? "").slice(0, 2).toLowerCase()).find((name) => name in WORDS) ?? "en";
  }
  return language;
}

export function setLang(wanted) {
  language = wanted;
  localStorage.setItem("klantstroom.lang", wanted);
  apply();
  for (const listener of listeners) listener();
}

export const onLang = (listener) => listeners.push(listener);

/** The word for `key`; with more arguments, the phrase made of them. */
export function t(key, ...values) {
  const word = WORDS[lang()][key];
  return typeof word === "function" ? word(...values) : (word ?? key);
}

/** The name of a value in a family (channels, topics …); a company's own names are shown as they are, without underscores. */
export function name(family, value) {
  if (value === null || value === undefined || value === "") return "";
  const known = WORDS[lang()][family];
  if (Object.hasOwn(known, value)) return known[value];
  const plain = String(value).replaceAll("_", " ");
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}

/** Put words into everything that asks for them with data-t (text) or data-t-label (aria-label and title). */
export function apply() {
  document.documentElement.lang = lang();
  for (const node of document.querySelectorAll("[data-t]")) node.textContent = t(node.dataset.t);
  for (const node of document.querySelectorAll("[data-t-label]")) {
    node.setAttribute("aria-label", t(node.dataset.tLabel));
    if (node.tagName === "BUTTON") node.title = t(node.dataset.tLabel);
  }
}

const locale = () => (lang() === "nl" ? "nl-NL" : "en-GB");
export const number = (value) => new Intl.NumberFormat(locale()).format(value);
export const compact = (value) => new Intl.NumberFormat(locale(), value >= 10000 ? { notation: "compact", maximumFractionDigits: 1 } : { maximumFractionDigits: 1 }).format(value);
export const percent = (value) => new Intl.NumberFormat(locale(), { style: "percent", maximumFractionDigits: 0 }).format(value);
export function clock(at, seconds = true) {
  const time = new Date(at);
  return Number.isNaN(time.getTime()) ? "" : time.toLocaleTimeString(locale(), { hour: "2-digit", minute: "2-digit", ...(seconds ? { second: "2-digit" } : {}) });
}
export function moment(at) {
  const time = new Date(at);
  if (Number.isNaN(time.getTime())) return "";
  const today = new Date().toDateString() === time.toDateString();
  return today ? clock(at, false) : time.toLocaleString(locale(), { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
}
