// Figures, windows, broken promises and rewards.

import { byId, el, svg } from "./dom.js";
import { clock, compact, moment, name, number, percent, t } from "./i18n.js";

const WINDOWS = 12;
const WINDOW_MS = 300000;
const TICKER = 6;
const LEADERS = 5;

export class Board {
  constructor(open) {
    this.open = open;
    this.totals = null;
    this.extra = 0;
    this.extraCommunity = 0;
    this.windows = new Map();
    this.breaches = new Map();
    this.rewards = [];
    this.points = new Map();
    this.dirty = new Set();
  }

  snapshot(snapshot) {
    this.setTotals(snapshot.totals);
    this.windows.clear();
    for (const signal of snapshot.signals) this.signal(signal);
    this.breaches = new Map(snapshot.breaches.toReversed().map((breach) => [breach.conversation_id, breach]));
    this.rewards = snapshot.rewards;
    this.points = new Map(snapshot.leaders.map((leader) => [leader.member_id, leader.points]));
    for (const part of ["figures", "windows", "breaches", "rewards"]) this.touch(part);
  }

  setTotals(totals) {
    this.totals = totals;
    this.extra = 0;
    this.extraCommunity = 0;
    this.touch("figures");
  }

  routed(message) {
    this.extra += 1;
    if (message.destination === "community") this.extraCommunity += 1;
    this.touch("figures");
  }

  conversation(change) {
    if (change.change === "breached") this.breaches.set(change.conversation_id, change);
    else if (change.status === "resolved" || change.change === "merged" || (change.change === "answered" && !this.breaches.get(change.conversation_id)?.target?.includes("resol"))) this.breaches.delete(change.conversation_id);
    this.touch("breaches");
  }

  reward(entry) {
    this.rewards = [entry, ...this.rewards].slice(0, 50);
    if (entry.state === "pending" || entry.state === "reversed") {
      const amount = entry.state === "reversed" ? -Math.abs(entry.amount) : entry.amount;
      this.points.set(entry.member_id, (this.points.get(entry.member_id) ?? 0) + amount);
      if (this.totals) this.totals.points[entry.state === "pending" ? "earned" : "reversed"] += entry.amount;
    }
    this.touch("rewards");
    this.touch("figures");
  }

  signal(signal) {
    if (signal.kind !== "metric" || !signal.subject.startsWith("messages/") || !signal.window_start) return;
    const topic = signal.subject.slice("messages/".length);
    const counts = this.windows.get(topic) ?? new Map();
    counts.set(Date.parse(signal.window_start), signal.value);
    this.windows.set(topic, counts);
    this.touch("windows");
  }

  touch(part) {
    if (!this.dirty.size) setTimeout(() => this.draw(), 400);
    this.dirty.add(part);
  }

  draw() {
    const parts = [...this.dirty];
    this.dirty.clear();
    for (const part of parts) this[`draw_${part}`]();
  }

  words() {
    for (const part of ["figures", "windows", "breaches", "rewards"]) this.touch(part);
  }

  draw_figures() {
    if (!this.totals) return;
    const { by_minute: minutes, flow, points } = this.totals;
    const messages = this.totals.messages + this.extra;
    const community = flow.reduce((sum, row) => sum + (row[2] === "community" ? row[4] : 0), 0) + this.extraCommunity;
    const recent = minutes.slice(-5);
    const rate = (recent.reduce((sum, count) => sum + count, 0) + this.extra) / 5;
    byId("figures").replaceChildren(
      figure(t("fig_messages"), compact(messages), t("fig_hour"), spark(minutes, this.extra)),
      figure(t("fig_rate"), compact(rate), t("fig_now")),
      figure(t("fig_community"), messages ? percent(community / messages) : "–", t("fig_share", compact(community)), null, "community"),
      figure(t("fig_open"), compact(this.totals.open_conversations), t("fig_breached", this.breaches.size), null, this.breaches.size ? "danger" : undefined),
      figure(t("fig_points"), compact(points.earned + Math.min(0, points.reversed)), t("fig_matured", compact(points.matured)), null, "reward"),
    );
  }

