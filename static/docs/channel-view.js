/** A channel: its address, what its query takes, why it closes; and one of its messages. */

import { element } from "../shared/dom.js";
import { say } from "../shared/i18n.js";
import { exampleOf } from "./example.js";
import { heading } from "./operation-view.js";
import { prose } from "./prose.js";
import { lazily, schemaView } from "./schema-view.js";

export function channelView({ address, about, query, closing, root }) {
  const head = element("h3", {}, element("code", { text: address }));
  const node = element("div", { className: "channel" }, head, prose("p", about));
  node.append(
    lazily(say(element("span"), "channel.query"), () => schemaView(query, root, { required: "field.required" })),
  );
  if (closing.length) {
    node.append(lazily(say(element("span"), "channel.closing"), () => closingView(closing)));
  }
  return node;
}

function closingView(closing) {
  const rows = closing.map(({ code, reason }) =>
    element("li", {}, element("p", { className: "field" }, element("code", { text: code }), element("span", { lang: "en", text: reason }))),
  );
  return element("ul", { className: "fields" }, ...rows);
}

export function messageView({ message, action, root }) {
  const required = action === "receive" ? "field.required" : "field.always";
  const node = element("div", { className: "opened" }, schemaView(message.payload, root, { required }));
  if (message.contentType !== "application/octet-stream") {
    const example = JSON.stringify(exampleOf(message.payload, root), null, 2);
    node.append(heading("body.example"), element("pre", { tabindex: "0", text: example }));
  }
  return node;
}
