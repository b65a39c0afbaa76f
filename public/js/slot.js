'use strict';

/*
 * The page of a session works without this. It updates the seats while the page is visible. The pauses grow while nothing
 * changes or the server does not answer. It does nothing if the browser asks to save data.
 */
(() => {
  const FIRST_MS = 15_000;
  const LONGEST_MS = 120_000;
  const { navigator, location } = window;

  const ticket = document.querySelector('[data-seats]');
  if (!ticket || navigator.connection?.saveData) return;

  let pause = FIRST_MS;
  let timer;
  let isLooking = false;

  const plan = () => {
    clearTimeout(timer);
    if (document.visibilityState === 'visible') timer = setTimeout(look, pause);
  };

  async function look() {
    if (isLooking) return;
    isLooking = true;
    const seats = await read().catch(() => undefined);
    isLooking = false;
    const hasChanged = seats !== undefined && show(seats);
    pause = hasChanged ? FIRST_MS : Math.min(pause * 1.5, LONGEST_MS);
    if (seats?.isOpen !== false) plan();
  }

  async function read() {
    const answer = await window.fetch(ticket.dataset.seats, { headers: { accept: 'application/json' } });
    return answer.ok ? (await answer.json()).data : undefined;
  }

  /** Whether anything was new. It looks for the ticket each time, because another script may have replaced it. */
  function show({ text, level, isOpen }) {
    const shown = document.querySelector('[data-seats] .seats');
    const news = document.querySelector('[data-seats-news]');
    if (!shown || !news || (isOpen && shown.textContent === text)) return false;
    const isNoLonger = !isOpen || (level === 'none') !== shown.matches('.seats-none');
    if (isOpen) {
      shown.textContent = text;
      shown.className = `seats seats-${level}`;
    }
    news.replaceChildren(isOpen ? `Now: ${text.toLowerCase()}.` : 'This session can no longer be booked.');
    if (isNoLonger) {
      const again = document.createElement('a');
      again.href = location.pathname;
      again.textContent = 'Show what you can do';
      news.append(' ', again);
      document.querySelector('.book-track')?.remove();
    }
    return true;
  }

  document.addEventListener('visibilitychange', () => {
    pause = FIRST_MS;
    if (document.visibilityState === 'visible') look();
    else clearTimeout(timer);
  });
  plan();
})();
