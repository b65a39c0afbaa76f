'use strict';

/* The mentor's pages work without this. It keeps the previews of a session and of the profile up to date. */
(() => {
  /* The card beside the profile shows at once what is typed. */
  for (const shown of document.querySelectorAll('[data-mirror]')) {
    const field = document.getElementById(shown.dataset.mirror);
    field?.addEventListener('input', () => {
      shown.textContent = field.value;
    });
  }

  const form = document.querySelector('form[data-preview]');
  if (!form) return;
  const PAUSE_MS = 400;
  let timer;
  let latest = 0;

  /** A one-on-one session has one seat, and more seats are a group until there is one again. */
  const kind = form.elements.sessionType;
  const seats = form.elements.maxStudents;
  let isGroupBySeats = false;
  kind.addEventListener('change', () => {
    isGroupBySeats = false;
    if (kind.value === 'one-on-one') seats.value = '1';
  });
  seats.addEventListener('input', () => {
    const isMore = Number(seats.value) > 1;
    if (isMore && kind.value === 'one-on-one') {
      kind.value = 'group';
      isGroupBySeats = true;
    } else if (seats.value === '1' && isGroupBySeats) {
      kind.value = 'one-on-one';
      isGroupBySeats = false;
    }
  });

  /** A session that takes place once has no number of sessions. An old one does not repeat. */
  const repeat = form.elements.repeat;
  const count = form.elements.repeatCount;
  function showCount() {
    count.closest('.field').hidden = repeat.value === 'none';
  }
  repeat?.addEventListener('input', () => {
    if (repeat.value !== 'none' && count.value === '1') count.value = '4';
    showCount();
  });
  if (repeat) showCount();

  async function refresh() {
    latest += 1;
    const number = latest;
    const response = await fetch(form.dataset.preview, {
      method: 'POST',
      body: new URLSearchParams(new FormData(form)),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    }).catch(() => undefined);
    if (!response?.ok || number !== latest) return;
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    const focused = document.activeElement?.id;
    for (const id of ['preview', 'preview-line', 'receive', 'dates', 'conflicts']) replacePart(id, page);
    if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus();
  }

  /** What has not changed stays, so that nothing is read out twice. */
  function replacePart(id, page) {
    const next = page.getElementById(id);
    const old = document.getElementById(id);
    if (next && old && next.innerHTML !== old.innerHTML) old.replaceChildren(...next.childNodes);
  }

  form.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(refresh, PAUSE_MS);
  });
  const button = form.querySelector('[data-preview-button]');
  if (button) button.hidden = true;
})();
