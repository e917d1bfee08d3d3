// The picture of the flow: channels → topics → destinations, as wide as there are messages; each new message runs through it as a spark.

import { byId, icon, svg } from "./dom.js";
import { compact, name } from "./i18n.js";

const CHANNELS = ["web", "email", "chat", "phone", "social", "forum"];
const MOST_TOPICS = 11;
const MOST_SPARKS = 80;
// Sparks are drawn at most so often; the eye asks for no more.
const FRAME_MS = 30;
const RESETTLE_MS = 1200;
const SPARK_MS = 2600;
const SETTLE_MS = 500;
const BAR = 6;
const TAIL = 4;
// Characters of a name on a phone.
const NARROW = 12;
const still = matchMedia("(prefers-reduced-motion: reduce)");

/** Rows of [channel, topic, destination, team, count] as nodes and links. */
export function graph(rows) {
  const nodes = new Map();
  const links = new Map();
  const node = (column, key, count, extra) => {
    const id = `${column}:${key}`;
    const found = nodes.get(id) ?? { id, column, key, count: 0, ...extra };
    found.count += count;
    nodes.set(id, found);
    return id;
  };
  const link = (from, to, count, destination) => {
    const id = `${from}>${to}`;
    const found = links.get(id) ?? { id, from, to, count: 0, destination };
    found.count += count;
    links.set(id, found);
  };
  for (const channel of CHANNELS) node(0, channel, 0);
  for (const [channel, topic, destination, team, count] of rows) {
    const a = node(0, channel, count);
    const b = node(1, topic, count);
    const c = node(2, destinationKey(destination, team), count, { destination, team });
    link(a, b, count, null);
    link(b, c, count, destination);
  }
  return { nodes, links };
}

export const destinationKey = (destination, team) => (destination === "agents" && team ? `agents/${team}` : destination);

const ORDER = { community: 0, notice: 1, agents: 2 };

function sorted(nodes, column) {
  const found = [...nodes.values()].filter((node) => node.column === column);
  if (column === 0) return found.sort((a, b) => CHANNELS.indexOf(a.key) - CHANNELS.indexOf(b.key));
  if (column === 1) return found.sort((a, b) => b.count - a.count || a.key.localeCompare(b.key));
  return found.sort((a, b) => ORDER[a.destination] - ORDER[b.destination] || b.count - a.count || a.key.localeCompare(b.key));
}

