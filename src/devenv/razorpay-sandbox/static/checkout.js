/* global document, window, URL */
/* The merchant's side of Checkout: opens the payment window in a frame and reports the result to the page. */
(function () {
  'use strict';
  var origin = new URL(document.currentScript.src).origin;

  function Razorpay(options) {
    if (!options || !options.key) throw new Error('No key passed');
    this.options = options;
    this.listeners = {};
    this.frame = null;
    this.onMessage = this.onMessage.bind(this);
    this.onKey = this.onKey.bind(this);
  }

  Razorpay.open = function (options) {
    return new Razorpay(options).open();
  };

  Razorpay.prototype.on = function (event, listener) {
    (this.listeners[event] = this.listeners[event] || []).push(listener);
    return this;
  };

  Razorpay.prototype.open = function () {
    if (this.frame) return this;
    this.focused = document.activeElement;
    this.overflow = document.documentElement.style.overflow;
    document.documentElement.style.overflow = 'hidden';
    this.frame = document.createElement('iframe');
    this.frame.title = 'Razorpay checkout';
    this.frame.className = 'razorpay-checkout-frame';
    // Set by script, because a content security policy may forbid inline styles.
    Object.assign(this.frame.style, {
      position: 'fixed',
      inset: '0',
      width: '100%',
      height: '100%',
      border: '0',
      zIndex: '2147483647',
      background: 'rgba(15, 23, 42, 0.6)',
      colorScheme: 'normal',
    });
    window.addEventListener('message', this.onMessage);
    document.addEventListener('keydown', this.onKey);
    this.frame.src = origin + '/v1/checkout/window';
    // While the window is open, neither clicks nor Tab reach the page behind it.
    this.hidden = Array.prototype.filter.call(document.body.children, function (part) {
      return !part.inert && part.tagName !== 'SCRIPT';
    });
    this.hidden.forEach(function (part) {
      part.inert = true;
    });
    document.body.appendChild(this.frame);
    return this;
  };

  Razorpay.prototype.close = function () {
    this.send('close');
  };

  Razorpay.prototype.send = function (event, data) {
    if (this.frame) this.frame.contentWindow.postMessage({ event: event, data: data }, origin);
  };

  Razorpay.prototype.onKey = function (event) {
    if (event.key === 'Escape') this.send('escape');
  };

  Razorpay.prototype.onMessage = function (message) {
    if (message.origin !== origin || !this.frame || message.source !== this.frame.contentWindow) return;
    var data = message.data.data;
    switch (message.data.event) {
      case 'ready':
        this.frame.contentWindow.focus();
        return this.send('open', windowOptions(this.options));
      case 'failed':
        this.emit('payment.failed', { error: data });
        if (this.options.redirect && this.options.callback_url) {
          this.remove();
          this.post(failureFields(data));
        }
        return;
      case 'success':
        this.remove();
        return this.succeed(data);
      case 'dismissed':
        this.remove();
        return this.dismiss();
    }
  };

  Razorpay.prototype.succeed = function (fields) {
    var options = this.options;
    if (options.callback_url && (options.redirect || !options.handler)) this.post(fields);
    else if (options.handler) options.handler(fields);
  };

  Razorpay.prototype.dismiss = function () {
    var modal = this.options.modal || {};
    if (typeof modal.ondismiss === 'function') modal.ondismiss();
  };

  Razorpay.prototype.emit = function (event, data) {
    (this.listeners[event] || []).forEach(function (listener) {
      listener(data);
    });
  };

  Razorpay.prototype.remove = function () {
    window.removeEventListener('message', this.onMessage);
    document.removeEventListener('keydown', this.onKey);
    this.frame.remove();
    this.hidden.forEach(function (part) {
      part.inert = false;
    });
    this.frame = null;
    document.documentElement.style.overflow = this.overflow;
    if (this.focused && this.focused.focus) this.focused.focus();
  };

  /** Leaves the page with a POST to the merchant's callback_url. */
  Razorpay.prototype.post = function (fields) {
    var form = document.createElement('form');
    form.method = 'post';
    form.action = this.options.callback_url;
    Object.keys(fields).forEach(function (name) {
      var input = document.createElement('input');
      input.type = 'hidden';
      input.name = name;
      input.value = fields[name];
      form.appendChild(input);
    });
    document.body.appendChild(form);
    form.submit();
  };

  function failureFields(error) {
    var fields = { 'error[metadata]': JSON.stringify(error.metadata) };
    ['code', 'description', 'source', 'step', 'reason'].forEach(function (name) {
      fields['error[' + name + ']'] = error[name];
    });
    return fields;
  }

  /** The data that the window gets: plain values, without the page's functions. */
  function windowOptions(options) {
    var modal = options.modal || {};
    var retry = options.retry;
    return {
      checkout: JSON.parse(
        JSON.stringify({
          key: options.key,
          order_id: options.order_id,
          amount: options.amount,
          currency: options.currency,
          name: options.name,
          description: options.description,
          prefill: options.prefill,
          notes: options.notes,
        }),
      ),
      image: options.image ? new URL(options.image, window.location.href).href : null,
      color: (options.theme && options.theme.color) || '#2f5bea',
      escape: modal.escape !== false,
      confirmClose: modal.confirm_close === true,
      retry: retry !== false && !(retry && retry.enabled === false),
      maxRetries: retry && retry.max_count !== undefined ? retry.max_count : null,
      timeout: options.timeout || 0,
    };
  }

  window.Razorpay = Razorpay;
})();
