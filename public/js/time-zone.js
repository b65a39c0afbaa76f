'use strict';

/*
 * Pages work without this. It stores the time zone of the device in a cookie, by which the server shows times, and shows a
 * visitor's first page again in that zone. It replaces every select of zones by a field that searches the list, also where a page
 * names the zone of its times.
 */
(() => {
  /* A page may ask for this script in several places. */
  const { dataset } = document.documentElement;
  if ('zones' in dataset) return;
  dataset.zones = '';

  const YEAR_S = 31_536_000;
  /* Old names of zones that some browsers still use. */
  const presentNames = {
    'Asia/Calcutta': 'Asia/Kolkata',
    'Asia/Katmandu': 'Asia/Kathmandu',
    'Asia/Rangoon': 'Asia/Yangon',
    'Asia/Saigon': 'Asia/Ho_Chi_Minh',
    'Europe/Kiev': 'Europe/Kyiv',
  };
  const named = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const device = presentNames[named] ?? named;
  const chosen = /(?:^|; )tz=([^;]*)/.exec(document.cookie)?.[1];
  const fold = (text) => {
    const plain = text.toLowerCase().normalize('NFD');
    return ` ${plain.replaceAll(/\p{M}/gu, '').replaceAll(/[_/(),]/g, ' ')}`;
  };
  /* Countries, regions and other cities, for the search only. */
  const otherNames = {
    'Africa/Cairo': 'egypt',
    'Africa/Johannesburg': 'south africa cape town',
    'Africa/Lagos': 'nigeria',
    'Africa/Nairobi': 'kenya',
    'America/Chicago': 'usa central dallas texas',
    'America/Denver': 'usa mountain',
    'America/Los_Angeles': 'usa california pacific pst',
    'America/Mexico_City': 'mexico',
    'America/New_York': 'usa eastern est miami',
    'America/Sao_Paulo': 'brazil rio',
    'America/Toronto': 'canada montreal ottawa',
    'America/Vancouver': 'canada',
    'Asia/Bangkok': 'thailand',
    'Asia/Colombo': 'sri lanka',
    'Asia/Dhaka': 'bangladesh',
    'Asia/Dubai': 'uae emirates abu dhabi',
    'Asia/Ho_Chi_Minh': 'vietnam saigon hanoi',
    'Asia/Jakarta': 'indonesia',
    'Asia/Karachi': 'pakistan lahore',
    'Asia/Kathmandu': 'nepal',
    'Asia/Kolkata': 'bangalore bombay calcutta chennai hyderabad madras pune',
    'Asia/Kuala_Lumpur': 'malaysia',
    'Asia/Manila': 'philippines',
    'Asia/Riyadh': 'saudi arabia jeddah',
    'Asia/Seoul': 'korea',
    'Asia/Shanghai': 'china beijing',
    'Asia/Tokyo': 'japan osaka',
    'Australia/Sydney': 'canberra',
    'Europe/Amsterdam': 'netherlands holland',
    'Europe/Berlin': 'germany cologne frankfurt hamburg munich munchen',
    'Europe/Dublin': 'ireland',
    'Europe/Lisbon': 'portugal',
    'Europe/London': 'uk england britain scotland',
    'Europe/Madrid': 'spain barcelona',
    'Europe/Paris': 'france',
    'Europe/Rome': 'italy milan',
    'Europe/Stockholm': 'sweden',
    'Europe/Vienna': 'austria',
    'Europe/Warsaw': 'poland',
    'Europe/Zurich': 'switzerland geneva',
    'Pacific/Auckland': 'new zealand wellington',
  };
  const parse = (html) => new window.DOMParser().parseFromString(html, 'text/html');
  const element = (name, properties) => Object.assign(document.createElement(name), properties);

  /* Shows times in the zone of the device. */

  function follow(bar) {
    const isOther = bar.dataset.zone !== device;
    /* The zone of an account was chosen. If the device has another one, it is only offered. */
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
  }

  function remember() {
    const secure = window.location.protocol === 'https:' ? '; secure' : '';
    document.cookie = `tz=${encodeURIComponent(device)}; path=/; max-age=${YEAR_S}; samesite=lax${secure}`;
  }

  async function showAgain() {
    const answer = await window.fetch(window.location.href, { headers: { accept: 'text/html' } });
    if (!answer.ok) return;
    const main = document.querySelector('main');
    const fresh = parse(await answer.text()).querySelector('main');
    /* Do not disturb somebody who has begun to type or has opened something; the next page will be right. */
    if (!fresh || main.contains(document.activeElement)) return;
    main.replaceChildren(...fresh.childNodes);
    document.dispatchEvent(new window.CustomEvent('content-changed'));
  }

  /* A field to type in, with the matching zones below it. */

  /* In a sheet the list is always open, and to choose a zone is to use it. */
  function enhance(field, isSheet = false) {
    const select = field.querySelector('select');
    if (!select || select.hidden) return;
    if (device && ![...select.options].some(({ value }) => value === device)) {
      const place = device.split('/').at(-1).replaceAll('_', ' ');
      select.prepend(new window.Option(`${place} · this device`, device));
    }
    if ('zoneDetected' in field.dataset && chosen === undefined && device) select.value = device;
    const id = `${select.id}-list`;
    const list = element('ul', { id, role: 'listbox', className: 'zone-list', hidden: true });
    const input = element('input', { id: select.id, type: 'text', role: 'combobox', autocomplete: 'off' });
    for (const name of ['aria-describedby', 'aria-invalid']) {
      if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
    }
    const attributes = { 'aria-controls': id, 'aria-autocomplete': 'list', 'aria-expanded': 'false' };
    for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
    list.setAttribute('aria-label', select.labels[0]?.textContent ?? 'Time zone');
    select.removeAttribute('id');
    select.hidden = true;
    const none = element('p', { className: 'small muted zone-none' });
    none.setAttribute('aria-live', 'polite');
    select.before(input, list, none);
    run({ select, list, input, none, isSheet });
  }

  /* `New York · GMT-5 · 7:12 pm`: large pages leave out the offset and the time. */
  function complete({ value, text }) {
    if (text.includes(' · ')) return text;
    const format = (options) => new Intl.DateTimeFormat('en', { timeZone: value, ...options });
    const offset = format({ timeZoneName: 'shortOffset' }).formatToParts();
    const { value: distance } = offset.find(({ type }) => type === 'timeZoneName');
    const time = format({ hour: 'numeric', minute: '2-digit' }).format().toLowerCase();
    const [place, further = ''] = text.split(/ (?=\()/);
    return `${place} · ${distance} · ${time} ${further}`.trimEnd();
  }

  function run({ select, list, input, none, isSheet }) {
    const options = [...select.options].map((option, index) => {
      const text = complete(option);
      option.textContent = text;
      const item = element('li', { id: `${list.id}-${index}`, role: 'option', textContent: text });
      return {
        value: option.value,
        item,
        text,
        words: fold(`${text} ${option.value} ${otherNames[option.value] ?? ''}`),
      };
    });
    /* The device's zone first, then in alphabetical order, without the select's groups. */
    const rank = ({ value }) => Number(value !== device);
    options.sort((one, other) => rank(one) - rank(other) || one.text.localeCompare(other.text));
    /* The cities in brackets are there to be found by the search. */
    const nameOf = () => (select.selectedOptions[0]?.text ?? '').replace(/ \(.*/, '');
    let found = options;
    let active;

    const mark = (option) => {
      active?.item.setAttribute('aria-selected', 'false');
      active = option;
      active?.item.setAttribute('aria-selected', 'true');
      active?.item.scrollIntoView({ block: 'nearest' });
      if (active) input.setAttribute('aria-activedescendant', active.item.id);
      else input.removeAttribute('aria-activedescendant');
    };
    const show = (isOpen) => {
      list.hidden = !isOpen;
      input.setAttribute('aria-expanded', String(isOpen));
      if (!isOpen) mark(undefined);
    };
    const open = (matching) => {
      found = matching;
      list.replaceChildren(...found.map(({ item }) => item));
      show(found.length > 0);
      none.textContent = found.length > 0 ? '' : 'No such place. Try a larger city near it.';
      mark(found.find(({ value }) => value === select.value) ?? found[0]);
    };
    const settle = () => {
      input.value = isSheet ? '' : nameOf();
      if (isSheet) open(options);
      else {
        none.textContent = '';
        show(false);
      }
    };
    const choose = ({ value }) => {
      select.value = value;
      settle();
      if (isSheet) select.form.requestSubmit();
      select.dispatchEvent(new window.Event('input', { bubbles: true }));
    };
    const step = (by) => {
      if (list.hidden) open(options);
      else mark(found[(found.indexOf(active) + by + found.length) % found.length]);
    };
    const keys = {
      ArrowDown: () => step(1),
      ArrowUp: () => step(-1),
      Escape: () => settle(),
      Enter: () => active && choose(active),
    };

    input.addEventListener('focus', () => input.select());
    input.addEventListener('click', () => list.hidden && open(options));
    input.addEventListener('input', () => {
      const words = fold(input.value).trim().split(/\s+/);
      open(options.filter((option) => words.every((word) => option.words.includes(` ${word}`))));
    });
    input.addEventListener('keydown', (event) => {
      const isPlainEnter = event.key === 'Enter' && list.hidden;
      const isToClose = event.key === 'Escape' && isSheet;
      if (!keys[event.key] || isPlainEnter || isToClose) return;
      event.preventDefault();
      keys[event.key]();
    });
    /* Leaving the field chooses the only match, or the first one. */
    input.addEventListener('blur', () => {
      if (isSheet) return;
      const hasTyped = active && input.value !== nameOf();
      if (hasTyped) choose(active);
      else settle();
    });
    list.addEventListener('pointerdown', (event) => event.preventDefault());
    list.addEventListener('click', ({ target }) => {
      const option = options.find(({ item }) => item === target);
      if (option) choose(option);
    });
    settle();
  }

  /* Inserts the field from the page that has it. */

  /* Loads the field's style sheet when it is needed. Account pages already have it. */
  function loadStyle() {
    const has = (name) => document.querySelector(`link[href*="/css/${name}.css"]`);
    if (has('accounts')) return undefined;
    const href = has('sureslot').href.replace('sureslot', 'accounts');
    const style = element('link', { rel: 'stylesheet', href });
    document.head.append(style);
    return new Promise((resolve) => style.addEventListener('load', resolve));
  }

  /* The list shows people with a mouse that the field can be searched. A keyboard opens it by an arrow, as usual. */
  async function openIn(bar, link, isPointed) {
    const answer = await window.fetch(link.href, { headers: { accept: 'text/html' } });
    const form =
      answer.ok &&
      parse(await answer.text())
        .querySelector('[data-zone-field]')
        ?.closest('form');
    if (!form) throw new Error('There is no form to show');
    await loadStyle();
    if (window.matchMedia('(max-width: 47.99rem)').matches) {
      openSheet(bar, form);
      return;
    }
    form.className = 'zone-choice';
    bar.append(form);
    for (const field of form.querySelectorAll('[data-zone-field]')) enhance(field);
    const close = () => {
      form.remove();
      link.focus();
    };
    form.querySelector('a').addEventListener('click', (event) => {
      event.preventDefault();
      close();
    });
    const input = form.querySelector('input[role="combobox"]');
    input.focus();
    if (isPointed) input.click();
  }

  /* On a phone the choice rises from the foot of the screen, or from the keyboard. */
  function openSheet(bar, form) {
    const dialog = element('dialog', { className: 'zone-sheet' });
    const head = element('p', { className: 'zone-sheet-head' });
    const close = element('button', { type: 'button', className: 'link', textContent: 'Close' });
    const field = form.querySelector('[data-zone-field]');
    const label = field.querySelector('label');
    head.append(label, close);
    form.prepend(head);
    form.className = '';
    form.querySelector('.actions').hidden = true;
    dialog.append(form);
    bar.append(dialog);
    dialog.setAttribute('aria-label', 'Time zone');
    /* First, because the marked zone can only be brought into view once it is shown. */
    dialog.showModal();
    enhance(field, true);
    const input = field.querySelector('input');
    input.placeholder = 'Search by city';
    input.autocapitalize = 'off';
    close.focus();
    const fit = () => {
      const { height, offsetTop } = window.visualViewport;
      dialog.style.setProperty('--below', `${Math.max(0, window.innerHeight - height - offsetTop)}px`);
      dialog.style.setProperty('--room', `${height}px`);
    };
    fit();
    window.visualViewport.addEventListener('resize', fit);
    window.visualViewport.addEventListener('scroll', fit);
    close.addEventListener('click', () => dialog.close());
    dialog.addEventListener('click', ({ target }) => target === dialog && dialog.close());
    dialog.addEventListener('close', () => {
      window.visualViewport.removeEventListener('resize', fit);
      window.visualViewport.removeEventListener('scroll', fit);
      dialog.remove();
      bar.querySelector('a').focus();
    });
  }

  document.addEventListener('click', (event) => {
    const link = event.target.closest?.('[data-zone] a');
    if (!link || link.closest('form') || event.ctrlKey || event.metaKey) return;
    const bar = link.closest('[data-zone]');
    event.preventDefault();
    if (bar.querySelector('.zone-choice')) bar.querySelector('.zone-choice a').click();
    else openIn(bar, link, event.detail > 0).catch(() => window.location.assign(link.href));
  });

  const begin = async () => {
    const fields = document.querySelectorAll('[data-zone-field]');
    if (fields.length > 0) await loadStyle();
    for (const field of fields) enhance(field);
  };
  begin();
  document.addEventListener('content-changed', begin);
  const bar = document.querySelector('[data-zone]');
  if (bar && device && window.navigator.cookieEnabled) follow(bar);
})();