export class Flow {
  /** `onPick({channel|topic|destination|team})` when a node is chosen. */
  constructor(onPick) {
    this.onPick = onPick;
    this.box = byId("flow");
    this.canvas = byId("flow-canvas");
    this.context = this.canvas.getContext("2d");
    // Sparks run between the ribbons and the names, so that names stay readable.
    this.ribbons = byId("flow-ribbons");
    this.bars = byId("flow-nodes");
    this.rows = new Map();
    this.at = new Map(); // node id → {y, h} as shown
    this.drawn = { nodes: new Map(), links: new Map() };
    this.sparks = [];
    this.settledAt = 0;
    this.drawnAt = 0;
    this.frame = null;
    this.picked = {};
    this.dirty = false;
    new ResizeObserver(() => this.resize()).observe(this.box);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.recolour());
    this.recolour();
    this.resize();
  }

  recolour() {
    const style = getComputedStyle(document.documentElement);
    this.colours = Object.fromEntries(["community", "agents", "notice", "brand"].map((key) => [key, style.getPropertyValue(`--${key}`).trim()]));
  }

  /** Counts as the server says they are. */
  set(rows) {
    this.rows = new Map(rows.map((row) => [row.slice(0, 4).join("\u0000"), row]));
    this.changed();
  }

  /** One more message. */
  add(channel, topic, destination, team) {
    const key = [channel, topic, destination, team ?? ""].join("\u0000");
    const row = this.rows.get(key) ?? [channel, topic, destination, team ?? null, 0];
    row[4] += 1;
    this.rows.set(key, row);
    this.changed();
    if (!still.matches && !document.hidden && this.sparks.length < MOST_SPARKS) {
      const jitter = Math.random();
      this.sparks.push({ ids: [`0:${channel}`, `1:${topic}`, `2:${destinationKey(destination, team)}`], destination, born: performance.now() + jitter * 250, jitter });
      this.animate();
    }
  }

  pick(picked) {
    this.picked = picked;
    this.changed();
  }

  changed() {
    if (this.dirty) return;
    this.dirty = true;
    // Now and then is enough for widths; sparks show each message. The first messages are drawn at once: until then it says that there are none.
    setTimeout(() => {
      this.dirty = false;
      this.layout();
    }, this.target.links.size ? RESETTLE_MS : 0);
  }

  resize() {
    const { width } = this.box.getBoundingClientRect();
    this.width = Math.max(280, width);
    this.narrow = this.width < 620;
    this.height = this.narrow ? 430 : 400;
    for (const picture of [this.ribbons, this.bars]) {
      picture.setAttribute("viewBox", `0 0 ${this.width} ${this.height}`);
      picture.setAttribute("height", this.height);
    }
    const scale = Math.min(2, devicePixelRatio || 1);
    this.canvas.width = this.width * scale;
    this.canvas.height = this.height * scale;
    this.canvas.style.width = `${this.width}px`;
    this.canvas.style.height = `${this.height}px`;
    this.context.setTransform(scale, 0, 0, scale, 0, 0);
    const [left, right] = this.narrow ? [30, 108] : [100, 208];
    this.x = [left, Math.round(left + (this.width - left - right) * 0.46), this.width - right];
    this.at.clear();
    this.layout();
  }

  layout() {
    const { nodes, links } = graph(this.rows.values());
    const topics = sorted(nodes, 1);
    for (const gone of topics.slice(MOST_TOPICS)) {
      nodes.delete(gone.id);
      for (const [id, link] of links) if (link.from === gone.id || link.to === gone.id) links.delete(id);
    }
    byId("flow-empty").hidden = topics.length > 0;
    for (const column of [0, 1, 2]) {
      const members = sorted(nodes, column);
      const total = members.reduce((sum, node) => sum + node.count, 0) || 1;
      const least = members.length ? Math.min(20, (this.height - 24) / members.length - 6) : 0;
      const gap = 6;
      // The column breathes: with few members it does not fill the height.
      const room = Math.min(this.height - 20, members.length * 62) - gap * (members.length - 1) - least * members.length;
      const used = least * members.length + gap * (members.length - 1) + Math.max(0, room);
      let y = (this.height - used) / 2;
      for (const node of members) {
        node.h = least + Math.max(0, room) * (node.count / total);
        node.y = y;
        y += node.h + gap;
      }
    }
    this.target = { nodes, links };
    this.from = new Map([...nodes.keys()].map((id) => [id, this.at.get(id) ?? { y: nodes.get(id).y + nodes.get(id).h / 2, h: 0 }]));
    this.settledAt = performance.now() + (still.matches ? 0 : SETTLE_MS);
    this.startedAt = performance.now();
    this.animate();
  }

  animate() {
    if (this.frame === null) this.frame = requestAnimationFrame((now) => this.tick(now));
  }

  tick(now) {
    this.frame = null;
    if (now - this.drawnAt < FRAME_MS) {
      this.animate();
      return;
    }
    this.drawnAt = now;
    if (this.target && this.startedAt !== null) {
      const span = this.settledAt - this.startedAt;
      const part = span <= 0 ? 1 : Math.max(0, Math.min(1, (now - this.startedAt) / span)); // a frame may carry a time from before
      const eased = 1 - (1 - part) ** 3;
      for (const node of this.target.nodes.values()) {
        const from = this.from.get(node.id);
        this.at.set(node.id, { y: from.y + (node.y - from.y) * eased, h: from.h + (node.h - from.h) * eased });
      }
      this.draw();
      if (part >= 1) this.startedAt = null;
    }
    this.spark(now);
    if (this.startedAt !== null || this.sparks.length) this.animate();
  }

  draw() {
    const { nodes, links } = this.target;
    const used = new Map([...nodes.keys()].map((id) => [id, { out: 0, in: 0 }]));
    const rank = (id) => nodes.get(id)?.y ?? 0;
    const ordered = [...links.values()].sort((a, b) => rank(a.from) - rank(b.from) || rank(a.to) - rank(b.to));
    for (const link of ordered) {
      const [from, to] = [nodes.get(link.from), nodes.get(link.to)];
      const [a, b] = [this.at.get(link.from), this.at.get(link.to)];
      const height = [(link.count / from.count) * a.h, (link.count / to.count) * b.h];
      link.y0 = a.y + used.get(link.from).out;
      link.y1 = b.y + used.get(link.to).in;
      link.h0 = height[0];
      link.h1 = height[1];
      used.get(link.from).out += height[0];
      used.get(link.to).in += height[1];
      link.x0 = this.x[from.column] + BAR;
      link.x1 = this.x[to.column];
    }
    this.sync(this.ribbons, this.drawn.links, links, () => svg("path", { class: "ribbon" }), (path, link) => {
      const middle = (link.x0 + link.x1) / 2;
      path.setAttribute(
        "d",
        `M${link.x0} ${link.y0.toFixed(1)}C${middle} ${link.y0.toFixed(1)} ${middle} ${link.y1.toFixed(1)} ${link.x1} ${link.y1.toFixed(1)}` +
          `V${(link.y1 + link.h1).toFixed(1)}C${middle} ${(link.y1 + link.h1).toFixed(1)} ${middle} ${(link.y0 + link.h0).toFixed(1)} ${link.x0} ${(link.y0 + link.h0).toFixed(1)}Z`,
      );
      path.setAttribute("data-destination", link.destination ?? "none");
    });
    this.sync(this.bars, this.drawn.nodes, nodes, (node) => this.bar(node), (group, node) => this.place(group, node));
    this.links = links;
  }

  sync(parent, drawn, wanted, make, update) {
    for (const [id, node] of drawn) {
      if (!wanted.has(id)) {
        node.remove();
        drawn.delete(id);
      }
    }
    for (const [id, item] of wanted) {
      let node = drawn.get(id);
      if (!node) {
        node = make(item);
        drawn.set(id, node);
        parent.append(node);
      }
      update(node, item);
    }
  }

  bar(node) {
    const pick = () => this.onPick(selection(node));
    const group = svg(
      "g",
      {
        class: "node",
        role: "button",
        tabindex: "0",
        "data-column": node.column,
        "data-destination": node.destination ?? "none",
        onclick: pick,
        onkeydown: (event) => {
          if (event.key === "Enter" || event.key === " ") {
            event.preventDefault();
            pick();
          }
        },
      },
      svg("rect", { class: "hit" }),
      svg("rect", { class: "bar", rx: 3, width: BAR }),
    );
    if (node.column === 0) {
      const picture = icon(node.key);
      picture.setAttribute("width", 16);
      picture.setAttribute("height", 16);
      group.append(picture);
    }
    group.append(svg("text", { class: "label" }, svg("tspan", { class: "title" }), svg("tspan", { class: "count" })));
    return group;
  }

  place(group, node) {
    const { y, h } = this.at.get(node.id);
    const x = this.x[node.column];
    const [hit, bar] = group.querySelectorAll("rect");
    bar.setAttribute("x", x);
    bar.setAttribute("y", y.toFixed(1));
    bar.setAttribute("height", Math.max(2, h).toFixed(1));
    const text = group.querySelector("text");
    const [title, count] = text.querySelectorAll("tspan");
    const middle = y + h / 2;
    const full = titleOf(node, this.narrow);
    const label = this.narrow && full.length > NARROW ? `${full.slice(0, NARROW - 1).trimEnd()}…` : full;
    if (title.textContent !== label) title.textContent = label;
    const amount = node.count ? compact(node.count) : "";
    text.setAttribute("y", middle.toFixed(1));
    if (node.column === 0) {
      text.setAttribute("x", x - 34);
      text.setAttribute("text-anchor", "end");
      count.textContent = "";
      const picture = group.querySelector("svg");
      picture.setAttribute("x", x - 26);
      picture.setAttribute("y", (middle - 8).toFixed(1));
    } else {
      text.setAttribute("x", x + BAR + 8);
      count.textContent = ` ${amount}`;
    }
    const width = node.column === 0 ? x : node.column === 1 ? 130 : this.width - x;
    hit.setAttribute("x", node.column === 0 ? 0 : x - 4);
    hit.setAttribute("y", (y - 2).toFixed(1));
    hit.setAttribute("width", width + 10);
    hit.setAttribute("height", (h + 4).toFixed(1));
    group.setAttribute("aria-label", `${titleOf(node, false)}: ${node.count}`);
    const wanted = selection(node);
    group.setAttribute("aria-pressed", String(Object.entries(wanted).every(([field, value]) => this.picked[field] === value)));
    group.classList.toggle("idle", node.count === 0);
  }

  spark(now) {
    const context = this.context;
    context.clearRect(0, 0, this.width, this.height);
    if (!this.links) return;
    this.sparks = this.sparks.filter((spark) => now - spark.born < SPARK_MS);
    for (const spark of this.sparks) {
      const part = (now - spark.born) / SPARK_MS;
      if (part < 0) continue;
      context.fillStyle = this.colours[spark.destination] ?? this.colours.brand;
      const head = this.point(spark, part);
      if (!head) continue;
      const fade = part > 0.92 ? (1 - part) / 0.08 : 1;
      context.strokeStyle = context.fillStyle;
      for (let tail = 0; tail < TAIL; tail += 1) {
        const [from, to] = [this.point(spark, part - tail * 0.012), this.point(spark, Math.max(0, part - (tail + 1) * 0.012))];
        if (!from || !to || part < tail * 0.012) break;
        context.globalAlpha = 0.6 * (1 - tail / TAIL) * fade;
        context.lineWidth = 4.4 * (1 - tail / TAIL);
        context.beginPath();
        context.moveTo(from.x, from.y);
        context.lineTo(to.x, to.y);
        context.stroke();
      }
      context.globalAlpha = fade;
      context.beginPath();
      context.arc(head.x, head.y, 3.2, 0, 7);
      context.fill();
    }
    context.globalAlpha = 1;
  }

  /** Where a spark is at `part` of its way, within the ribbons it runs through. */
  point(spark, part) {
    const leg = part < 0.5 ? 0 : 1;
    const link = this.links.get(`${spark.ids[leg]}>${spark.ids[leg + 1]}`);
    if (!link || link.x0 === undefined) return null;
    const linear = leg === 0 ? part * 2 : part * 2 - 1;
    const u = linear * linear * (3 - 2 * linear);
    const y0 = link.y0 + link.h0 * (0.15 + 0.7 * spark.jitter);
    const y1 = link.y1 + link.h1 * (0.15 + 0.7 * spark.jitter);
    const v = 1 - u;
    const middle = (link.x0 + link.x1) / 2;
    return {
      x: v * v * v * link.x0 + 3 * v * v * u * middle + 3 * v * u * u * middle + u * u * u * link.x1,
      y: v * v * (v + 3 * u) * y0 + u * u * (u + 3 * v) * y1,
    };
  }
}

function selection(node) {
  if (node.column === 0) return { channel: node.key };
  if (node.column === 1) return { topic: node.key };
  return node.team && node.destination === "agents" ? { destination: "agents", team: node.team } : { destination: node.destination };
}

function titleOf(node, short) {
  if (node.column === 0) return name("channels", node.key);
  if (node.column === 1) return name("topics", node.key);
  if (node.destination === "agents" && node.team) return short ? name("topics", node.team) : `${name("destinations", "agents")} · ${name("topics", node.team).toLowerCase()}`;
  return name("destinations", node.destination);
}

export const destinationName = (destination, team) => titleOf({ column: 2, destination, team }, false);
