import type { Connection } from 'mongoose';

/** Databases of closed sites. */
const databases: string[] = [];

/** The URI of a closed site's database in this process, if any. Empty it before use. */
export function takeDatabase(): string | undefined {
  return databases.pop();
}

/**
 * Keeps a closed site's database for a later site, because building its hundred indexes takes a third of a
 * second.
 */
export function keepDatabase(uri: string): void {
  databases.push(uri);
}

/** Emptying more rows may take longer on a busy machine than the site's connection waits. */
const MAX_ROWS = 2_000;

/** Whether a later site can empty the database. Not if MongoDB does not answer. */
export async function isSmall({ db }: Connection): Promise<boolean> {
  try {
    const { objects } = (await db!.stats()) as { objects: number };
    return objects <= MAX_ROWS;
  } catch {
    return false;
  }
}

/** Keeps only the application's collections and indexes, without their documents. */
export async function emptyDatabase({ db, models }: Connection): Promise<void> {
  const ofApplication = new Set(Object.values(models).map(({ collection }) => collection.collectionName));
  const present = await db!.listCollections({}, { nameOnly: true }).toArray();
  await Promise.all(
    present.map(async ({ name }) => {
      if (ofApplication.has(name)) await db!.collection(name).deleteMany({});
      else await db!.dropCollection(name);
    }),
  );
}
