/**
 * Puts the page's words into nodes, in the chosen language. A node remembers its key and values in
 * data-i18n attributes, so changing the language rewrites everything that is on the page.
 */

const REMEMBERED_AS = "vivavoz-language";

let texts = {};
let language = "en";

/** The page's words, by language, before anything else here: {language: {key: text}}. */
export function useTexts(given) {
  texts = given;
}

export function currentLanguage() {
  return language;
}

/** What the person chose before, else the first language of the browser that the page has. */
export function preferredLanguage() {
  const remembered = recall();
  if (remembered in texts) return remembered;
  const wanted = navigator.languages.find((tag) => /^(pt|en)\b/i.test(tag)) ?? "en";
  return /^pt/i.test(wanted) ? "pt-BR" : "en";
}

export function setLanguage(chosen, { remember = false } = {}) {
  language = chosen;
  document.documentElement.lang = chosen;
  document.title = translate("page.title");
  if (remember) keep(chosen);
  for (const node of document.querySelectorAll("[data-i18n], [data-i18n-label]")) refresh(node);
  for (const node of document.querySelectorAll("[data-i18n-placeholder]")) {
    node.placeholder = translate(node.dataset.i18nPlaceholder);
  }
}

export function translate(key, values = {}) {
  const text = texts[language][key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => format(values[name] ?? whole));
}

export function hasText(key) {
  return key in texts[language];
}

/** The node's text is `key`, now and after a change of language. */
export function say(node, key, values) {
  if (node.dataset.i18n === key && values === undefined) return node;
  node.dataset.i18n = key;
  if (values) node.dataset.i18nValues = JSON.stringify(values);
  else delete node.dataset.i18nValues;
  refresh(node);
  return node;
}

/** The same for a node's accessible name. */
export function label(node, key) {
  node.dataset.i18nLabel = key;
  refresh(node);
  return node;
}

/** No words of ours any more: the node's text is `text` as it is. */
export function quote(node, text) {
  delete node.dataset.i18n;
  delete node.dataset.i18nValues;
  node.textContent = text;
  return node;
}

function refresh(node) {
  const { i18n, i18nValues, i18nLabel } = node.dataset;
  if (i18n) replaceText(node, translate(i18n, i18nValues ? JSON.parse(i18nValues) : {}));
  if (i18nLabel) node.setAttribute("aria-label", translate(i18nLabel));
}

/** An unchanged text is left alone: live regions would announce it again. */
function replaceText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

function format(value) {
  return typeof value === "number" ? value.toLocaleString(language) : String(value);
}

function recall() {
  try {
    return localStorage.getItem(REMEMBERED_AS);
  } catch {
    return null;
  }
}

function keep(chosen) {
  try {
    localStorage.setItem(REMEMBERED_AS, chosen);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}
