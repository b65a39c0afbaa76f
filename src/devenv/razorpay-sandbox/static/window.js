/* global document, navigator, window, fetch, setTimeout */
/* The payment window. It asks the sandbox for payments and reports to the merchant's page, its parent. */
(function () {
  'use strict';
  const PAID_SHOWN_MS = 700;
  const views = ['methods', 'bank', 'otp', 'busy', 'failed', 'paid', 'confirm'];
  const tabs = ['upi', 'card', 'netbanking'];
  const $ = (id) => document.getElementById(id);
  let merchantOrigin = null;
  let options = null;
  let view = 'methods';
  let before = 'methods';
  let paymentId = null;
  let result = null;
  let failedAttempts = 0;

  function tell(event, data) {
    window.parent.postMessage({ event, data }, merchantOrigin ?? '*');
  }

  window.addEventListener('message', (message) => {
    if (message.source !== window.parent) return;
    const { event, data } = message.data;
    if (event === 'open' && merchantOrigin === null) {
      merchantOrigin = message.origin;
      void open(data);
    } else if (message.origin !== merchantOrigin) return;
    else if (event === 'close') void dismiss();
    else if (event === 'escape') escape();
  });

  async function ask(path, body) {
    const response = await fetch(`/v1/checkout/window/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      keepalive: true,
    });
    const answer = await response.json();
    if (response.ok) return answer;
    throw Object.assign(new Error(answer.error.description), { field: answer.error.field });
  }

  function show(next) {
    view = next;
    for (const name of views) $(`view-${name}`).hidden = name !== next;
    $('problem').hidden = true;
    const target = $(`view-${next}`).querySelector('input:not([type=hidden]), h2[tabindex]');
    (target?.offsetParent ? target : $('window')).focus();
  }

  async function open(given) {
    options = given;
    const { name = 'Merchant', description = '' } = options.checkout;
    $('merchant').textContent = name;
    $('tile').textContent = name.slice(0, 1).toUpperCase();
    $('description').textContent = description;
    if (options.image) {
      $('logo').src = options.image;
      $('logo').hidden = false;
      $('tile').hidden = true;
    }
    showUpi();
    useColor(options.color);
    $('window').hidden = false;
    show('methods');
    if (options.timeout > 0) startTimer(Date.now() + options.timeout * 1000);
    try {
      const { amountText } = await ask('open', options.checkout);
      $('amount').textContent = amountText;
      for (const button of document.querySelectorAll('.view .pay')) {
        if (button.textContent === 'Pay now') button.textContent = `Pay ${amountText}`;
      }
    } catch (error) {
      showProblem(error);
      $('view-methods').hidden = true;
    }
  }

  /** Only iOS has a field for a UPI id: an Android phone opens an app, and other screens show a QR code. */
  function showUpi() {
    const isTyped = /iPhone|iPad/.test(navigator.userAgent);
    const isAndroid = /Android/.test(navigator.userAgent);
    $('upi-typed').hidden = !isTyped;
    $('upi-code').hidden = isTyped;
    $('upi-qr').hidden = isAndroid;
    $('upi-text').textContent = isAndroid
      ? 'Razorpay opens your UPI app here. How should the app answer?'
      : 'Scan the code with the UPI app on your phone. How should the app answer?';
  }

  /** The merchant's colour, with black or white text, whichever is easier to read. */
  function useColor(color) {
    const probe = document.createElement('canvas').getContext('2d');
    probe.fillStyle = '#2f5bea';
    probe.fillStyle = color;
    const [red, green, blue] = [1, 3, 5].map((at) => {
      const part = parseInt(probe.fillStyle.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    const isLight = 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.3;
    document.documentElement.style.setProperty('--brand', probe.fillStyle);
    document.documentElement.style.setProperty('--on-brand', isLight ? '#0f172a' : '#ffffff');
  }

  function showProblem(error) {
    const field = error.field && $(`${error.field}-error`);
    const place = field ?? $('problem');
    place.textContent =
      error instanceof TypeError ? 'The payment service cannot be reached. Try again.' : error.message;
    place.hidden = false;
    if (field) $(error.field).focus();
  }

  /** Begins a payment and calls `next`. Shows an error beside its field. */
  async function begin(details, next) {
    for (const place of document.querySelectorAll('.error')) place.hidden = true;
    show('busy');
    try {
      paymentId = (await ask('payments', { ...options.checkout, ...details })).payment_id;
    } catch (error) {
      show('methods');
      return showProblem(error);
    }
    await next();
  }

  async function finish(answer) {
    show('busy');
    let outcome;
    try {
      outcome = await ask(`payments/${paymentId}`, answer);
    } catch (error) {
      show('methods');
      return showProblem(error);
    }
    paymentId = null;
    if (outcome.success) succeed(outcome.success);
    else fail(outcome.error);
  }

  function succeed(fields) {
    result = fields;
    $('paid-id').textContent = fields.razorpay_payment_id;
    show('paid');
    setTimeout(() => tell('success', fields), PAID_SHOWN_MS);
  }

  function fail(error) {
    failedAttempts += 1;
    tell('failed', error);
    const isLast = !options.retry || (options.maxRetries !== null && failedAttempts > options.maxRetries);
    if (isLast) return tell('dismissed');
    $('failure').textContent = error.description;
    show('failed');
  }

  /** Closes the window. Cancels an open payment first. */
  async function dismiss() {
    if (result) return;
    if (paymentId) {
      const cancelled = ask(`payments/${paymentId}`, { step: 'cancel' }).catch(() => undefined);
      await Promise.race([cancelled, new Promise((resolve) => setTimeout(resolve, 1000))]);
    }
    tell('dismissed');
  }

  function requestClose() {
    if (!options.confirmClose || view === 'confirm') return void dismiss();
    before = view;
    show('confirm');
    $('stay').focus();
  }

  function escape() {
    if (options?.escape && !result) requestClose();
  }

  function startTimer(endsAt) {
    $('timer').hidden = false;
    const tick = () => {
      const left = Math.max(0, Math.ceil((endsAt - Date.now()) / 1000));
      $('timer').textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')} left`;
      if (left > 0) setTimeout(tick, 500);
      else void dismiss();
    };
    tick();
  }

  function selectTab(wanted) {
    for (const name of tabs) {
      const tab = $(`tab-${name}`);
      tab.setAttribute('aria-selected', String(name === wanted));
      tab.tabIndex = name === wanted ? 0 : -1;
      $(`panel-${name}`).hidden = name !== wanted;
    }
  }

  function onTabKey(event, index) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = tabs[(index + step + tabs.length) % tabs.length];
    selectTab(next);
    $(`tab-${next}`).focus();
  }

  /** Keeps Tab inside the window, because the page behind is blocked while it is open. */
  function keepFocus(event) {
    if (event.key !== 'Tab') return;
    const all = [...$('window').querySelectorAll('button, input, a[href], [tabindex="0"]')];
    const places = all.filter((place) => place.offsetParent && place.tabIndex >= 0 && !place.disabled);
    const [first, last] = [places[0], places[places.length - 1]];
    const isOutside = !places.includes(document.activeElement);
    if (event.shiftKey && (isOutside || document.activeElement === first)) last?.focus();
    else if (!event.shiftKey && (document.activeElement === last || document.activeElement === document.body))
      first?.focus();
    else return;
    event.preventDefault();
  }

  function onSubmit(id, work) {
    $(id).addEventListener('submit', (event) => {
      event.preventDefault();
      void work();
    });
  }

  document.addEventListener('keydown', keepFocus);
  tabs.forEach((name, index) => {
    $(`tab-${name}`).addEventListener('click', () => selectTab(name));
    $(`tab-${name}`).addEventListener('keydown', (event) => onTabKey(event, index));
  });
  for (const button of document.querySelectorAll('[data-outcome]')) {
    const { outcome } = button.dataset;
    button.addEventListener('click', () =>
      begin({ method: 'netbanking', bank: 'HDFC' }, () => finish({ step: 'bank', outcome })),
    );
  }
  for (const button of document.querySelectorAll('[data-bank]')) {
    button.addEventListener('click', () => {
      $('bank-name').textContent = button.textContent;
      void begin({ method: 'netbanking', bank: button.dataset.bank }, () => show('bank'));
    });
  }
  for (const button of document.querySelectorAll('[data-answer]')) {
    button.addEventListener('click', () => finish({ step: 'bank', outcome: button.dataset.answer }));
  }
  onSubmit('panel-card', () =>
    begin({ method: 'card', number: $('number').value }, () => {
      $('otp').value = '';
      show('otp');
    }),
  );
  onSubmit('panel-upi', () => begin({ method: 'upi', vpa: $('vpa').value }, () => finish({ step: 'upi' })));
  for (const button of document.querySelectorAll('[data-upi]')) {
    const { upi: vpa } = button.dataset;
    button.addEventListener('click', () => begin({ method: 'upi', vpa }, () => finish({ step: 'upi' })));
  }
  onSubmit('view-otp', () => finish({ step: 'otp', number: $('number').value, otp: $('otp').value }));
  $('retry').addEventListener('click', () => show('methods'));
  $('close').addEventListener('click', requestClose);
  $('stay').addEventListener('click', () => show(before));
  $('leave').addEventListener('click', () => void dismiss());
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') escape();
  });
  tell('ready');
})();
