import { expect } from 'chai';
import { silentReport } from '../../../src/devenv/report.ts';
import { firstThatWorks } from '../../../src/devenv/embedded/server-source.ts';
import { failureOf } from './failure-of.ts';

describe('firstThatWorks', () => {
  it('returns the first source if it works', async () => {
    const server = { file: '/usr/bin/mongod', product: 'mongod', version: '7.0.1' } as const;
    const choice = { sources: [{ kind: 'installed', server } as const], ruledOut: [], help: 'none' };
    expect(await firstThatWorks('mongod', choice, silentReport)).to.equal(server);
  });

  it('throws an error that names all failed sources and the command that helps', async () => {
    const choice = {
      sources: [],
      ruledOut: ['mongod is not on PATH', 'python3 is missing'],
      help: 'brew install it',
    };
    const error = await failureOf(firstThatWorks('mongod', choice, silentReport));
    expect(error.name).to.equal('DevenvError');
    expect(error.message).to.include('mongod is not on PATH').and.include('python3 is missing');
    expect(error.message).to.match(/This helps: brew install it$/);
  });
});
