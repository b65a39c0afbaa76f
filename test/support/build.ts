import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SOURCE = fileURLToPath(new URL('../../src/', import.meta.url));
/** Beside src, so that the program finds views and public where it expects them. */
const FOLDER = fileURLToPath(new URL('../../dist-test/', import.meta.url));
export type Entry = 'server' | 'worker' | 'cli';

let built: Promise<unknown> | undefined;

/**
 * The path of a compiled entry of the application. Programs that tests start run as in production; from TypeScript they
 * would need twice the time to start. Only what has changed since the last run is compiled, and types are not checked.
 */
export async function builtEntry(entry: Entry): Promise<string> {
  built ??= build();
  await built;
  return join(FOLDER, `${entry}.js`);
}

async function build(): Promise<void> {
  const names = await readdir(SOURCE, { recursive: true });
  await Promise.all(names.filter((name) => /(?<!\.d)\.ts$/.test(name)).map(compile));
}

async function compile(name: string): Promise<void> {
  const [source, target] = [join(SOURCE, name), join(FOLDER, name.replace(/\.ts$/, '.js'))];
  if ((await changedAt(target)) > (await changedAt(source))) return;
  // Slow to load, and mostly there is nothing to compile.
  const { default: ts } = await import('typescript');
  const compilerOptions = {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.ESNext,
    rewriteRelativeImportExtensions: true,
  };
  const { outputText } = ts.transpileModule(await readFile(source, 'utf8'), { compilerOptions });
  await mkdir(dirname(target), { recursive: true });
  // Another process of mocha may write or read the same file.
  const written = `${target}.${process.pid}`;
  await writeFile(written, outputText);
  await rename(written, target);
}

/** Milliseconds; 0 for a file that is not there. */
function changedAt(file: string): Promise<number> {
  return stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}
