'use strict';

/* The list of zones works without this. It narrows the list to what is typed, and puts in the zone of the device. */
(() => {
  const ROWS = 8;
  const field = document.querySelector('[data-zone-search]');
  const list = document.querySelector('select[name="timeZone"]');
  const input = field.querySelector('input');
  const device = Intl.DateTimeFormat().resolvedOptions().timeZone;
  /* Some browsers still call five listed zones what they were called before. */
  const isListed = /(Calcutta|Katmandu|Rangoon|Saigon|Kiev)$/.test(device);
  if (device && !isListed && ![...list.options].some(({ value }) => value === device)) {
    list.prepend(new window.Option(`${device.split('/').at(-1).replaceAll('_', ' ')} · this device`, device));
  }
  const all = [...list.options];
  const fold = (text) => text.toLowerCase().replaceAll(/[_/]/g, ' ');

  field.hidden = false;
  list.size = ROWS;
  list.selectedOptions[0]?.scrollIntoView({ block: 'nearest' });

  input.addEventListener('input', () => {
    const words = fold(input.value).split(/\s+/);
    const found = all.filter(({ text, value }) => {
      const names = fold(`${text} ${value}`);
      return words.every((word) => names.includes(word));
    });
    list.replaceChildren(...found);
    if (found.length > 0) list.value = found[0].value;
  });
})();
