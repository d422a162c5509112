/** A schema as people read it: fields with their types, what is inside opened on demand. */

import { element } from "../shared/dom.js";
import { say } from "../shared/i18n.js";
import { nameOf, resolve } from "./documents.js";
import { prose } from "./prose.js";

/** `required`: the key of the word for a field that must, or will, be there. */
export function schemaView(given, root, { required }) {
  const schema = resolve(given, root);
  const list = fieldsView(schema, root, { required });
  const parts = (given.anyOf ?? []).map((each) => schemaView(each, root, { required }));
  const node = element("div", { className: "schema" }, typeNode(given, root));
  if (list !== null) node.append(list);
  else node.append(...innerViews(given, root, { required }));
  if (list !== null && parts.length && !given.$ref) node.append(...parts);
  return node;
}

function fieldsView(schema, root, options) {
  const properties = Object.entries(schema?.properties ?? {});
  if (properties.length === 0) return null;
  const rows = properties.map(([name, property]) => {
    const head = element("p", { className: "field" }, element("code", { text: name }), typeNode(property, root));
    if (schema.required?.includes(name)) {
      head.append(say(element("span", { className: "must" }), options.required));
    }
    const row = element("li", {}, head);
    if (property.description) row.append(prose("p", property.description, { className: "quiet" }));
    row.append(...innerViews(property, root, options));
    return row;
  });
  return element("ul", { className: "fields" }, ...rows);
}

/** The named shapes that a type is made of, each closed until it is asked for. */
function innerViews(schema, root, options) {
  return [...new Set(namesIn(schema))].flatMap((name) => {
    const inner = { $ref: `#/components/schemas/${name}` };
    const target = resolve(inner, root);
    if (Object.keys(target.properties).length === 0) {
      return target.enum ? [element("p", { className: "quiet values", text: choices(target) })] : [];
    }
    return [lazily(element("code", { text: name }), () => fieldsView(target, root, options))];
  });
}

function namesIn(schema) {
  if (!schema || typeof schema !== "object") return [];
  const own = nameOf(schema);
  if (own) return [own];
  const inside = [schema.items, schema.additionalProperties, ...(schema.anyOf ?? []), ...(schema.prefixItems ?? [])];
  return inside.flatMap(namesIn);
}

/** What is only drawn when it is opened: shapes may hold themselves. */
export function lazily(title, draw, attributes = {}) {
  const node = element("details", attributes, element("summary", {}, title));
  node.addEventListener("toggle", () => {
    if (node.open && node.childElementCount === 1) node.append(draw());
  });
  return node;
}

function typeNode(schema, root) {
  return element("span", { className: "type", text: [typeText(schema, root), limits(schema)].filter(Boolean).join(", ") });
}

function typeText(schema, root) {
  if (schema.$ref) return nameOf(schema);
  if ("const" in schema) return JSON.stringify(schema.const);
  if (schema.enum) return choices(schema);
  if (schema.anyOf && !schema.type) return schema.anyOf.map((each) => typeText(each, root)).join(" | ");
  if (schema.type === "array") return schema.items ? `${typeText(schema.items, root)}[]` : "array";
  if (schema.type === "object" && schema.additionalProperties?.type) return `{ name: ${schema.additionalProperties.type} }`;
  return schema.contentEncoding ? `${schema.type} (${schema.contentEncoding})` : (schema.type ?? "any JSON");
}

function choices({ enum: values }) {
  return values.map((value) => JSON.stringify(value)).join(" | ");
}

function limits(schema) {
  const from = schema.minimum ?? schema.minLength ?? schema.minItems;
  const most = schema.maximum ?? schema.maxLength ?? schema.maxItems;
  // What nobody would count to is no limit to a reader.
  const to = most > Number.MAX_SAFE_INTEGER ? undefined : most;
  const told = [];
  if (from !== undefined && to !== undefined) told.push(`${from}–${to}`);
  else if (from !== undefined) told.push(`≥ ${from}`);
  else if (to !== undefined) told.push(`≤ ${to}`);
  if (schema.pattern) told.push(schema.pattern.length > 60 ? "pattern" : schema.pattern);
  if (schema.default !== undefined && schema.default !== null) told.push(`= ${JSON.stringify(schema.default)}`);
  return told.join(", ");
}
