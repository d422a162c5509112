/** Values that a schema allows, and calls made of them, to be copied. Pure. */

import { resolve } from "./documents.js";

const DEEPEST = 6;

/** A small value: what must be there, and what has an example of its own. */
export function exampleOf(given, root, depth = 0) {
  const schema = resolve(given, root) ?? {};
  if (schema.examples) return schema.examples[0];
  if ("const" in schema) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (schema.default !== undefined && schema.default !== null) return schema.default;
  if (schema.anyOf && !schema.type) return exampleOf(firstOf(schema.anyOf), root, depth);
  return byType(schema, root, depth);
}

function firstOf(schemas) {
  return schemas.find(({ type }) => type !== "null") ?? schemas[0];
}

function byType(schema, root, depth) {
  switch (schema.type) {
    case "string":
      return schema.contentEncoding === "base64" ? "AAAA" : "text";
    case "integer":
    case "number":
      return Math.max(schema.minimum ?? 1, 1);
    case "boolean":
      return true;
    case "array":
      return depth < DEEPEST && schema.items ? [exampleOf(schema.items, root, depth + 1)] : [];
    case "object":
      return objectOf(schema, root, depth);
    default:
      return null;
  }
}

function objectOf(schema, root, depth) {
  if (depth >= DEEPEST) return {};
  const wanted = Object.entries(schema.properties ?? {}).filter(
    ([name, property]) => schema.required?.includes(name) || property.examples,
  );
  return Object.fromEntries(
    wanted.map(([name, property]) => [name, exampleOf(property, root, depth + 1)]),
  );
}

/** The path with examples in the place of its parameters. */
export function pathOf({ path, operation, root }) {
  return path.replace(/\{(\w+)\}/g, (whole, name) => {
    const parameter = operation.parameters?.find((each) => each.name === name);
    const value = parameter ? exampleOf(parameter.schema, root) : whole;
    return encodeURIComponent(value === "text" ? name.toUpperCase() : value);
  });
}

export function bodyOf({ operation, root }) {
  const schema = operation.requestBody?.content["application/json"].schema;
  return schema === undefined ? undefined : exampleOf(schema, root);
}

export function curlOf(entry, origin) {
  const body = bodyOf(entry);
  const lines = [`curl ${entry.method === "get" ? "" : `-X ${entry.method.toUpperCase()} `}${quoted(origin + pathOf(entry))}`];
  if (takesToken(entry)) lines.push('-H "Authorization: Bearer $TOKEN"');
  if (body !== undefined) {
    lines.push("-H 'Content-Type: application/json'", `-d ${quoted(JSON.stringify(body))}`);
  }
  return lines.join(" \\\n  ");
}

export function fetchOf(entry) {
  const address = JSON.stringify(pathOf(entry));
  const kinds = Object.keys(entry.operation.responses["200"]?.content ?? {});
  if (kinds.includes("text/event-stream")) return eventsOf(address);
  if ("101" in entry.operation.responses) return socketOf(address);
  const body = bodyOf(entry);
  const options = [];
  if (entry.method !== "get") options.push(`  method: "${entry.method.toUpperCase()}",`);
  if (takesToken(entry)) options.push("  headers: { Authorization: `Bearer ${token}` },");
  if (body !== undefined) options.push(`  body: JSON.stringify(${indented(body)}),`);
  const more = options.length ? `, {\n${options.join("\n")}\n}` : "";
  const isJson = kinds.length === 0 || kinds.includes("application/json");
  return `const answer = await fetch(${address}${more});${isJson && !("204" in entry.operation.responses) ? "\nconst body = await answer.json();" : ""}`;
}

function eventsOf(address) {
  const opened = address.replace(/"$/, '?ticket=" + ticket');
  return `const source = new EventSource(${opened});\nsource.onmessage = ({ data }) => console.log(JSON.parse(data));`;
}

function socketOf(address) {
  const opened = address.replace(/"$/, '?ticket=" + ticket');
  return `const socket = new WebSocket(${opened});\nsocket.onmessage = ({ data }) => console.log(JSON.parse(data));`;
}

export function takesToken({ operation }) {
  return operation.security.some((each) => "bearer" in each);
}

function quoted(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function indented(value) {
  return JSON.stringify(value, null, 2).replaceAll("\n", "\n  ");
}
