'use strict';

/* Without this script a month lists the times of all its days. It shows those of one day, at first the first with a free time. */
(() => {
  const DAY_LINK = '.month a[href^="#day-"]';
  const links = () => [...document.querySelectorAll(DAY_LINK)];
  const dayOf = (link) => document.getElementById(link.hash.slice(1));

  function choose(chosen) {
    for (const link of links()) {
      // A day may be in the month and in the strip of two weeks.
      const isChosen = link.hash === chosen.hash;
      const day = dayOf(link);
      if (isChosen) link.setAttribute('aria-current', 'true');
      else if (link.getAttribute('aria-current') === 'true') link.removeAttribute('aria-current');
      day.hidden = !isChosen;
      day.classList.toggle('day-chosen', isChosen);
    }
  }

  /* In the strip, not under the edge where it fades. */
  function bringIntoView({ hash }) {
    const strip = document.querySelector('.month .strip');
    const link = strip?.querySelector(`a[href="${hash}"]`);
    if (!link) return;
    const [outer, inner] = [strip, link].map((element) => element.getBoundingClientRect());
    strip.scrollLeft += inner.left - outer.left - (outer.width - inner.width) / 2;
  }

  function begin() {
    const all = links();
    if (all.length === 0) return;
    const first = all.find((link) => dayOf(link).matches('.day-chosen'));
    for (const day of document.querySelectorAll('.month .day')) day.hidden = true;
    const asked = all.find(({ hash }) => hash === window.location.hash);
    const picked = all.find((link) => dayOf(link).querySelector(':checked'));
    const chosen = asked ?? picked ?? first ?? all[0];
    choose(chosen);
    bringIntoView(chosen);
  }

  document.addEventListener('click', (event) => {
    const link = event.target.closest(DAY_LINK);
    if (!link) return;
    event.preventDefault();
    choose(link);
    dayOf(link).focus({ preventScroll: true });
    dayOf(link).scrollIntoView({ block: 'nearest' });
  });

  begin();
  document.addEventListener('content-changed', begin);
})();
