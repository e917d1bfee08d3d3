// Building elements. Strings become text nodes and nothing else: what customers wrote is never markup.

const SVG = "http://www.w3.org/2000/svg";

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "text") node.textContent = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export const el = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);
export const svg = (tag, attributes = {}, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);
export const byId = (id) => document.getElementById(id);

const ICONS = {
  web: "M3 5h18v14H3zM3 9h18M6 7h.01",
  email: "M3 6h18v12H3zM3 7l9 6 9-6",
  chat: "M4 5h16v11H10l-5 4v-4H4z",
  phone: "M6 3h4l2 5-2.5 1.5a11 11 0 0 0 5 5L16 12l5 2v4a3 3 0 0 1-3 3A15 15 0 0 1 3 6a3 3 0 0 1 3-3z",
  social: "M8 12a3 3 0 1 1-6 0 3 3 0 0 1 6 0zM22 5a3 3 0 1 1-6 0 3 3 0 0 1 6 0zM22 19a3 3 0 1 1-6 0 3 3 0 0 1 6 0zM8 10.500l8-4M8 13.500l8 4",
  forum: "M3 4h12v9H8l-4 3v-3H3zM18 9h3v8h-1v3l-4-3h-5",
  community: "M12 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM5 19c0-3 3-5 7-5s7 2 7 5",
  agents: "M4 13v-1a8 8 0 0 1 16 0v1M4 13h3v5H4zM17 13h3v5h-3zM20 18c0 2-3 3-6 3",
  notice: "M4 10v4h3l8 4V6L7 10zM18 9a4 4 0 0 1 0 6",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v2M12 20v2M4.900 4.900l1.400 1.400M17.700 17.700l1.400 1.400M2 12h2M20 12h2M4.900 19.100l1.400-1.400M17.700 6.300l1.400-1.400",
  moon: "M20 14.500A8 8 0 0 1 9.500 4a8 8 0 1 0 10.500 10.500z",
  auto: "M12 3a9 9 0 1 0 0 18zM12 3a9 9 0 0 1 0 18",
  leave: "M14 4h5v16h-5M10 8l-4 4 4 4M6 12h9",
  close: "M6 6l12 12M18 6L6 18",
  received: "M12 3v11M7 10l5 5 5-5M4 20h16",
  classified: "M4 5h9l7 7-8 8-8-8zM8 9h.01",
  routed: "M4 12h6l5-6h5M10 12l5 6h5M18 4l3 2-3 2M18 16l3 2-3 2",
  conversation: "M4 5h16v11H10l-5 4v-4H4z",
  work: "M4 8h16v11H4zM9 8V5h6v3",
  reply: "M10 8V4l-7 7 7 7v-4c6 0 9 2 11 5 0-6-3-11-11-11z",
  activity: "M12 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM5 19c0-3 3-5 7-5s7 2 7 5",
  reward: "M12 3l2.700 5.600 6.100.800-4.500 4.200 1.200 6.100L12 16.800 6.500 19.700l1.200-6.100L3.200 9.400l6.100-.800z",
  urgent: "M12 3l10 18H2zM12 10v5M12 18h.01",
  arrow: "M5 12h14M13 6l6 6-6 6",
};

export function icon(name, label) {
  const attributes = { viewBox: "0 0 24 24", class: "icon" };
  if (label) Object.assign(attributes, { role: "img", "aria-label": label });
  else attributes["aria-hidden"] = "true";
  return svg("svg", attributes, svg("path", { d: ICONS[name] ?? ICONS.arrow }));
}
