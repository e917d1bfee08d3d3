// Puts the page together: the key, the stream, the filters, the switches.

import { Board } from "./board.js";
import { byId, el, icon } from "./dom.js";
import { Flow } from "./flow.js";
import { apply, lang, name, onLang, setLang, t } from "./i18n.js";
import { Messages } from "./messages.js";
import { PathPanel } from "./path.js";
import { Stream } from "./stream.js";

const KEY = "klantstroom.key";
const FIELDS = ["channel", "topic", "destination", "team"];
const CHOICES = {
  channel: ["web", "email", "chat", "phone", "social", "forum"],
  topic: ["billing", "payment", "delivery", "returns", "account_access", "technical_problem", "outage", "contract", "product_question", "feedback", "other"],
  destination: ["community", "agents", "notice"],
  team: [],
};
const FAMILY = { channel: "channels", topic: "topics", destination: "destinations", team: "topics" };

let key = takeKey();
let stream = null;
let picked = pickedFromAddress();
let state = ["connecting", undefined];

/** The key from #key=…, which is then taken out of the address bar and the history. */
function takeKey() {
  const fragment = new URLSearchParams(location.hash.slice(1));
  const given = fragment.get("key");
  if (given) {
    sessionStorage.setItem(KEY, given);
    history.replaceState(null, "", location.pathname + location.search);
  }
  return given || sessionStorage.getItem(KEY);
}

function pickedFromAddress() {
  const query = new URLSearchParams(location.search);
  return Object.fromEntries(FIELDS.map((field) => [field, query.get(field)]).filter(([, value]) => value));
}

async function ask(address) {
  const response = await fetch(address, { headers: { Authorization: `Bearer ${key}` }, cache: "no-store" });
  if (response.status === 404) return null;
  if (!response.ok) throw new Error(`answered ${response.status}`);
  return response.json();
}

apply();
const path = new PathPanel((messageId) => ask(`/v1/messages/${encodeURIComponent(messageId)}/path`));
const open = (messageId) => messageId && path.open(messageId);
const board = new Board(open);
const messages = new Messages(open, (cursor) => {
  const query = new URLSearchParams(picked);
  if (cursor) query.set("cursor", cursor);
  return ask(`/v1/messages?${query}`);
});
const flow = new Flow(pick);

const handlers = {
  snapshot(snapshot) {
    board.snapshot(snapshot);
    flow.set(snapshot.totals.flow);
    messages.set(snapshot.messages);
    for (const topic of snapshot.known.topics) offer("topic", topic);
    for (const team of snapshot.known.teams) offer("team", team);
    drawFilters();
  },
  totals(totals) {
    board.setTotals(totals);
    flow.set(totals.flow);
  },
  routed(message) {
    board.routed(message);
    flow.add(message.channel, message.labels.topic, message.destination, message.team);
    messages.add(message);
    if (offer("topic", message.labels.topic) | offer("team", message.team)) drawFilters();
  },
  conversation: (change) => board.conversation(change),
  reward: (entry) => board.reward(entry),
  signal: (signal) => board.signal(signal),
  gone: ({ why }) => console.info("the stream ended:", why),
};

function offer(field, value) {
  if (!value || CHOICES[field].includes(value)) return false;
  CHOICES[field].push(value);
  return true;
}

function connect() {
  stream?.stop();
  byId("door").hidden = Boolean(key);
  byId("board").hidden = !key;
  byId("leave").hidden = !key;
  byId("state").hidden = !key;
  if (!key) {
    byId("key").focus();
    return;
  }
  stream = new Stream(key, new URLSearchParams(picked).toString(), {
    event: (type, value) => handlers[type]?.(value),
    state: show,
    refused() {
      forget();
      byId("door-error").textContent = t("door_wrong");
    },
    badFilter() {
      // A link of yesterday may name what nobody knows any more.
      picked = {};
      picks();
    },
  });
}

