import mongoose, { type Connection, type mongo } from 'mongoose';
import { timeLimitOf } from '../../gateways/mongo/index.ts';
import { PORTRAIT_SIZES, type Portraits, type PortraitSize } from '../../gateways/pictures/portrait.ts';

const BUCKET = 'photos';
const BATCH = 500;

/** One version of a mentor's photo, in all sizes. Replaced as a whole, never changed. */
export interface PhotoName {
  /** Hex of the ObjectId. */
  readonly userId: string;
  readonly version: string;
}

/** Photos in GridFS, one file per size, named `<user>/<version>/<size>`. The account says which version is current. */
export class PhotoRepository {
  private readonly bucket: mongo.GridFSBucket;
  private readonly files: mongo.Collection<mongo.GridFSFile>;
  private readonly chunks: mongo.Collection<mongo.GridFSChunk>;
  private readonly limit: { readonly maxTimeMS: number };

  constructor(connection: Connection) {
    const db = connection.getClient().db();
    this.limit = timeLimitOf(connection);
    this.bucket = new mongoose.mongo.GridFSBucket(db, { bucketName: BUCKET });
    this.files = db.collection(`${BUCKET}.files`);
    this.chunks = db.collection(`${BUCKET}.chunks`);
  }

  async insert(photo: PhotoName, portraits: Portraits): Promise<void> {
    // One after the other, because the first creates the indexes of an empty bucket.
    for (const size of PORTRAIT_SIZES) {
      const upload = this.bucket.openUploadStream(fileName(photo, size), {
        metadata: { contentType: 'image/webp' },
      });
      await new Promise<void>((resolve, reject) => {
        upload.once('finish', resolve).once('error', reject).end(portraits[size]);
      });
    }
  }

  async find(photo: PhotoName, size: PortraitSize): Promise<Buffer | undefined> {
    const file = await this.files.findOne({ filename: fileName(photo, size) }, this.limit);
    return file ? this.read(file) : undefined;
  }

  /** The largest size of each version: one, except for a moment during a replacement. */
  async listOfUser(userId: string): Promise<readonly Buffer[]> {
    const found = await this.filesNamed(`${userId}/`);
    const largest = found.filter(({ filename }) => filename.endsWith(`/${Math.max(...PORTRAIT_SIZES)}`));
    return Promise.all(largest.map((file) => this.read(file)));
  }

  async remove({ userId, version }: PhotoName): Promise<void> {
    await this.removeNamed(`${userId}/${version}/`);
  }

  async removeOfUser(userId: string): Promise<void> {
    await this.removeNamed(`${userId}/`);
  }

  /**
   * Removes everything older than `before` that is not a current photo, including chunks without a file.
   * @returns the number of files
   */
  async removeLoose(
    before: Date,
    findCurrent: (userIds: readonly string[]) => Promise<readonly PhotoName[]>,
  ): Promise<number> {
    let removed = 0;
    let after = new mongoose.mongo.ObjectId('0'.repeat(24));
    const end = mongoose.mongo.ObjectId.createFromTime(Math.floor(before.getTime() / 1000));
    for (;;) {
      const ids = await this.nextIds(after, end);
      const last = ids.at(-1);
      if (!last) return removed;
      after = last;
      removed += await this.removeUnlessCurrent(ids, findCurrent);
    }
  }

  /** Ids of files by their chunks, which are written first and removed last. */
  private async nextIds(after: mongo.ObjectId, end: mongo.ObjectId): Promise<readonly mongo.ObjectId[]> {
    const found = await this.chunks
      .find(
        { files_id: { $gt: after, $lt: end }, n: 0 },
        { projection: { _id: 0, files_id: 1 }, ...this.limit },
      )
      .sort({ files_id: 1 })
      .limit(BATCH)
      .toArray();
    return found.map(({ files_id: id }) => id);
  }

  private async removeUnlessCurrent(
    ids: readonly mongo.ObjectId[],
    findCurrent: (userIds: readonly string[]) => Promise<readonly PhotoName[]>,
  ): Promise<number> {
    const files = await this.files.find({ _id: { $in: [...ids] } }, this.limit).toArray();
    const userIds = files.map(({ filename }) => filename.split('/')[0] ?? '');
    const current = new Set((await findCurrent([...new Set(userIds)])).map((photo) => folderOf(photo)));
    const kept = new Set(
      files
        .filter(({ filename }) => current.has(filename.slice(0, filename.lastIndexOf('/') + 1)))
        .map(({ _id }) => String(_id)),
    );
    const loose = ids.filter((id) => !kept.has(String(id)));
    await this.removeIds(loose);
    return loose.length;
  }

  private async removeNamed(start: string): Promise<void> {
    await this.removeIds((await this.filesNamed(start)).map(({ _id }) => _id));
  }

  /** All names with this prefix. `0` is the character after `/`, so this is a range of the index. */
  private filesNamed(start: string): Promise<readonly mongo.GridFSFile[]> {
    const name = { $gte: start, $lt: `${start.slice(0, -1)}0` };
    return this.files.find({ filename: name }, this.limit).toArray();
  }

  /** Without the driver's bucket class, whose reads have no time limit. */
  private async read({ _id, length }: mongo.GridFSFile): Promise<Buffer> {
    const options = { ...this.limit, promoteBuffers: true };
    const chunks = await this.chunks.find({ files_id: _id }, options).sort({ n: 1 }).toArray();
    const picture = Buffer.concat(chunks.map(({ data }) => data));
    if (picture.length !== length)
      throw new Error(`Photo ${String(_id)} has ${picture.length} of ${length} bytes`);
    return picture;
  }

  /** After a crash, chunks may remain. `removeLoose` finds them. */
  private async removeIds(ids: readonly mongo.ObjectId[]): Promise<void> {
    await this.files.deleteMany({ _id: { $in: [...ids] } });
    await this.chunks.deleteMany({ files_id: { $in: [...ids] } });
  }
}

function folderOf({ userId, version }: PhotoName): string {
  return `${userId}/${version}/`;
}

function fileName(photo: PhotoName, size: PortraitSize): string {
  return `${folderOf(photo)}${size}`;
}
