/**
 * The two documents as entries one can list and search: operations of HTTP, and channels with their
 * messages. Schemas stay as they are; resolve() finds what a reference is to.
 */

const METHODS = ["get", "post", "put", "patch", "delete"];
/** Which surface a channel belongs to. */
const SURFACE_OF = { voice: "voice", conversations: "conversations", queue: "consultations" };

export async function readDocuments() {
  const [openapi, asyncapi] = await Promise.all([read("/openapi.json"), read("/asyncapi.json")]);
  return new Documents(openapi, asyncapi);
}

async function read(path) {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

export class Documents {
  constructor(openapi, asyncapi) {
    this.version = openapi.info.version;
    this.isDevelopment = "/dev/token" in openapi.paths;
    this.surfaces = openapi.tags;
    this.entries = [...operationsOf(openapi), ...messagesOf(asyncapi)];
    this.channels = channelsOf(asyncapi);
  }
}

/** What `schema` is, if it is a reference; `root` is the document it stands in. */
export function resolve(schema, root) {
  let found = schema;
  while (found?.$ref) {
    const { $ref, ...more } = found;
    const target = $ref.slice(2).split("/").reduce((node, name) => node[name], root);
    found = { ...target, ...more, properties: { ...target.properties, ...more.properties } };
  }
  return found;
}

export function nameOf(schema) {
  return schema?.$ref?.split("/").pop();
}

function operationsOf(root) {
  return Object.entries(root.paths).flatMap(([path, methods]) =>
    METHODS.filter((method) => method in methods).map((method) => {
      const operation = methods[method];
      const { operationId: id, tags, summary } = operation;
      const words = [method, path, summary, operation.description, id];
      return { kind: "operation", id, surface: tags[0], method, path, summary, operation, root, words: wordsOf(words) };
    }),
  );
}

function messagesOf(root) {
  return Object.values(root.operations).flatMap((operation) =>
    operation.messages.map(({ $ref }) => {
      const [, , channel, , name] = $ref.split("/");
      const message = root.components.messages[`${channel}.${name}`];
      const id = `${channel}-${operation.action}-${name}`;
      const words = [message.name, message.summary, name, root.channels[channel].address];
      return { kind: "message", id, surface: SURFACE_OF[channel], channel, message, root, action: operation.action, summary: message.summary, words: wordsOf(words) };
    }),
  );
}

function channelsOf(root) {
  return Object.entries(root.channels).map(([name, channel]) => ({
    name,
    surface: SURFACE_OF[name],
    address: channel.address,
    about: channel.description,
    query: channel.bindings?.ws.query ?? channel["x-query"],
    closing: channel["x-close-codes"] ?? [],
    root,
  }));
}

function wordsOf(texts) {
  return texts.filter(Boolean).join(" ").toLowerCase();
}
