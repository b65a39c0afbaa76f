'use strict';

/*
 * Asks for the state of the payment while the page is visible, and reloads once it is decided. Without a script, a meta
 * element reloads the page.
 */
(() => {
  const seconds = Number(document.querySelector('[data-refresh]').dataset.refresh);
  const state = document.getElementById('result-state');

  const kindNow = async () => {
    const answer = await fetch(window.location.pathname, { headers: { accept: 'application/json' } });
    return answer.ok ? (await answer.json()).data.kind : undefined;
  };

  const look = async () => {
    const kind = await kindNow().catch(() => undefined);
    if (kind === undefined || kind === 'pending') {
      wait();
      return;
    }
    if (kind === 'booked') state.textContent = 'Your seat is booked. Opening your bookings…';
    window.location.reload();
  };

  const wait = () => setTimeout(lookInView, seconds * 1000);
  const lookInView = () => {
    if (document.visibilityState === 'visible') void look();
    else document.addEventListener('visibilitychange', lookInView, { once: true });
  };
  wait();
})();
