import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { builtEntry, type Entry } from '../../support/build.ts';
import { withFolder } from '../../support/surroundings.ts';

/** Says at the end how many files `require` has read, which is most of what a start does. */
const COUNTER = "process.on('exit', () => console.log(Object.keys(require.cache).length));";
/** mongoose and its driver, which stay as they are; with every package as it is there were 930. */
const MAX_FILES = 520;

/** Runs a program that finds no environment, and so ends once it is loaded. */
async function filesReadBy(entry: Entry): Promise<number> {
  const program = await builtEntry(entry);
  let files = 0;
  await withFolder(async (folder) => {
    const counter = join(folder, 'counter.cjs');
    await writeFile(counter, COUNTER);
    const run = promisify(execFile)(process.execPath, ['--require', counter, program], {
      cwd: folder,
      env: { PATH: process.env.PATH },
    });
    const { code, stdout } = (await run.catch((error: unknown) => error)) as { code: number; stdout: string };
    expect(code).to.equal(1);
    files = Number(stdout);
  });
  return files;
}

describe('the start of a built program', () => {
  for (const entry of ['server', 'worker'] as const) {
    it(`reads few files for the ${entry}`, async () => {
      expect(await filesReadBy(entry)).to.be.within(100, MAX_FILES);
    });
  }
});
