'use strict';

/*
 * Opens Razorpay's payment window over the page. Without this script, or when Razorpay's own could not be loaded, the
 * form posts to Hosted Checkout and the payment takes place there.
 */
(() => {
  const payForm = document.getElementById('pay');
  const button = payForm.querySelector('button');
  const state = document.getElementById('pay-state');
  const initialState = state.textContent;
  let isBusy = false;

  const show = (text, busy) => {
    isBusy = busy;
    state.textContent = text;
    button.setAttribute('aria-disabled', String(busy));
    payForm.setAttribute('aria-busy', String(busy));
  };

  /* The page behind the open window gets no clicks and no focus. */
  const blockPage = (isBlocked) => {
    for (const part of document.querySelectorAll('.skip, header, main, footer')) part.inert = isBlocked;
  };

  /* In the browsers of apps (WebViews) the window cannot call this page, so it redirects to the callback. */
  const { userAgent } = window.navigator;
  const isInApp = /; wv\)|FBA[NV]|Instagram|Line\/|MicroMessenger|Snapchat|Twitter for/.test(userAgent);
  const returnOptions = isInApp ? { callback_url: payForm.dataset.callback, redirect: true } : {};

  /* The server verifies the signature and asks Razorpay; nothing is decided here. */
  const finish = (payment) => {
    show('Payment received. Confirming your seat…', true);
    const form = document.getElementById('paid');
    for (const field of form.querySelectorAll('input')) field.value = payment[field.name] ?? '';
    form.submit();
  };

  const leave = (hasFailed) => {
    blockPage(false);
    show('Payment window closed. Checking with Razorpay…', true);
    if (hasFailed) window.location.assign(payForm.dataset.result);
    else document.getElementById('cancel').submit();
  };

  const openWindow = () => {
    let isPaid = false;
    let hasFailed = false;
    const checkout = new window.Razorpay({
      ...JSON.parse(payForm.dataset.options),
      ...returnOptions,
      handler: (payment) => {
        isPaid = true;
        blockPage(false);
        finish(payment);
      },
      modal: {
        confirm_close: true,
        ondismiss: () => {
          if (!isPaid) leave(hasFailed);
        },
      },
    });
    /* The window itself offers another try. The page asks for the result once the window is closed. */
    checkout.on('payment.failed', () => {
      hasFailed = true;
    });
    checkout.open();
    blockPage(true);
  };

  /* An address that ends like this opens the window at once. No element has that id, so without a script nothing moves. */
  const TO_PAY = '#pay-now';

  /* The order holds the note, so a note that was typed but not saved needs a new order. Its page opens the window. */
  const note = document.querySelector('.checkout-what textarea');
  /* The bar at the edge of a phone would cover the lower half of what is opened. */
  note.closest('details').addEventListener('toggle', ({ target }) => {
    if (target.open) target.scrollIntoView({ block: 'nearest' });
  });

  const saveNote = () => {
    show('Saving your note…', true);
    note.form.action += TO_PAY;
    note.form.requestSubmit();
  };

  payForm.addEventListener('submit', (event) => {
    if (isBusy) {
      event.preventDefault();
      return;
    }
    if (note.value !== note.defaultValue) {
      event.preventDefault();
      saveNote();
      return;
    }
    show('Opening the payment window…', true);
    if (typeof window.Razorpay !== 'function') return;
    try {
      openWindow();
      event.preventDefault();
    } catch {
      /* The browser continues to Hosted Checkout. */
      blockPage(false);
    }
  });

  /* It comes once all scripts have been loaded, Razorpay's too. */
  window.addEventListener('pageshow', () => {
    blockPage(false);
    show(initialState, false);
    if (window.location.hash !== TO_PAY) return;
    window.history.replaceState(null, '', window.location.pathname);
    payForm.requestSubmit();
  });
})();
