// Turns the list of countries into a combobox that is searched by typing (ARIA 1.2 pattern).
import { find } from "./page.js";

const field = find("[data-countries]");
const select = /** @type {HTMLSelectElement} */ (find("select", field));
const parts = /** @type {HTMLTemplateElement} */ (find("[data-combobox]", field)).content.cloneNode(true);
field.append(parts);
const input = /** @type {HTMLInputElement} */ (find("[role=combobox]", field));
const list = find("[role=listbox]", field);
const status = find("[role=status]", field);

/** @param {string} text */
const plain = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");

const countries = Array.from(select.options)
  .filter((option) => option.value)
  .map((option) => ({
    code: option.value,
    name: option.label,
    keys: [option.label, option.dataset.english || ""].map(plain),
    codes: [option.value, option.dataset.two || ""].map((code) => code.toLowerCase()),
  }));
let at = -1;
input.addEventListener("focus", () => input.select());

/** What is typed now; the name of the country that is chosen already narrows nothing down. */
function narrowing() {
  return select.value ? "" : input.value;
}

/** @param {string} typed */
function matches(typed) {
  const wanted = plain(typed.trim());
  if (!wanted) return countries;
  const first = countries.filter((c) => c.codes.includes(wanted) || c.keys.some((key) => key.startsWith(wanted)));
  const inner = countries.filter((c) => !first.includes(c) && c.keys.some((key) => key.includes(wanted)));
  return [...first, ...inner];
}

function open() {
  const found = matches(narrowing());
  list.replaceChildren(...found.map(row));
  list.hidden = found.length === 0;
  at = found.findIndex((country) => country.code === select.value);
  show(at);
  input.setAttribute("aria-expanded", String(!list.hidden));
  input.removeAttribute("aria-activedescendant");
  const words = found.length ? status.dataset.some : status.dataset.none;
  status.textContent = (words || "").replace("{n}", String(found.length));
}

/** @param {{code: string, name: string}} country */
function row(country) {
  const item = document.createElement("li");
  item.id = `country-${country.code}`;
  item.dataset.code = country.code;
  item.setAttribute("role", "option");
  item.setAttribute("aria-selected", "false");
  item.textContent = country.name;
  return item;
}

/** Bring the chosen one into view, its neighbours around it. @param {number} index */
function show(index) {
  const item = /** @type {HTMLElement | undefined} */ (list.children[index]);
  if (!item) return;
  item.setAttribute("aria-selected", "true");
  list.scrollTop = item.offsetTop - list.clientHeight / 2;
}

function close() {
  list.hidden = true;
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}

/** @param {string} code */
function pick(code) {
  select.value = code;
  const country = countries.find((c) => c.code === code);
  input.value = country ? country.name : "";
  input.setCustomValidity("");
  close();
}

/** @param {number} by */
function go(by) {
  if (list.hidden) open();
  const items = Array.from(list.children);
  if (!items.length) return;
  at = (at + by + items.length) % items.length;
  items.forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
  items[at].scrollIntoView({ block: "nearest" });
  input.setAttribute("aria-activedescendant", items[at].id);
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") go(event.key === "ArrowDown" ? 1 : at < 0 ? 0 : -1);
  else if (event.key === "Escape") close();
  else if (event.key === "Enter" && !list.hidden) settle(at < 0 ? 0 : at);
  else return;
  event.preventDefault();
}

/** @param {number} index */
function settle(index) {
  const item = /** @type {HTMLElement | undefined} */ (list.children[index]);
  if (item && item.dataset.code) pick(item.dataset.code);
}

function onLeave() {
  const exact = matches(input.value).find((c) => c.keys.includes(plain(input.value.trim())));
  pick(exact ? exact.code : select.value);
}

input.addEventListener("input", () => {
  select.value = "";
  open();
});
input.addEventListener("click", open);
input.addEventListener("keydown", onKey);
input.addEventListener("blur", onLeave);
list.addEventListener("pointerdown", (event) => {
  event.preventDefault();
  const item = /** @type {HTMLElement} */ (event.target).closest("[role=option]");
  if (item) pick(/** @type {HTMLElement} */ (item).dataset.code || "");
});
/** @type {HTMLFormElement} */ (select.form).addEventListener("submit", (event) => {
  if (select.value) return;
  event.preventDefault();
  input.focus();
  open();
});

/** The browser's own region, where the server had none to go by. */
function guess() {
  const regions = navigator.languages.map((tag) => (tag.match(/-([A-Za-z]{2})$/) || [])[1] || "");
  const found = countries.find((c) => regions.some((region) => c.codes.includes(region.toLowerCase())));
  return found ? found.code : "";
}

find("label", field).setAttribute("for", "country-search");
input.id = "country-search";
select.hidden = true;
select.required = false;
pick(select.value || guess());
