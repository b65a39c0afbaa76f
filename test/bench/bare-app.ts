/** The baseline of the slot page: Express and EJS alone, rendering the view that we render, from a constant. */
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
const view = compile('pages/slots/slot');
const layout = compile('layouts/main');
const page = slotSamples['slots/slot'].anonymous;
const site = { ...sampleSite, user: null, csrfToken: null };

const app = express();
app.get('/slots/:slotId', (_req, res) => {
  const body = view({ page, site, paths });
  res.type('html').send(layout({ page, site, paths, body }));
});
const server = app.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.(typeof address === 'object' ? address?.port : undefined);
});
