/**
 * The baseline for logged-in pages: Express, express-session, passport and the bare driver. The parent
 * process says what to read.
 */
import { readFileSync } from 'node:fs';
import { RedisStore } from 'connect-redis';
import ejs from 'ejs';
import express, { type RequestHandler } from 'express';
import session from 'express-session';
import { Redis } from 'ioredis';
import { BSON, type Document, type Filter, type FindOptions, MongoClient, ObjectId } from 'mongodb';
import passport from 'passport';
import { paths } from '../../src/paths.ts';
import { bookingSamples } from '../support/preview/sample-bookings.ts';
import { mentorSamples } from '../support/preview/sample-mentor.ts';
import { sampleSite } from '../support/preview/render-sample.ts';
import { slotSamples } from '../support/preview/sample-slots.ts';

interface Read {
  readonly find?: string;
  readonly filter?: Filter<Document>;
  readonly options?: FindOptions;
  readonly aggregate?: string;
  readonly pipeline?: Document[];
}

const { BARE_PAGE, MONGODB_URI, REDIS_URL, SESSION_SECRET } = process.env as Record<string, string>;
const { path, view, reads } = BSON.EJSON.parse(BARE_PAGE!) as {
  path: string;
  view: string;
  reads: Read[];
};

const views = new URL('../../views/', import.meta.url).pathname;
const compile = (name: string) => {
  const filename = `${views}${name}.ejs`;
  return ejs.compile(readFileSync(filename, 'utf8'), { filename, root: views, views: [views], cache: true });
};
const samples = { ...slotSamples, ...bookingSamples, ...mentorSamples } as Record<string, object>;
const layout = compile('layouts/main');
const body = compile(`pages/${view}`);
const page = Object.values(samples[view]!)[0] as object;

const db = (await new MongoClient(MONGODB_URI!, { readConcernLevel: 'majority' }).connect()).db();
const read = ({ find, filter, options, aggregate, pipeline }: Read) =>
  find === undefined
    ? db.collection(aggregate!).aggregate(pipeline).toArray()
    : db
        .collection(find)
        .find(filter ?? {}, options)
        .toArray();

passport.deserializeUser(async ({ id }: { id: string }, done) => {
  const user = await db.collection('users').findOne({ _id: new ObjectId(id) });
  done(null, user && ({ ...user } as unknown as Express.User));
});

const app = express();
app.set('trust proxy', true);
app.use(
  session({
    store: new RedisStore({ client: new Redis(REDIS_URL!), prefix: 'sureslot:sess:' }),
    name: 'sid',
    secret: SESSION_SECRET!,
    resave: false,
    saveUninitialized: false,
    rolling: true,
    cookie: { httpOnly: true, sameSite: 'lax', path: '/', maxAge: 7_200_000 },
  }),
  passport.session() as RequestHandler,
);
app.get(path, async (req, res) => {
  if (!req.user) {
    res.sendStatus(401);
    return;
  }
  await Promise.all(reads.map(read));
  const site = sampleSite;
  res.type('html').send(layout({ page, site, paths, body: body({ page, site, paths }) }));
});
const server = app.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.(typeof address === 'object' ? address?.port : undefined);
});
