import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where `views` and `public` lie. A bundle is not as deep in the project as the source that it was made of. */
export const projectFolder = folderOfManifest(import.meta.dirname);

function folderOfManifest(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : folderOfManifest(dirname(folder));
}
