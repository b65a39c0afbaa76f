/**
 * The baseline for visitors' pages: Express and EJS alone. It renders the same views as the site, from
 * constants.
 */
import { readFileSync } from 'node:fs';
import ejs from 'ejs';
import express from 'express';
import { paths } from '../../src/paths.ts';
import { sampleSite } from '../support/preview/render-sample.ts';
import { slotSamples } from '../support/preview/sample-slots.ts';

const views = new URL('../../views/', import.meta.url).pathname;
const compile = (name: string) => {
  const filename = `${views}${name}.ejs`;
  return ejs.compile(readFileSync(filename, 'utf8'), { filename, root: views, views: [views], cache: true });
};
const layout = compile('layouts/main');
const partials = new Map([['session-card', compile('partials/session-card')]]);
const site = { ...sampleSite, user: null, csrfToken: null };
const pages = {
  '/': { view: compile('pages/slots/home'), page: Object.values(slotSamples['slots/home'])[0] },
  '/slots/:slotId': { view: compile('pages/slots/slot'), page: slotSamples['slots/slot'].anonymous },
};

const kept = (name: string, values: object) => partials.get(name)?.({ ...values, paths, site });

const app = express();
for (const [path, { view, page }] of Object.entries(pages)) {
  app.get(path, (_req, res) => {
    const body = view({ page, site, paths, kept });
    res.type('html').send(layout({ page, site, paths, body }));
  });
}
const server = app.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.(typeof address === 'object' ? address?.port : undefined);
});
