/** Code to be copied, in several languages of which one is shown. */

import { element } from "../shared/dom.js";
import { label, say } from "../shared/i18n.js";

/** `snippets`: the code, by the key of what it is called. */
export function snippetView(snippets) {
  const code = element("pre", { tabindex: "0" });
  const copy = say(element("button", { type: "button", className: "small" }), "snippet.copy");
  const choices = Object.keys(snippets).map((key) =>
    say(element("button", { type: "button", className: "small", data: { key } }), key),
  );
  const show = (chosen) => {
    code.textContent = snippets[chosen];
    say(copy, "snippet.copy");
    for (const each of choices) each.setAttribute("aria-pressed", each.dataset.key === chosen);
  };
  for (const each of choices) each.addEventListener("click", () => show(each.dataset.key));
  copy.addEventListener("click", async () => {
    await navigator.clipboard?.writeText(code.textContent);
    say(copy, "snippet.copied");
  });
  show(choices[0].dataset.key);
  const head = element("div", { className: "snippet-head" }, ...choices, copy);
  return label(element("section", { className: "snippet" }, head, code), "snippet.label");
}
