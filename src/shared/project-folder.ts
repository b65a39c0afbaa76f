import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder with `views` and `public`. A bundle is not as deep in the project as its source. */
export const projectFolder = folderOfManifest(import.meta.dirname);

function folderOfManifest(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : folderOfManifest(dirname(folder));
}
