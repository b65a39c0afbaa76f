'use strict';

/* Pages work without this. It keeps a form from being sent twice, closes menus and messages, and offers to print. */
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

  for (const button of document.querySelectorAll('[data-close]')) {
    button.hidden = false;
    button.addEventListener('click', () => button.parentElement.remove());
  }

  const menus = document.querySelectorAll('details.menu');
  document.addEventListener('click', ({ target }) => {
    for (const menu of menus) if (!menu.contains(target)) menu.open = false;
  });
  document.addEventListener('keydown', ({ key, target }) => {
    const menu = key === 'Escape' && target.closest('details.menu[open]');
    if (!menu) return;
    menu.open = false;
    menu.querySelector('summary').focus();
  });

  for (const button of document.querySelectorAll('[data-copy]')) {
    if (!window.navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener('click', async () => {
      await window.navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = 'Copied';
    });
  }

  for (const button of document.querySelectorAll('[data-print]')) {
    button.hidden = false;
    button.addEventListener('click', () => window.print());
  }
})();
