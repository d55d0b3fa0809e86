// The desktop follows what happens on the phone.
import { get, sleep } from "./api.js";
import { patiently } from "./network.js";
import { find } from "./page.js";

const EVERY_MS = 1500;
const box = find("#follow");

/** @param {boolean} connected */
function show(connected) {
  box.querySelectorAll("[data-when]").forEach((part) => {
    const wants = /** @type {HTMLElement} */ (part).dataset.when === "connected";
    /** @type {HTMLElement} */ (part).hidden = wants !== connected;
  });
}

async function follow() {
  for (;;) {
    const now = await patiently(() => get("/verify/progress"));
    if (now.over) return location.assign("/verify/flow");
    show(now.phone);
    const said = find("#said");
    if (said.textContent !== now.step_text) said.textContent = now.step_text;
    await sleep(EVERY_MS);
  }
}

follow().catch(() => location.assign("/verify/flow"));
