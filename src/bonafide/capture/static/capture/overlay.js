// The frame over the picture: a card or an oval, drawn in pixels of the stage.
import { find } from "./page.js";

/** @param {SVGElement} svg @param {Record<string, number | string>} values */
function set(svg, values) {
  Object.entries(values).forEach(([name, value]) => svg.setAttribute(name, String(value)));
}

/** @param {HTMLElement} stage @param {number} shape width over height of the card */
export function drawCard(stage, shape) {
  const [w, h] = [stage.clientWidth, stage.clientHeight];
  // The server looks for the ID within the same shares of the picture.
  const width = Math.min(w * 0.88, h * 0.8 * shape);
  const height = width / shape;
  const [x, y] = [(w - width) / 2, (h - height) / 2];
  frame(stage, w, h);
  set(find(".guide", stage), { x, y, width, height });
  const hole = `M${x} ${y}h${width}v${height}h${-width}z`;
  set(find(".shade", stage), { d: `M0 0h${w}v${h}h${-w}z ${hole}` });
}

/** @param {HTMLElement} stage */
export function drawOval(stage) {
  const [w, h] = [stage.clientWidth, stage.clientHeight];
  const ry = Math.min(h * 0.4, (w * 0.42) / 0.76);
  const rx = ry * 0.76;
  const [cx, cy] = [w / 2, h * 0.47];
  frame(stage, w, h);
  set(find(".guide", stage), { cx, cy, rx, ry });
  const hole = `M${cx - rx} ${cy}a${rx} ${ry} 0 1 0 ${2 * rx} 0a${rx} ${ry} 0 1 0 ${-2 * rx} 0z`;
  set(find(".shade", stage), { d: `M0 0h${w}v${h}h${-w}z ${hole}` });
}

/** @param {HTMLElement} stage @param {number} w @param {number} h */
function frame(stage, w, h) {
  set(find(".overlay", stage), { viewBox: `0 0 ${w} ${h}` });
}

/**
 * The same over a mirrored picture: the frame that was sent is not mirrored.
 * @param {HTMLElement} stage
 * @param {number[][] | null} quad
 * @param {number} width
 */
export function drawFoundMirrored(stage, quad, width) {
  frame(stage, stage.clientWidth, stage.clientHeight);
  drawFound(stage, (quad || []).map(([x, y]) => [width - x, y]), width);
}

/**
 * Show where the document was found.
 * @param {HTMLElement} stage
 * @param {number[][] | null} quad corners in pixels of the frame that was sent
 * @param {number} width of that frame
 */
export function drawFound(stage, quad, width) {
  const scale = stage.clientWidth / width;
  const points = (quad || []).map(([x, y]) => `${x * scale},${y * scale}`).join(" ");
  set(find(".found", stage), { points });
}
