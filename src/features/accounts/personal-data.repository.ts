import { Types } from 'mongoose';
import { type AnyModel, timeLimitOf } from '../../gateways/mongo/index.ts';

/** A collection with records about a person. */
export interface PersonalRecords {
  readonly users: AnyModel;
  readonly bookings: AnyModel;
  readonly decisions: AnyModel;
  readonly refunds: AnyModel;
  readonly slots: AnyModel;
  readonly auditEvents: AnyModel;
  readonly waitlists: AnyModel;
  readonly mentorFeeds: AnyModel;
  readonly outbox: AnyModel;
}

interface Source {
  /** The name in the export. */
  readonly name: string;
  readonly records: keyof PersonalRecords;
  /** The field that names the person. */
  readonly by: string;
  /** Fields that are secret or about other people. */
  readonly without?: readonly string[];
}

const sources: readonly Source[] = [
  {
    name: 'account',
    records: 'users',
    by: '_id',
    without: ['passwordHash', 'sessionEpoch', 'nameParts', 'emailParts'],
  },
  { name: 'bookings', records: 'bookings', by: 'userId' },
  { name: 'payments', records: 'decisions', by: 'userId' },
  {
    name: 'refunds',
    records: 'refunds',
    by: 'userId',
    without: ['nextAttemptAt', 'lastError', 'generation'],
  },
  { name: 'sessionsGiven', records: 'slots', by: 'mentorId', without: ['seats'] },
  { name: 'changesOfTheAccount', records: 'auditEvents', by: 'actorId' },
];

/** The storage of photos. */
export interface OwnPhotos {
  /** The largest picture of each photo. */
  listOfUser(userId: string): Promise<readonly Buffer[]>;
  removeOfUser(userId: string): Promise<void>;
}

/** All records about one person, over all collections. */
export class PersonalDataRepository {
  constructor(
    private readonly records: PersonalRecords,
    private readonly photos: OwnPhotos,
  ) {}

  /** Plain documents, by their names in the export. */
  async collect(userId: string): Promise<Readonly<Record<string, readonly object[]>>> {
    const id = new Types.ObjectId(userId);
    const limit = timeLimitOf(this.records.users);
    const found = await Promise.all(
      sources.map(async ({ name, records, by, without = [] }) => {
        const projection = Object.fromEntries(without.map((field) => [field, 0]));
        const { collection } = this.records[records];
        return [name, await collection.find({ [by]: id }, { projection, ...limit }).toArray()];
      }),
    );
    const waiting = await this.records.waitlists.collection
      .find({ 'entries.userId': id }, { projection: { _id: 1 }, ...limit })
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

  /** Removes what the person wrote or asked for, apart from the account itself. Repeatable. */
  async erase(userId: string): Promise<void> {
    const id = new Types.ObjectId(userId);
    const { bookings, waitlists, mentorFeeds, outbox } = this.records;
    await bookings.collection.updateMany({ userId: id }, { $set: { notes: '' } });
    const leave: object = { $pull: { entries: { userId: id } }, $inc: { version: 1 } };
    await waitlists.collection.updateMany({ 'entries.userId': id }, leave);
    await mentorFeeds.collection.deleteOne({ _id: id });
    await this.photos.removeOfUser(userId);
    // Addresses and links of waiting mails are sealed. Nothing is sent to a deleted person.
    await outbox.collection.updateMany({ 'mail.userId': id }, { $unset: { sealed: 1 } });
  }
}
