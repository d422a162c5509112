/** One operation, as it is when it is opened. */

import { element } from "../shared/dom.js";
import { say, translate } from "../shared/i18n.js";
import { bodyOf, curlOf, fetchOf } from "./example.js";
import { prose } from "./prose.js";
import { lazily, schemaView } from "./schema-view.js";
import { snippetView } from "./snippet-view.js";
import { trialView } from "./trial-view.js";

export function operationView(entry, { isDevelopment }) {
  const { operation } = entry;
  const parts = [needsView(operation)];
  if (operation.description) {
    parts.unshift(prose("p", operation.description));
  }
  if (operation.parameters) parts.push(heading("parameters"), parametersView(entry));
  if (operation.requestBody) parts.push(heading("body"), ...bodyViews(entry));
  parts.push(heading("answers"), answersView(entry));
  parts.push(snippetView({ "snippet.curl": curlOf(entry, location.origin), "snippet.js": fetchOf(entry) }));
  if (isDevelopment && entry.method === "get" && !isEndless(operation)) parts.push(trialView(entry));
  return element("div", { className: "opened" }, ...parts);
}

export function heading(key) {
  return say(element("h4"), key);
}

function isEndless({ responses }) {
  return "101" in responses || "text/event-stream" in (responses["200"]?.content ?? {});
}

/** Said anew when the language changes, for it is made of several words: see refreshNeeds. */
function needsView({ security }) {
  const node = element("p", { className: "needs", data: { security: JSON.stringify(security) } });
  node.textContent = needsText(security);
  return node;
}

export function refreshNeeds() {
  for (const node of document.querySelectorAll(".needs")) {
    node.textContent = needsText(JSON.parse(node.dataset.security));
  }
}

function needsText(security) {
  if (security.length === 0 || security.some((each) => Object.keys(each).length === 0)) {
    return translate("needs.nobody");
  }
  const told = security.flatMap(Object.entries).map(([name, scopes]) => {
    const scope = scopes.length ? ` ${translate("needs.scope", { scope: scopes.join(" ") })}` : "";
    return translate(`needs.${name}`) + scope;
  });
  return translate("needs.one", { credentials: told.join(` ${translate("needs.or")} `) });
}

function parametersView({ operation, root }) {
  const rows = operation.parameters.map((parameter) => {
    const { name, in: place, description, required, schema } = parameter;
    const head = element("div", { className: "field" }, element("code", { text: name }));
    head.append(say(element("span", { className: "place" }), `place.${place}`));
    if (required) head.append(say(element("span", { className: "must" }), "field.required"));
    const row = element("li", {}, head);
    if (description) row.append(prose("p", description, { className: "quiet" }));
    row.append(schemaView(schema, root, { required: "field.required" }));
    return row;
  });
  return element("ul", { className: "fields" }, ...rows);
}

function bodyViews(entry) {
  const { schema } = entry.operation.requestBody.content["application/json"];
  const example = element("pre", { tabindex: "0", text: JSON.stringify(bodyOf(entry), null, 2) });
  return [
    schemaView(schema, entry.root, { required: "field.required" }),
    lazily(say(element("span"), "body.example"), () => example),
  ];
}

function answersView({ operation, root }) {
  const rows = Object.entries(operation.responses).map(([status, response]) => {
    const title = element("span", { className: "answer" }, element("code", { className: "status", text: status, data: { kind: status[0] } }), element("span", { lang: "en", text: response.description }));
    return element("li", {}, lazily(title, () => answerView(response, root)));
  });
  return element("ul", { className: "answers" }, ...rows);
}

function answerView(response, root) {
  const node = element("div", { className: "opened" });
  for (const [name, { description }] of Object.entries(response.headers ?? {})) {
    node.append(element("p", { lang: "en" }, element("code", { text: name }), ` ${description}`));
  }
  for (const [kind, { schema }] of Object.entries(response.content ?? {})) {
    node.append(element("p", { className: "quiet", text: kind }));
    if (schema) node.append(schemaView(schema, root, { required: "field.always" }));
  }
  for (const { operationId } of Object.values(response.links ?? {})) {
    const link = element("a", { href: `#${operationId}`, text: calledBy(operationId, root) });
    node.append(element("p", {}, say(element("span", { className: "quiet" }), "answers.leads"), " ", link));
  }
  return node;
}

function calledBy(id, { paths }) {
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, { operationId }] of Object.entries(methods)) {
      if (operationId === id) return `${method.toUpperCase()} ${path}`;
    }
  }
  return id;
}
