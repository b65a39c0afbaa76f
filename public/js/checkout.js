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
  };

  /* The server verifies the signature and asks Razorpay; nothing is decided here. */
  const finish = (payment) => {
    show('Payment received. Confirming your seat…', true);
    const form = document.getElementById('paid');
    for (const field of form.querySelectorAll('input')) field.value = payment[field.name] ?? '';
    form.submit();
  };

  const openWindow = () => {
    let hasOutcome = false;
    const once = (action) => {
      if (hasOutcome) return;
      hasOutcome = true;
      action();
    };
    const checkout = new window.Razorpay({
      ...JSON.parse(payForm.dataset.options),
      theme: { color: '#0b5a45' },
      retry: { enabled: false },
      handler: (payment) => {
        hasOutcome = true;
        finish(payment);
      },
      modal: {
        confirm_close: false,
        ondismiss: () =>
          once(() => {
            show('Payment window closed. Checking with Razorpay…', true);
            document.getElementById('cancel').submit();
          }),
      },
    });
    checkout.on('payment.failed', () =>
      once(() => {
        show('The payment did not go through…', true);
        window.location.assign(payForm.dataset.result);
      }),
    );
    checkout.open();
  };

  payForm.addEventListener('submit', (event) => {
    if (isBusy) {
      event.preventDefault();
      return;
    }
    show('Opening the payment window…', true);
    if (typeof window.Razorpay !== 'function') return;
    try {
      openWindow();
      event.preventDefault();
    } catch {
      /* The browser goes on to Hosted Checkout. */
    }
  });

  window.addEventListener('pageshow', () => show(initialState, false));
})();
