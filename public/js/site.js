'use strict';

/* Pages work without this. It keeps a form from being sent twice, says what is wrong with a field, shows a
 * password, closes menus and messages, and copies, shares and prints. */
(() => {
  const sent = new WeakSet();

  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (!form.matches('[data-once]')) return;
    if (sent.has(form)) event.preventDefault();
    sent.add(form);
    form.setAttribute('aria-busy', 'true');
  });

  /* After "back", the browser may show the page as it was left, with its button still busy. */
  window.addEventListener('pageshow', () => {
    for (const form of document.querySelectorAll('form[aria-busy]')) {
      sent.delete(form);
      form.removeAttribute('aria-busy');
    }
  });

  /* Parts that open over the page: the account's menu, the filters. */
  const OPEN_MENU = 'details:is(.menu, .search-fold)[open]';
  const closeOthers = ({ target }) => {
    for (const menu of document.querySelectorAll(OPEN_MENU)) {
      if (!menu.contains(target)) menu.open = false;
    }
  };
  document.addEventListener('click', closeOthers);
  document.addEventListener('focusin', closeOthers);
  document.addEventListener('keydown', ({ key, target }) => {
    const menu = key === 'Escape' && target.closest(OPEN_MENU);
    if (!menu) return;
    menu.open = false;
    menu.querySelector('summary').focus();
  });

  /* What is wrong with a field, beside it as the server says it, in place of the browser's bubble. */
  const faultOf = (control) => {
    const label = control.labels[0]?.firstChild.textContent.trim() ?? 'This';
    const { validity, type, minLength } = control;
    if (validity.valueMissing) return `${label} is missing.`;
    if (validity.typeMismatch && type === 'email')
      return 'Enter an e-mail address, such as name@example.com.';
    if (validity.tooShort) return `${label} must have at least ${minLength} characters.`;
    return control.validationMessage;
  };
  const describe = (control, change) => {
    const ids = new Set((control.getAttribute('aria-describedby') ?? '').split(' ').filter(Boolean));
    change(ids);
    if (ids.size > 0) control.setAttribute('aria-describedby', [...ids].join(' '));
    else control.removeAttribute('aria-describedby');
  };
  let isFocused = false;
  document.addEventListener(
    'invalid',
    (event) => {
      const control = event.target;
      const field = control.parentElement;
      if (!field.matches('.field') || !control.id) return;
      event.preventDefault();
      const id = `${control.id}-error`;
      let message = document.getElementById(id);
      if (!message) {
        message = document.createElement('p');
        message.className = 'field-error';
        message.id = id;
        control.before(message);
      }
      message.textContent = faultOf(control);
      field.classList.add('field-invalid');
      control.setAttribute('aria-invalid', 'true');
      describe(control, (ids) => ids.add(id));
      if (isFocused) return;
      isFocused = true;
      control.focus();
      setTimeout(() => {
        isFocused = false;
      });
    },
    true,
  );
  document.addEventListener('input', ({ target }) => {
    if (target.getAttribute('aria-invalid') !== 'true' || !target.validity.valid) return;
    const message = document.getElementById(`${target.id}-error`);
    if (!message) return;
    message.remove();
    target.removeAttribute('aria-invalid');
    target.parentElement.classList.remove('field-invalid');
    describe(target, (ids) => ids.delete(message.id));
  });

  /* A password can be read before it is sent. Sent is a password again, which browsers keep as such. */
  for (const input of document.querySelectorAll('.field > [type="password"]')) {
    const button = document.createElement('button');
    const name = document.createElement('span');
    const show = (isShown) => {
      input.type = isShown ? 'text' : 'password';
      button.setAttribute('aria-pressed', String(isShown));
    };
    name.className = 'visually-hidden';
    name.textContent = ` ${input.labels[0].firstChild.textContent.trim().toLowerCase()}`;
    button.type = 'button';
    button.className = 'show-password';
    button.append('Show', name);
    button.addEventListener('click', () => show(input.type === 'password'));
    input.form.addEventListener('submit', () => show(false));
    input.spellcheck = false;
    input.autocapitalize = 'off';
    show(false);
    input.after(button);
  }

  const addressOf = (path) => new URL(path, window.location.href).href;
  const acts = {
    close: (button) => button.parentElement.remove(),
    copy: async (button) => {
      const text = button.textContent;
      const { copy } = button.dataset;
      await window.navigator.clipboard.writeText(copy.startsWith('/') ? addressOf(copy) : copy);
      button.textContent = 'Copied';
      setTimeout(() => {
        button.textContent = text;
      }, 2000);
    },
    share: ({ dataset: { title, text, share } }) =>
      window.navigator.share({ title, text, url: addressOf(share) }).catch(() => undefined),
    print: () => window.print(),
  };
  const isPossible = {
    copy: () => Boolean(window.navigator.clipboard),
    share: () => Boolean(window.navigator.share),
  };

  /* Buttons that need a script are hidden until it runs. */
  const showButtons = () => {
    for (const [name, act] of Object.entries(acts)) {
      if (isPossible[name]?.() === false) continue;
      for (const button of document.querySelectorAll(`[data-${name}][hidden]`)) {
        button.hidden = false;
        button.addEventListener('click', () => act(button));
      }
    }
  };
  showButtons();
  document.addEventListener('content-changed', showButtons);
})();