function show(name_, detail) {
  state = [name_, detail];
  byId("state").dataset.state = name_;
  byId("state-text").textContent = t(name_, detail);
}

function forget() {
  sessionStorage.removeItem(KEY);
  key = null;
  connect();
}

// -- filters ---------------------------------------------------------------------------------------------------------------

/** Choose, or let go of, what a node in the picture stands for. */
function pick(wanted) {
  const already = Object.entries(wanted).every(([field, value]) => picked[field] === value);
  picked = { ...picked };
  for (const [field, value] of Object.entries(wanted)) {
    if (already) delete picked[field];
    else picked[field] = value;
  }
  if (!already && wanted.destination && !wanted.team) delete picked.team;
  picks();
}

function picks() {
  const query = new URLSearchParams(picked).toString();
  history.replaceState(null, "", location.pathname + (query ? `?${query}` : ""));
  flow.pick(picked);
  drawFilters();
  connect();
}

function drawFilters() {
  const focused = document.activeElement?.id;
  byId("filters").replaceChildren(
    ...FIELDS.filter((field) => CHOICES[field].length || picked[field]).map((field) => {
      const choices = picked[field] && !CHOICES[field].includes(picked[field]) ? [...CHOICES[field], picked[field]] : CHOICES[field];
      const select = el(
        "select",
        {
          id: `filter-${field}`,
          "aria-label": t(field),
          "data-picked": picked[field] ? "yes" : undefined,
          onchange: (event) => {
            picked = { ...picked };
            if (event.target.value) picked[field] = event.target.value;
            else delete picked[field];
            picks();
          },
        },
        el("option", { value: "", text: t(field) }),
        ...choices.map((value) => el("option", { value, text: name(FAMILY[field], value) })),
      );
      select.value = picked[field] ?? "";
      return select;
    }),
    Object.keys(picked).length ? el("button", { type: "button", class: "pill-button", id: "filter-reset", onclick: () => { picked = {}; picks(); } }, t("reset")) : "",
  );
  if (focused?.startsWith("filter-")) byId(focused)?.focus();
}

// -- switches --------------------------------------------------------------------------------------------------------------

const THEMES = ["auto", "light", "dark"];
const THEME_ICON = { auto: "auto", light: "sun", dark: "moon" };

function theme(step) {
  const now = document.documentElement.dataset.theme ?? "auto";
  const next = step ? THEMES[(THEMES.indexOf(now) + 1) % THEMES.length] : now;
  if (next === "auto") {
    delete document.documentElement.dataset.theme;
    localStorage.removeItem("klantstroom.theme");
  } else {
    document.documentElement.dataset.theme = next;
    localStorage.setItem("klantstroom.theme", next);
  }
  byId("theme").replaceChildren(icon(THEME_ICON[next]));
  flow.recolour();
}

function language() {
  byId("lang-nl").setAttribute("aria-pressed", String(lang() === "nl"));
  byId("lang-en").setAttribute("aria-pressed", String(lang() === "en"));
}

onLang(() => {
  language();
  show(...state);
  drawFilters();
  board.words();
  messages.words();
  path.words();
  flow.layout();
  // Rows carry words too; the stream brings them anew.
  connect();
});

byId("lang-nl").addEventListener("click", () => setLang("nl"));
byId("lang-en").addEventListener("click", () => setLang("en"));
byId("theme").addEventListener("click", () => theme(true));
byId("leave").append(icon("leave"));
byId("leave").addEventListener("click", forget);
byId("door").addEventListener("submit", (event) => {
  event.preventDefault();
  key = byId("key").value.trim();
  byId("key").value = "";
  byId("door-error").textContent = "";
  sessionStorage.setItem(KEY, key);
  connect();
});
addEventListener("hashchange", () => {
  key = takeKey();
  connect();
});

theme(false);
language();
flow.pick(picked);
drawFilters();
connect();
