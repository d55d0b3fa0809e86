// Parts of the page that have to be there.

/**
 * @template {Element} [T=HTMLElement]
 * @param {string} selector
 * @param {ParentNode} root
 * @returns {T}
 */
export function find(selector, root = document) {
  const found = root.querySelector(selector);
  if (!found) throw new Error(selector);
  return /** @type {T} */ (/** @type {unknown} */ (found));
}
