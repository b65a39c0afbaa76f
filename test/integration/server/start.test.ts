import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { builtEntry, type Entry } from '../../support/build.ts';
import { withFolder } from '../../support/surroundings.ts';

/** Prints at exit how many files `require` has read. Reading files takes most of the start. */
const COUNTER = "process.on('exit', () => console.log(Object.keys(require.cache).length));";
/** Only packages with native parts are not bundled. Without bundling it would be 930 files. */
const MAX_FILES = 20;

/** Runs a program without an environment, so that it exits as soon as it is loaded. */
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
      expect(await filesReadBy(entry)).to.be.within(1, MAX_FILES);
    });
  }
});
