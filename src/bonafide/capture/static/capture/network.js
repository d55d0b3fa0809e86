// Living through a lost network: it is said, and everything is tried again until it works.
import { Gone, Refused, sleep } from "./api.js";
import { find } from "./page.js";

const BACK_OFF_MS = [500, 1000, 2000, 3000, 4000, 5000];

/** Whether the network was away since the step began; set back by the step. */
export const network = { wasGone: false };

/** @param {boolean} gone */
export function showNetwork(gone) {
  if (gone) network.wasGone = true;
  find("#network").hidden = !gone;
}

/** Whether this line had better carry no more than it must: its owner saves data, or it is slow. */
export function thinLine() {
  const line = /** @type {any} */ (navigator).connection;
  return Boolean(line && (line.saveData || /(^|-)[23]g$/.test(line.effectiveType || "")));
}

/**
 * Do something over the network again and again until it works, and say that the network is gone meanwhile.
 * @template T
 * @param {() => Promise<T>} work
 * @param {() => boolean} wanted
 * @returns {Promise<T>}
 */
export async function patiently(work, wanted = () => true) {
  for (let tries = 0; ; tries += 1) {
    try {
      const answer = await work();
      showNetwork(false);
      return answer;
    } catch (error) {
      const waits = error instanceof Gone || (error instanceof Refused && error.code === "busy");
      if (!waits || !wanted()) throw error;
      if (error instanceof Gone) showNetwork(true);
      await sleep(BACK_OFF_MS[Math.min(tries, BACK_OFF_MS.length - 1)]);
    }
  }
}
