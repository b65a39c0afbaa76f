'use strict';

/* Pages work without this. It keeps a form from being sent twice, and offers to print where that makes sense. */
(() => {
  const sent = new WeakSet();

  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (!form.matches('[data-once]')) return;
    if (sent.has(form)) event.preventDefault();
    sent.add(form);
    form.setAttribute('aria-busy', 'true');
  });

  /* Back from the next page, the browser may show this one as it was left. */
  window.addEventListener('pageshow', () => {
    for (const form of document.querySelectorAll('form[aria-busy]')) {
      sent.delete(form);
      form.removeAttribute('aria-busy');
    }
  });

  for (const button of document.querySelectorAll('[data-print]')) {
    button.hidden = false;
    button.addEventListener('click', () => window.print());
  }
})();
