// The whole path of one message, as a panel: each step with its time and its reason.

import { byId, el, icon } from "./dom.js";
import { destinationName } from "./flow.js";
import { clock, moment, name, percent, t } from "./i18n.js";
import { sentiment } from "./messages.js";

export class PathPanel {
  /** `read(messageId)` answers the path, or null where the message is forgotten. */
  constructor(read) {
    this.read = read;
    this.panel = byId("path");
    this.body = byId("path-body");
    this.asked = null;
    byId("path-close").append(icon("close"));
    byId("path-close").addEventListener("click", () => this.panel.close());
    this.panel.addEventListener("click", (event) => {
      if (event.target === this.panel) this.panel.close();
    });
    this.panel.addEventListener("close", () => {
      this.asked = null;
    });
  }

  async open(messageId) {
    this.asked = messageId;
    this.body.replaceChildren(el("p", { class: "loading" }, "…"));
    if (!this.panel.open) this.panel.showModal();
    let content;
    try {
      const path = await this.read(messageId);
      content = path === null ? [el("p", { class: "empty", text: t("path_gone") })] : draw(path);
    } catch (error) {
      console.info("path not read:", error.name);
      content = [el("p", { class: "empty", text: t("path_failed") })];
    }
    // Another one may have been asked for in between.
    if (this.asked === messageId) this.body.replaceChildren(...content);
  }

  words() {
    if (this.asked !== null) this.open(this.asked);
  }
}

function draw({ message, steps }) {
  const head = el(
    "div",
    { class: "quoted" },
    el("p", { class: "quoted-meta" }, icon(message.channel), `${name("channels", message.channel)} · ${moment(message.sent_at)}${message.region ? ` · ${message.region}` : ""} · ${t(message.returning ? "returning" : "new_customer")}`),
    message.subject ? el("p", { class: "quoted-subject", text: message.subject }) : null,
    el("blockquote", { text: message.text ?? message.public_text ?? "" }),
    el("p", { class: "chip to", "data-destination": message.destination }, icon(message.destination), destinationName(message.destination, message.team)),
  );
  let before = null;
  const list = el("ol", { class: "steps" });
  for (const step of steps) {
    list.append(drawStep(step, before));
    before = step.at;
  }
  return [head, list, el("p", { class: "ids" }, el("code", { text: message.message_id }))];
}

function drawStep(step, before) {
  const what = DETAIL[step.step];
  const change = step.data.change ?? step.data.action ?? step.data.state;
  const said = change ? (t("changes")[change] ?? t("states")[change] ?? String(change)) : "";
  return el(
    "li",
    { class: "step", "data-step": step.step, "data-change": change },
    el("span", { class: "step-icon" }, icon(step.step)),
    el(
      "div",
      { class: "step-head" },
      el("h3", {}, t("steps")[step.step] ?? step.step, said ? el("span", { class: "step-change", text: said }) : null),
      el("span", { class: "step-time" }, el("time", { datetime: step.at, text: clock(step.at) }), after(before, step.at)),
    ),
    ...(what ? what(step) : [because(step)]),
  );
}

const because = (step) => el("p", { class: "because", text: step.because });

function after(before, at) {
  const ms = Date.parse(at) - Date.parse(before ?? "");
  if (!(ms > 0)) return null;
  const said = ms < 1000 ? `${Math.round(ms)} ms` : ms < 60000 ? `${(ms / 1000).toFixed(1)} s` : ms < 3600000 ? `${Math.round(ms / 60000)} min` : ms < 172800000 ? `${Math.round(ms / 3600000)} h` : `${Math.round(ms / 86400000)} d`;
  return el("span", { class: "after", text: `+${said}` });
}

const facts = (rows) => {
  const known = rows.filter(([, value]) => value !== undefined && value !== null && value !== "");
  return known.length ? el("dl", { class: "facts" }, ...known.flatMap(([term, value]) => [el("dt", { text: term }), el("dd", { text: String(value) })])) : null;
};

const DETAIL = {
  received: (step) => {
    const found = Object.entries(step.data.redactions ?? {});
    const said = t("received", name("channels", step.data.channel), step.data.returning);
    return [el("p", { class: "because", text: said }), facts([[t("redactions"), found.map(([kind, count]) => `${kind} × ${count}`).join(", ")]])];
  },
  classified: ({ data }) => {
    const { labels } = data;
    const chips = el(
      "p",
      { class: "chips" },
      el("span", { class: "chip topic", text: name("topics", labels.topic) }),
      el("span", { class: "chip plain", text: `${t("confidence")} ${percent(labels.topic_confidence)}` }),
      el("span", { class: "chip plain", text: labels.language.toUpperCase() }),
      el("span", { class: "chip plain", text: name("kinds", labels.kind) }),
      el("span", { class: `chip ${labels.urgency === "high" ? "urgent" : "plain"}`, text: name("urgencies", labels.urgency) }),
      el("span", { class: "chip plain" }, sentiment(labels), name("sentiments", labels.sentiment)),
    );
    const words = Object.entries(data.evidence ?? {}).filter(([, found]) => found.length);
    const evidence = words.length
      ? el("div", { class: "evidence" }, el("p", { class: "hint", text: t("evidence") }), ...words.map(([label, found]) => el("p", {}, el("span", { class: "hint", text: `${label.replaceAll("_", " ")} ` }), ...found.map((word) => el("mark", { text: word })))))
      : null;
    return [el("p", { class: "because", text: t(labels.personal ? "personal" : "not_personal") }), chips, evidence, facts([[t("model"), data.model_version]])];
  },
  routed: ({ data }) => [
    el("ol", { class: "reasons" }, ...data.reasons.map((reason) => el("li", {}, el("span", { class: "because", text: reason.because }), el("code", { text: reason.rule })))),
    data.suggested_answers?.length ? el("div", { class: "evidence" }, el("p", { class: "hint", text: t("suggested") }), ...data.suggested_answers.map((answer) => el("p", { class: "suggestion", text: answer.text }))) : null,
    facts([
      [t("priority"), data.priority],
      [t("due"), data.first_response_due && moment(data.first_response_due)],
      [t("resolution"), data.resolution_due && moment(data.resolution_due)],
      [t("policy"), data.policy_version],
    ]),
  ],
  reply: (step) => [el("blockquote", { class: "reply", text: step.data.text ?? "" }), el("p", { class: "hint", text: `${t("by")} ${step.data.author_id ?? step.data.author}` })],
  activity: (step) => [step.data.text ? el("blockquote", { class: "reply", text: String(step.data.text) }) : null, el("p", { class: "hint", text: `${t("by")} ${step.data.by_member_id ?? step.data.member_id}` })],
  reward: (step) => [el("p", { class: "because" }, el("b", { text: `${step.data.amount > 0 ? "+" : ""}${step.data.amount} ` }), `${step.data.member_id}: ${step.because}`)],
};
