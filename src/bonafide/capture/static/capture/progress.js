// Follows the checks and goes on when the step is over; where a person looks, until they have decided.
import { get, sleep } from "./api.js";
import { patiently } from "./network.js";
import { find } from "./page.js";

/** Most answers come within a second: ask often at first. */
const SOON_MS = 100;
const SOON_FOR_MS = 3000;
const EVERY_MS = 1000;
const PERSON_EVERY_MS = 10000;
const SLOW_MS = 45000;
const list = document.querySelector("#stages");
const step = list && /** @type {HTMLElement} */ (list).dataset.step;
const began = performance.now();

/** @param {{name: string, state: string, text: string}} stage */
function show(stage) {
  const item = /** @type {HTMLElement | null} */ (document.querySelector(`[data-stage="${stage.name}"]`));
  if (!item || item.dataset.state === stage.state) return;
  item.dataset.state = stage.state;
  find("small", item).textContent = stage.text;
  if (stage.state === "running") find("#said").textContent = find("span", item).textContent;
}

async function follow() {
  for (;;) {
    const now = await patiently(() => get("/verify/progress"));
    now.stages.forEach(show);
    if (now.step !== step) return location.assign("/verify/flow");
    const slow = document.querySelector("#slow");
    if (slow) /** @type {HTMLElement} */ (slow).hidden = performance.now() - began < SLOW_MS;
    const soon = performance.now() - began < SOON_FOR_MS;
    await sleep(soon ? SOON_MS : EVERY_MS);
  }
}

/** @param {string | undefined} outcome */
async function awaitPerson(outcome) {
  for (;;) {
    await sleep(PERSON_EVERY_MS);
    const now = await patiently(() => get("/verify/progress"));
    if (now.outcome !== outcome) return location.assign("/verify/flow");
  }
}

const work = list ? follow() : awaitPerson(find("[data-outcome]").dataset.outcome);
work.catch(() => location.assign("/verify/flow"));
