import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { canonicalTimeZone } from '../../../src/shared/zoned-time.ts';
import { timeZoneChoices, zoneGroups } from '../../../src/web/zone-choices.ts';

const names = (chosen: string) => timeZoneChoices(chosen).map(({ value }) => value);

/** Left out because only a few hundred people, or none, use these clocks. */
const LEFT_OUT = ['America/Adak', 'America/Miquelon', 'Antarctica/Troll', 'Pacific/Easter'];

describe('timeZoneChoices', () => {
  it('offers zones under the names that are stored, each once, India first', () => {
    const offered = names('');
    expect(offered[0]).to.equal('Asia/Kolkata');
    expect(offered.map(canonicalTimeZone)).to.deep.equal(offered);
    expect(new Set(offered).size).to.equal(offered.length);
  });

  it('offers a zone for every clock that people live by', () => {
    const clockOf = (timeZone: string) =>
      ['2027-01-15', '2027-07-15']
        .map((day) => new Date(day).toLocaleTimeString('en', { timeZone, timeZoneName: 'longOffset' }))
        .join();
    const clocks = new Set(names('').map(clockOf));
    const zones = Intl.supportedValuesOf('timeZone');
    expect(zones.length).to.be.greaterThan(300);
    expect(zones.filter((zone) => !clocks.has(clockOf(zone)))).to.deep.equal(LEFT_OUT);
  });

  it('includes the present choice, whether it is listed or not', () => {
    expect(names('Etc/GMT+5')[0]).to.equal('Etc/GMT+5');
    expect(names('Europe/Berlin')).to.deep.equal(names(''));
  });

  it('weighs at most 1.2 KB', () => {
    const options = timeZoneChoices('').map(({ value, text }) =>
      value === text ? `<option>${text}</option>` : `<option value="${value}">${text}</option>`,
    );
    expect(gzipSync(options.join('\n')).length).to.be.lessThan(1_200);
  });
});

describe('zoneGroups', () => {
  const groups = zoneGroups('Asia/Kolkata');
  const sorted = (texts: readonly string[]) =>
    [...texts].sort((one, other) => one.localeCompare(other, 'en'));

  it('sorts parts of the world and places by the alphabet, and lists zones without a place last', () => {
    const names = groups.map(({ name }) => name);
    expect(names.at(-1)).to.equal('Universal');
    expect(names.slice(0, -1)).to.deep.equal(sorted(names.slice(0, -1)));
    for (const { name, zones } of groups) {
      const texts = zones.map(({ text }) => text);
      expect(texts, name).to.deep.equal(sorted(texts));
    }
  });

  it('names the other cities of a zone, with its time and without', () => {
    const textOf = (now?: Date) =>
      zoneGroups('Asia/Kolkata', now)
        .flatMap(({ zones }) => zones)
        .find(({ value }) => value === 'Asia/Kolkata')?.text;
    expect(textOf()).to.equal('India (Kolkata, Mumbai, New Delhi, Bengaluru)');
    expect(textOf(new Date('2027-01-15T06:30:00Z'))).to.equal(
      'India · GMT+5:30 · 12:00 pm (Kolkata, Mumbai, New Delhi, Bengaluru)',
    );
  });
});
