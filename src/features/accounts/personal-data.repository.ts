import { type Connection, Types } from 'mongoose';

interface Source {
  /** What it is called in the export. */
  readonly name: string;
  readonly collection: string;
  /** The field that names the person. */
  readonly by: string;
  /** Secrets, and what is about others. */
  readonly without?: readonly string[];
}

const sources: readonly Source[] = [
  { name: 'account', collection: 'users', by: '_id', without: ['passwordHash', 'sessionEpoch'] },
  { name: 'bookings', collection: 'sessionbookings', by: 'userId' },
  { name: 'payments', collection: 'payments', by: 'userId' },
  {
    name: 'refunds',
    collection: 'refunds',
    by: 'userId',
    without: ['nextAttemptAt', 'lastError', 'generation'],
  },
  { name: 'sessionsGiven', collection: 'timeslots', by: 'mentorId', without: ['seats'] },
  { name: 'changesOfTheAccount', collection: 'auditevents', by: 'actorId' },
];

/** Where somebody's photo is kept. */
export interface OwnPhotos {
  /** The largest picture of each photo. */
  listOfUser(userId: string): Promise<readonly Buffer[]>;
  removeOfUser(userId: string): Promise<void>;
}

/** Everything about one person, over all collections. */
export class PersonalDataRepository {
  constructor(
    private readonly connection: Connection,
    private readonly photos: OwnPhotos,
  ) {}

  /** By the names of the export; plain documents. */
  async collect(userId: string): Promise<Readonly<Record<string, readonly object[]>>> {
    const id = new Types.ObjectId(userId);
    const found = await Promise.all(
      sources.map(async ({ name, collection, by, without = [] }) => {
        const projection = Object.fromEntries(without.map((field) => [field, 0]));
        return [
          name,
          await this.connection
            .collection(collection)
            .find({ [by]: id }, { projection })
            .toArray(),
        ];
      }),
    );
    const waiting = await this.connection
      .collection('waitlists')
      .find({ 'entries.userId': id }, { projection: { _id: 1 } })
      .toArray();
    return {
      ...Object.fromEntries(found),
      waitsFor: waiting.map(({ _id }) => ({ timeSlotId: _id })),
      photo: (await this.photos.listOfUser(userId)).map((photo) => ({
        contentType: 'image/webp',
        base64: photo.toString('base64'),
      })),
    } as Record<string, readonly object[]>;
  }

  /** Removes what the person wrote or wanted, outside of the account itself. Repeatable. */
  async erase(userId: string): Promise<void> {
    const id = new Types.ObjectId(userId);
    const { connection } = this;
    await connection.collection('sessionbookings').updateMany({ userId: id }, { $set: { notes: '' } });
    await connection
      .collection<{ entries: { userId: Types.ObjectId }[] }>('waitlists')
      .updateMany({ 'entries.userId': id }, { $pull: { entries: { userId: id } }, $inc: { version: 1 } });
    await connection.collection('mentorfeeds').deleteOne({ _id: id });
    await this.photos.removeOfUser(userId);
    // Sealed are addresses and links of mails that wait; nothing is sent to who is gone.
    await connection.collection('outbox').updateMany({ 'mail.userId': id }, { $unset: { sealed: 1 } });
  }
}
