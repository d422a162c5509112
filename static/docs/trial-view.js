/** Sends a GET from the page, in development mode, and shows what comes. */

import { Credentials } from "../shared/credentials.js";
import { element } from "../shared/dom.js";
import { say } from "../shared/i18n.js";
import { exampleOf, takesToken } from "./example.js";

const MOST_CHARACTERS = 20_000;
const PATIENCE_MS = 15_000;

const credentials = new Credentials({ scope: "all" });

export function trialView(entry) {
  const fields = (entry.operation.parameters ?? [])
    .filter((parameter) => parameter.in !== "header")
    .map((parameter) => fieldOf(entry, parameter));
  const send = say(element("button", { type: "submit", className: "primary" }), "trial.run");
  const outcome = element("div", { className: "outcome", role: "status" });
  const form = element("form", { className: "trial" }, say(element("h4"), "trial.title"));
  form.append(say(element("p", { className: "quiet" }), "trial.note"), ...fields.map(({ node }) => node), send, outcome);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    send.disabled = true;
    outcome.replaceChildren(...(await answerTo(entry, fields)));
    send.disabled = false;
  });
  return form;
}

function fieldOf({ id, root }, { name, in: place, required, schema }) {
  const input = element("input", { type: "text", id: `${id}-${name}`, autocomplete: "off", spellcheck: "false" });
  input.required = Boolean(required);
  if (required) input.value = exampleOf(schema, root);
  const node = element("div", { className: "field-row" }, element("label", { for: input.id, text: name }), input);
  return { node, name, place, input };
}

async function answerTo(entry, fields) {
  try {
    const token = takesToken(entry) ? await credentials.token() : null;
    const headers = token === null ? {} : { Authorization: `Bearer ${token}` };
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const answer = await fetch(addressOf(entry, fields), { headers, signal });
    const status = element("p", {}, element("code", { className: "status", text: answer.status, data: { kind: String(answer.status)[0] } }), ` ${answer.headers.get("Content-Type") ?? ""}`);
    return [status, element("pre", { tabindex: "0", text: shown(await answer.text()) })];
  } catch {
    return [say(element("p"), "trial.failed")];
  }
}

function addressOf({ path }, fields) {
  const query = new URLSearchParams();
  let address = path;
  for (const { name, place, input } of fields) {
    if (place === "path") address = address.replace(`{${name}}`, encodeURIComponent(input.value));
    else if (input.value !== "") query.set(name, input.value);
  }
  return query.size ? `${address}?${query}` : address;
}

function shown(text) {
  let pretty = text;
  try {
    pretty = JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    // Not JSON: as it is.
  }
  return pretty.length > MOST_CHARACTERS ? `${pretty.slice(0, MOST_CHARACTERS)}\n…` : pretty;
}
