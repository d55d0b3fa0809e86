// Pictures side by side at any size. The figures themselves move into the dialog: fetching a picture again
// would be another logged look.
// @ts-check

const dialog = /** @type {HTMLDialogElement | null} */ (document.getElementById('zoom'));
const pictures = document.getElementById('pictures');
const LARGEST = 4;

if (dialog && pictures) {
  const room = /** @type {HTMLElement} */ (dialog.querySelector('.zoom-room'));
  const place = document.createComment('pictures');
  let level = 1;

  /** @param {number} wanted */
  const resize = (wanted) => {
    level = Math.min(LARGEST, Math.max(1, wanted));
    room.dataset.level = String(level);
    dialog.querySelector('[data-zoom=out]')?.toggleAttribute('disabled', level === 1);
    dialog.querySelector('[data-zoom=in]')?.toggleAttribute('disabled', level === LARGEST);
  };

  /** @param {HTMLElement} figure */
  const open = (figure) => {
    pictures.replaceWith(place);
    room.append(pictures);
    figure.classList.add('chosen');
    resize(1);
    dialog.showModal();
    room.focus();
    figure.scrollIntoView({ inline: 'center', block: 'nearest' });
  };

  pictures.addEventListener('click', (event) => {
    const figure = /** @type {HTMLElement} */ (event.target).closest('figure');
    if (figure && !dialog.open) open(figure);
  });
  dialog.addEventListener('click', (event) => {
    const act = /** @type {HTMLElement} */ (event.target).dataset.zoom;
    if (act === 'in') resize(level + 1);
    if (act === 'out') resize(level - 1);
    if (act === 'close') dialog.close();
  });
  dialog.addEventListener('keydown', (event) => {
    if (event.key === '+') resize(level + 1);
    if (event.key === '-') resize(level - 1);
  });
  dialog.addEventListener('close', () => {
    const chosen = pictures.querySelector('.chosen');
    chosen?.classList.remove('chosen');
    place.replaceWith(pictures);
    /** @type {HTMLElement | null | undefined} */ (chosen?.querySelector('.enlarge'))?.focus();
  });
}
