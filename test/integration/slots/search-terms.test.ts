import { expect } from 'chai';
import {
  createSearchTermModel,
  type NotedTerm,
  SearchTermRepository,
} from '../../../src/features/slots/search-term.repository.ts';
import { profiledOf } from '../../support/commands.ts';
import { collection } from '../../support/journey.ts';
import { startSite, type Site } from '../../support/site.ts';

const DAY = 24 * 3_600_000;
const RARE = 700;
const LIMIT = 20;

describe('words with a beginning', () => {
  let site: Site;
  let terms: SearchTermRepository;
  const now = new Date();
  const upTo = { now, limit: LIMIT };

  before(async () => {
    site = await startSite({ webhooks: false });
    terms = new SearchTermRepository(createSearchTermModel(site.services.mongo));
    const rare = Array.from({ length: RARE }, (_, number) => word(`qa${String(number).padStart(3, '0')}`, 1));
    await terms.note([...rare, word('quartz', 50), word('quilt', 40), word('qi', 1), word('q', 1)]);
  });

  after(() => site.close());

  function word(label: string, sessions: number): NotedTerm {
    return { id: `w:${label}`, kind: 'w', label, sessions, lastAt: new Date(now.getTime() + DAY) };
  }

  it('are the most frequent ones, however many others come before them in the alphabet', async () => {
    const words = await terms.findWords('q', upTo);
    expect(words).to.have.length(LIMIT);
    expect(words.slice(0, 3)).to.deep.equal(['q', 'quartz', 'quilt']);
  });

  it('have the word itself first, however rare it is', async () => {
    expect(await terms.findWords('qi', upTo)).to.deep.equal(['qi']);
    expect(await terms.findWords('qu', upTo)).to.deep.equal(['quartz', 'quilt']);
    expect(await terms.findWords('quil', upTo)).to.deep.equal(['quilt']);
  });

  it('are read along an index that ranks them', async () => {
    const operations = await profiledOf(site, async () => {
      await terms.findWords('q', upTo);
    });
    const entries = operations.map(({ keysExamined }) => Number(keysExamined));
    expect(entries).to.have.length(2);
    expect(Math.max(...entries)).to.be.within(1, LIMIT + 1);
  });

  it('are also found if they were stored before their beginnings were', async () => {
    const stored = collection(site, 'searchterms');
    await stored.updateMany({ _id: { $in: ['w:quartz', 'w:quilt'] as never[] } }, { $unset: { begins: 1 } });
    expect(await terms.findWords('qu', upTo)).to.deep.equal(['quartz', 'quilt']);
    await terms.note([word('quartz', 1), word('quilt', 1)]);
    const { begins } = (await stored.findOne({ _id: 'w:quartz' as never }))!;
    expect(begins).to.deep.equal(['q', 'qu']);
  });

  it('are not words whose last session has begun', async () => {
    const later = new Date(now.getTime() + 2 * DAY);
    expect(await terms.findWords('q', { now: later, limit: LIMIT })).to.deep.equal([]);
  });
});