  draw_windows() {
    const newest = Math.max(...[...this.windows.values()].flatMap((counts) => [...counts.keys()]));
    const starts = Array.from({ length: WINDOWS }, (_, index) => newest - (WINDOWS - 1 - index) * WINDOW_MS);
    const rows = [...this.windows].map(([topic, counts]) => ({ topic, values: starts.map((start) => counts.get(start) ?? 0) }));
      rows.sort((a, b) => b.values.at(-1) - a.values.at(-1) || b.values.reduce((x, y) => x + y, 0) - a.values.reduce((x, y) => x + y, 0));
    const shown = rows.filter((row) => row.values.some((value) => value > 0)).slice(0, 11);
    byId("windows").replaceChildren(
      ...(shown.length ? shown.map(({ topic, values }) => el("li", { title: `${name("topics", topic)}: ${values.join(" · ")}` }, el("span", { class: "window-topic", text: name("topics", topic) }), bars(values), el("span", { class: "window-count", text: number(values.at(-1)) }))) : [el("li", { class: "empty", text: t("no_windows") })]),
    );
  }

  draw_breaches() {
    const all = [...this.breaches.values()].reverse();
    byId("breaches-count").textContent = all.length ? number(all.length) : "";
    byId("breaches").replaceChildren(
      ...(all.length
        ? all.slice(0, 6).map((breach) =>
            el(
              "li",
              {},
              el(
                "button",
                { type: "button", class: "breach", disabled: !breach.message_id, onclick: () => this.open(breach.message_id) },
                el("span", { class: "breach-what", text: name("targets", breach.target ?? "resolution") }),
                el("span", { class: "breach-who", text: [breach.team ? name("topics", breach.team) : name("destinations", breach.destination), breach.topic ? name("topics", breach.topic) : ""].filter(Boolean).join(" · ") }),
                el("time", { datetime: breach.at, text: `${t("since")} ${moment(breach.at)}` }),
              ),
            ),
          )
        : [el("li", { class: "empty", text: t("no_breaches") })]),
    );
  }

  draw_rewards() {
    const leaders = [...this.points].filter(([, points]) => points > 0).sort((a, b) => b[1] - a[1]).slice(0, LEADERS);
    const most = leaders[0]?.[1] ?? 1;
    byId("leaders").replaceChildren(
      ...(leaders.length
        ? leaders.map(([member, points], index) => {
            const bar = el("i", { class: "leader-bar" });
            bar.style.width = `${(points / most) * 100}%`;
            return el("li", {}, el("span", { class: "rank", text: String(index + 1) }), el("span", { class: "leader-name" }, el("span", { text: member }), bar), el("b", { text: number(points) }));
          })
        : [el("li", { class: "empty", text: t("no_rewards") })]),
    );
    byId("ticker").replaceChildren(
      ...this.rewards.slice(0, TICKER).map((entry) =>
        el("li", { "data-state": entry.state }, el("b", { text: `${entry.amount > 0 ? "+" : ""}${entry.amount}` }), el("span", { class: "ticker-why", title: entry.because, text: entry.because }), el("time", { datetime: entry.at, text: clock(entry.at, false) })),
      ),
    );
  }
}

function figure(title, value, hint, picture, tone) {
  return el("div", { class: "figure", "data-tone": tone }, el("p", { class: "figure-title", text: title }), el("p", { class: "figure-value", text: value }), el("p", { class: "figure-hint", text: hint }), picture ?? null);
}

function spark(minutes, extra) {
  const values = [...minutes.slice(0, -1), (minutes.at(-1) ?? 0) + extra];
  const most = Math.max(1, ...values);
  const step = 120 / (values.length - 1);
  const points = values.map((value, index) => `${(index * step).toFixed(1)},${(30 - (value / most) * 27).toFixed(1)}`);
  return svg("svg", { class: "sparkline", viewBox: "0 0 120 32", preserveAspectRatio: "none", "aria-hidden": "true" }, svg("polygon", { points: `0,32 ${points.join(" ")} 120,32` }), svg("polyline", { points: points.join(" ") }));
}

function bars(values) {
  // Each topic to its own measure: what matters is whether it rises. Two messages are no tower, though.
  const most = Math.max(8, ...values);
  const width = 100 / values.length;
  return svg(
    "svg",
    { class: "bars-small", viewBox: "0 0 100 24", preserveAspectRatio: "none", "aria-hidden": "true" },
    ...values.map((value, index) => {
      const height = value ? Math.max(2, (value / most) * 23) : 0.6;
      return svg("rect", { x: index * width + 1, y: 24 - height, width: width - 2, height, rx: 1, class: index === values.length - 1 ? "now" : undefined });
    }),
  );
}
