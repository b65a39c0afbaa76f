import { join } from 'node:path';
import { bundle } from '../../src/bundle.js';
import { projectFolder } from '../../src/shared/project-folder.ts';

const FOLDER = 'dist-test';
const ENTRIES = ['server', 'worker', 'cli', 'demo'] as const;
export type Entry = (typeof ENTRIES)[number];

let built: Promise<void> | undefined;

/**
 * The path of a built entry of the application. Programs started by tests run as in production, because
 * starting them from TypeScript takes four times as long. Builds again when the source has changed.
 */
export async function builtEntry(entry: Entry): Promise<string> {
  built ??= bundle(FOLDER, ENTRIES);
  await built;
  return join(projectFolder, FOLDER, `${entry}.js`);
}
