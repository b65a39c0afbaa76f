import type { Connection } from 'mongoose';

/** Databases of sites that are closed. */
const databases: string[] = [];

/** The URI of a database that a closed site of this process had, if there is one. Empty it before use. */
export function takeDatabase(): string | undefined {
  return databases.pop();
}

/** Keeps the database of a closed site for a later one: to build its hundred indexes takes a third of a second. */
export function keepDatabase(uri: string): void {
  databases.push(uri);
}

/** Removes everything but the collections of the application and their indexes. */
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
