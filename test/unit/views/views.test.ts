import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { htmlFaults } from '../../support/html-faults.ts';
import { compressedBytes } from '../../support/page-checks.ts';
import { renderSample, samples, type Sample } from '../../support/preview/render-sample.ts';

const ROOT = new URL('../../../', import.meta.url).pathname;
const MAX_BYTES = 14 * 1024;
const HOSTILE = `"'><script>alert(1)</script><img src=x onerror=alert(2)>`;

function sampleNamed(name: string): Sample {
  const found = samples.find((sample) => sample.name === name);
  if (!found) throw new Error(`No sample ${name}`);
  return found;
}

/**
 * A copy of the model with hostile text added to every text. Keys that select what the view shows, such as
 * `kind`, keep their values.
 */
function hostile(model: unknown, key = ''): unknown {
  const isSwitch = ['kind', 'status', 'state', 'tone', 'level', 'waitlist'].includes(key);
  if (typeof model === 'string') return isSwitch ? model : model + HOSTILE;
  if (Array.isArray(model)) return model.map((item) => hostile(item));
  if (typeof model !== 'object' || model === null) return model;
  return Object.fromEntries(Object.entries(model).map(([name, value]) => [name, hostile(value, name)]));
}

describe('views', () => {
  for (const sample of samples) {
    it(`${sample.name} is valid HTML without inline styles or handlers, and small`, async () => {
      const html = await renderSample(sample);

      expect(await htmlFaults(html)).to.deep.equal([]);
      expect(html).not.to.match(/<[^>]+\s(style|on[a-z]+)=/);
      expect(compressedBytes(html)).to.be.below(MAX_BYTES);
    });

    it(`${sample.name} keeps hostile text inert`, async () => {
      const page = hostile(sample.page) as object;

      const html = await renderSample({ ...sample, page }, { messages: [{ role: 'alert', text: HOSTILE }] });

      expect(html).not.to.contain('<script>alert').and.not.to.contain('<img src=x');
    });
  }

  it('slots/home, for a visitor, has no token and no form that posts', async () => {
    const html = await renderSample(sampleNamed('slots/home'), { user: null, csrfToken: null });

    expect(await htmlFaults(html)).to.deep.equal([]);
    expect(html).not.to.contain('csrf').and.not.to.contain('method="post"');
  });

  it('have one handle each in a page file, and a sample for each handle', () => {
    const sources = readdirSync(`${ROOT}src`, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(join(ROOT, 'src', file), 'utf8'));
    const handles = sources
      .flatMap((source) => [...source.matchAll(/\bview<[^(]*>\(\s*'([^']+)'/g)].map(([, file = '']) => file))
      .sort();
    const pages = readdirSync(`${ROOT}views/pages`, { recursive: true, encoding: 'utf8' });
    const views = pages.filter((file) => file.endsWith('.ejs')).map((file) => file.replace(/\.ejs$/, ''));
    const shown = samples.map(({ view }) => view).filter((view) => view.startsWith('pages/'));
    const sampled = new Set(shown.map((view) => view.replace('pages/', '')));

    expect(handles).to.have.length.above(20);
    expect(handles).to.deep.equal(views.sort());
    expect([...sampled].sort()).to.deep.equal(handles);
  });

  it('write raw text only for partials and the body of the layout', () => {
    const files = readdirSync(`${ROOT}views`, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.ejs'),
    );

    const raw = files.flatMap((file) => readFileSync(join(ROOT, 'views', file), 'utf8').match(/<%-.*?%>/g) ?? []);

    expect(raw.filter((tag) => !/^<%- (include\(.*\)|kept\('[a-z-]+', .*\)|body) %>$/.test(tag))).to.deep.equal([]);
  });
});
