/** Serves every view with sample models: `node --import tsx test/support/preview.ts [port]`. */
import express from 'express';
import { portraitOf } from '../../src/devenv/demo-data/demo-portraits.ts';
import { readAreaStylesheets, readStylesheet } from '../../src/web/static-files.ts';
import { renderSample, samples } from './preview/render-sample.ts';

const port = Number(process.argv[2] ?? 4100);
const app = express();

app.get('/css/sureslot.css', (_req, res) => res.type('css').send(readStylesheet()));
for (const [path, text] of readAreaStylesheets()) app.get(path, (_req, res) => res.type('css').send(text));
app.get('/mentors/:handle/photo', (_req, res) => res.type('svg').send(portraitOf('meera-iyer')));
app.use(express.static(new URL('../../public/', import.meta.url).pathname));
app.get('/', (_req, res) => {
  const links = samples.map(({ name }) => `<li><a href="/${name}">${name}</a></li>`).join('');
  res.send(`<!doctype html><title>Views</title><ul>${links}</ul>`);
});
app.get('/*view', async (req, res, next) => {
  const sample = samples.find(({ name }) => `/${name}` === decodeURIComponent(req.path));
  if (!sample) {
    next();
    return;
  }
  const user = req.query.anonymous === undefined ? {} : { user: null, csrfToken: null };
  res.send(await renderSample(sample, user));
});
app.listen(port, '127.0.0.1', () => process.stdout.write(`Views on http://127.0.0.1:${port}\n`));
