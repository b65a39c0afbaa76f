'use strict';

/* Looks again while the page is in view; browsers without script do so by a meta element. */
(() => {
  const seconds = Number(document.querySelector('[data-refresh]').dataset.refresh);
  const lookAgain = () => {
    if (document.visibilityState === 'visible') window.location.reload();
    else document.addEventListener('visibilitychange', lookAgain, { once: true });
  };
  setTimeout(lookAgain, seconds * 1000);
})();
