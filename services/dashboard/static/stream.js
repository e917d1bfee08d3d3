// Server-Sent Events over fetch, because EventSource can send neither the key nor, after a reload of the connection, our filters' header.

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 15000;
// The server gives a sign of life every 10 s; a network that died in silence is noticed after this.
const SILENCE = 30000;

/** Splits text that arrives in pieces into events (HTML standard, 9.2.6). */
export class EventParser {
  constructor(onEvent) {
    this.onEvent = onEvent;
    this.rest = "";
    this.clear();
    this.lastId = "";
  }

  clear() {
    this.type = "message";
    this.data = [];
  }

  push(text) {
    this.rest += text;
    let end;
    let start = 0;
    while ((end = this.rest.indexOf("\n", start)) >= 0) {
      this.line(this.rest.charAt(end - 1) === "\r" && end > start ? this.rest.slice(start, end - 1) : this.rest.slice(start, end));
      start = end + 1;
    }
    this.rest = this.rest.slice(start);
  }

  line(line) {
    if (line === "") {
      if (this.data.length) this.onEvent(this.type, this.data.join("\n"), this.lastId);
      this.clear();
      return;
    }
    const colon = line.indexOf(":");
    if (colon === 0) return;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(line.charAt(colon + 1) === " " ? colon + 2 : colon + 1);
    if (field === "event") this.type = value;
    else if (field === "data") this.data.push(value);
    else if (field === "id" && !value.includes("\0")) this.lastId = value;
  }
}

/**
 * Follows /v1/stream until stopped; goes on by itself where it was after every interruption.
 * `on.event(type, value)`, `on.state(name, detail)`, `on.refused()` (the key is not good).
 */
export class Stream {
  constructor(key, query, on) {
    this.key = key;
    this.query = query;
    this.on = on;
    this.lastId = "";
    this.stopped = false;
    this.wait = FIRST_WAIT;
    this.aborter = null;
    this.run();
  }

  stop() {
    this.stopped = true;
    this.aborter?.abort();
  }

  async run() {
    while (!this.stopped) {
      try {
        await this.once();
      } catch (error) {
        // Broken off, refused by a proxy, or no network: all the same, try again.
        if (!this.stopped) console.info("stream interrupted:", error.name);
      }
      if (this.stopped) return;
      await this.pause();
    }
  }

  async pause() {
    for (let left = Math.round(this.wait / 1000); left > 0 && !this.stopped; left -= 1) {
      this.on.state("lost", left);
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
  }

  async once() {
    this.on.state(this.lastId ? "catching_up" : "connecting");
    this.aborter = new AbortController();
    let alarm = setTimeout(() => this.aborter.abort(), SILENCE);
    try {
      const headers = { Authorization: `Bearer ${this.key}`, Accept: "text/event-stream" };
      if (this.lastId) headers["Last-Event-ID"] = this.lastId;
      const response = await fetch(`/v1/stream?${this.query}`, { headers, signal: this.aborter.signal, cache: "no-store" });
      if (response.status === 401 || response.status === 403) {
        this.stopped = true;
        this.on.refused();
        return;
      }
      if (response.status === 400) this.lastId = "";
      if (response.status === 422) this.on.badFilter();
      if (!response.ok) return;
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      const parser = new EventParser((type, data, id) => this.take(type, data, id));
      parser.lastId = this.lastId;
      for (;;) {
        const { value, done } = await reader.read();
        if (done || this.stopped) return;
        clearTimeout(alarm);
        alarm = setTimeout(() => this.aborter.abort(), SILENCE);
        parser.push(value);
        this.lastId = parser.lastId;
        this.wait = FIRST_WAIT;
        this.on.state("live");
      }
    } finally {
      clearTimeout(alarm);
      this.aborter.abort();
    }
  }

  take(type, data, id) {
    let value;
    try {
      value = JSON.parse(data);
    } catch {
      console.warn("an event that is no JSON was left out:", type);
      return;
    }
    this.lastId = id;
    this.on.event(type, value);
  }
}
