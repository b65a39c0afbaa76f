'use strict';

/*
 * Finds out the time zone of the device and remembers it in a cookie, from which the server shows times. A visitor's first page is
 * shown in that zone at once: its content is fetched anew and put in place of what is there, without loading the page again.
 */
(() => {
  const YEAR_S = 31_536_000;
  /* What some browsers still call zones. */
  const presentNames = {
    'Asia/Calcutta': 'Asia/Kolkata',
    'Asia/Katmandu': 'Asia/Kathmandu',
    'Asia/Rangoon': 'Asia/Yangon',
    'Asia/Saigon': 'Asia/Ho_Chi_Minh',
    'Europe/Kiev': 'Europe/Kyiv',
  };
  const bar = document.querySelector('[data-zone]');
  const named = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const device = presentNames[named] ?? named;
  if (!bar || !device || !window.navigator.cookieEnabled) return;

  const chosen = /(?:^|; )tz=([^;]*)/.exec(document.cookie)?.[1];
  const isOther = bar.dataset.zone !== device;

  /* Who has an account has chosen; another device zone than that is only offered. */
  if ('account' in bar.dataset) {
    const form = bar.querySelector('form');
    if (chosen === undefined) remember();
    if (form && isOther && (chosen === undefined || decodeURIComponent(chosen) === device)) {
      form.elements.timeZone.value = device;
      form.hidden = false;
    }
  } else if (chosen === undefined) {
    remember();
    if (isOther) showAgain().catch(() => undefined);
  }

  function remember() {
    const secure = window.location.protocol === 'https:' ? '; secure' : '';
    document.cookie = `tz=${encodeURIComponent(device)}; path=/; max-age=${YEAR_S}; samesite=lax${secure}`;
  }

  async function showAgain() {
    const answer = await window.fetch(window.location.href, { headers: { accept: 'text/html' } });
    if (!answer.ok) return;
    const page = new window.DOMParser().parseFromString(await answer.text(), 'text/html');
    const main = document.querySelector('main');
    const fresh = page.querySelector('main');
    /* Whoever has begun to type or to open something is left alone; the next page is right. */
    if (!fresh || main.contains(document.activeElement)) return;
    main.replaceChildren(...fresh.childNodes);
    document.dispatchEvent(new window.CustomEvent('content-changed'));
  }
})();
