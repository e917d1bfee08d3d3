// The list of messages, newest on top. It never moves under a hand: while the pointer or the focus is in it, new ones wait.

import { byId, el, icon } from "./dom.js";
import { destinationName } from "./flow.js";
import { clock, name, t } from "./i18n.js";

const MOST = 120;
const MOST_WAITING = 200;
// Rows that come in at once. More in a quarter of a second nobody sees; they are in the history.
const MOST_AT_ONCE = 12;
// With more than so many a highlight is a flicker.
const CALM = 8;
const SNIPPET = 220;

export class Messages {
  /** `open(messageId)` when one is chosen; `older(cursor)` answers a page of history. */
  constructor(open, older) {
    this.open = open;
    this.fetchOlder = older;
    this.list = byId("messages");
    this.waiting = [];
    this.shown = new Set();
    this.cursor = null;
    this.paused = false;
    this.held = false;
    this.scheduled = false;
    byId("pause").addEventListener("click", () => this.pause(!this.paused));
    byId("more-new").addEventListener("click", () => this.release(true));
    byId("older").addEventListener("click", () => this.showOlder());
    this.list.addEventListener("pointerenter", (event) => this.hold(event.pointerType === "mouse"));
    this.list.addEventListener("pointerleave", () => this.hold(this.list.contains(document.activeElement)));
    this.list.addEventListener("focusin", () => this.hold(true));
    this.list.addEventListener("focusout", (event) => this.hold(this.list.contains(event.relatedTarget) || this.list.matches(":hover")));
    this.list.addEventListener("keydown", (event) => this.key(event));
    this.words();
  }

  words() {
    byId("pause").textContent = t(this.paused ? "resume" : "pause");
    this.tell();
  }

  /** Replace all, as after a snapshot. */
  set(messages) {
    this.waiting = [];
    this.shown.clear();
    this.list.replaceChildren();
    for (const message of messages) this.append(message);
    this.emptiness();
    byId("older").hidden = messages.length === 0;
    this.cursor = undefined;
    this.tell();
  }

  add(message) {
    this.waiting.push(message);
    if (this.waiting.length > MOST_WAITING) this.waiting.splice(0, this.waiting.length - MOST_WAITING);
    if (this.paused || this.held) this.tell();
    else this.schedule();
  }

  schedule() {
    if (this.scheduled) return;
    this.scheduled = true;
    // Four times a second can be followed by an eye; each frame would only be a blur.
    setTimeout(() => {
      this.scheduled = false;
      if (!this.paused && !this.held) this.release(false);
    }, 250);
  }

  release(asked) {
    const fresh = this.waiting.slice(asked ? -MOST : -MOST_AT_ONCE);
    const calm = fresh.length <= CALM;
    this.waiting = [];
    if (asked && this.paused) this.pause(false);
    const rows = [];
    for (const message of fresh.reverse()) {
      if (!this.shown.has(message.message_id)) rows.push(this.row(message, calm));
    }
    this.list.querySelector(".empty")?.remove();
    this.list.prepend(...rows);
    while (this.list.children.length > MOST) {
      this.shown.delete(this.list.lastElementChild.dataset.id);
      this.list.lastElementChild.remove();
      this.cursor = undefined;
    }
    if (rows.length) byId("older").hidden = false;
    this.tell();
    if (asked) this.list.querySelector("button")?.focus();
  }

  pause(paused) {
    this.paused = paused;
    byId("pause").setAttribute("aria-pressed", String(paused));
    this.words();
    if (!paused) this.schedule();
  }

  hold(held) {
    this.held = held;
    if (!held && this.waiting.length) this.schedule();
    this.tell();
  }

  tell() {
    const button = byId("more-new");
    button.hidden = this.waiting.length === 0 || !(this.paused || this.held);
    button.textContent = t("more_new", this.waiting.length >= MOST_WAITING ? `${MOST_WAITING}+` : this.waiting.length);
  }

  emptiness() {
    if (!this.list.children.length) this.list.append(el("li", { class: "empty", text: t("no_messages") }));
  }

  append(message) {
    if (!this.shown.has(message.message_id)) this.list.append(this.row(message, false));
  }

  async showOlder() {
    const button = byId("older");
    button.disabled = true;
    try {
      const last = this.list.lastElementChild?.dataset;
      const page = await this.fetchOlder(this.cursor ?? (last?.at ? `${last.at}-${last.id}` : null));
      for (const message of page.messages) this.append(message);
      this.cursor = page.next;
      button.hidden = page.next === null;
    } finally {
      button.disabled = false;
    }
  }

  key(event) {
    const rows = [...this.list.querySelectorAll("button")];
    const at = rows.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (to === undefined || !rows[to]) return;
    event.preventDefault();
    rows[to].focus();
  }

  row(message, fresh) {
    const { labels } = message;
    const text = message.text ?? message.public_text ?? "";
    const said = text.length > SNIPPET ? `${text.slice(0, SNIPPET)}…` : text;
    const why = message.reasons[message.reasons.length - 1]?.because ?? "";
    const where = destinationName(message.destination, message.team);
    const marks = el("span", { class: "marks" }, el("span", { class: "chip topic", text: name("topics", labels.topic) }), el("span", { class: "chip plain", text: labels.language.toUpperCase() }), sentiment(labels));
    if (labels.urgency === "high") marks.append(el("span", { class: "chip urgent" }, icon("urgent"), t("urgencies").high));
    this.shown.add(message.message_id);
    return el(
      "li",
      { "data-id": message.message_id, "data-at": String(Date.parse(message.routed_at)), class: fresh ? "fresh" : undefined },
      el(
        "button",
        { type: "button", class: "message", onclick: () => this.open(message.message_id) },
        el("span", { class: "channel" }, icon(message.channel, name("channels", message.channel))),
        el(
          "span",
          { class: "words" },
          el("span", { class: "said" }, message.subject ? el("b", { text: `${message.subject} ` }) : null, said),
          el("span", { class: "why" }, marks, el("span", { class: "reason", text: why })),
        ),
        el("span", { class: "where" }, el("time", { datetime: message.routed_at, text: clock(message.routed_at) }), el("span", { class: "chip to", "data-destination": message.destination }, icon(message.destination), where)),
      ),
    );
  }
}

export function sentiment(labels) {
  const score = Math.max(-1, Math.min(1, Number(labels.sentiment_score) || 0));
  const said = `${name("sentiments", labels.sentiment)}${labels.emotion !== "none" ? `, ${name("emotions", labels.emotion)}` : ""}`;
  const needle = el("i");
  needle.style.left = `${50 + score * 42}%`;
  return el("span", { class: "mood", role: "img", "aria-label": said, title: said, "data-sentiment": labels.sentiment }, needle);
}
