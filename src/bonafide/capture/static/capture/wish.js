// What the person can do: another light, other moves, steps read aloud. Asked once and kept in this tab only.

const KEY = "bonafide-way";
const WAYS = ["no-turns", "no-light", "aloud"];
/** Two ways that leave nothing to go by where both are chosen: the one chosen last from the page of ways holds. */
const NOT_WITH = new Map([["no-turns", "no-light"], ["no-light", "no-turns"]]);

const boxes = Array.from(/** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("[data-way]")));
const kept = remembered();

/** @param {string} way @returns {boolean} */
export const wants = (way) => kept.has(way);

/** What was chosen before in this tab; at first only what the device says of movement. */
function remembered() {
  const stored = stash((tab) => tab.getItem(KEY));
  if (stored) return new Set(JSON.parse(stored));
  return new Set(matchMedia("(prefers-reduced-motion: reduce)").matches ? ["no-light"] : []);
}

/** An address may name a way after its #, as those of the page of other ways do. */
function follow() {
  const named = location.hash.slice(1);
  if (!WAYS.includes(named)) return;
  kept.add(named);
  kept.delete(NOT_WITH.get(named) || "");
  keep();
  history.replaceState(null, "", location.pathname + location.search);
}

function keep() {
  stash((tab) => tab.setItem(KEY, JSON.stringify(Array.from(kept))));
}

/**
 * Browsers that keep nothing for a tab forget the choice; the page works all the same.
 * @template T
 * @param {(tab: Storage) => T} use
 */
function stash(use) {
  try {
    return use(sessionStorage);
  } catch {
    return undefined;
  }
}

function choose() {
  boxes.forEach((box) => (box.checked ? kept.add : kept.delete).call(kept, box.dataset.way || ""));
  keep();
}

follow();
boxes.forEach((box) => {
  box.checked = kept.has(box.dataset.way || "");
});
document.addEventListener("change", choose);
