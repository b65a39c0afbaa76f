import { type Model, type QueryFilter, Types } from 'mongoose';
import {
  countedBy,
  countKinds,
  type KindCounts,
  type Kinds,
  SEARCH_TIMEOUT_MS,
  findCandidates,
  kindsOf,
} from '../../gateways/mongo/index.ts';
import { isObjectId } from '../../shared/ids.ts';
import { mostFrequent } from '../../shared/maps.ts';
import { correctWords, isOneTypoApart, wordsOf } from '../../shared/search-words.ts';
import { filtersOf, nearPartsOf, type UserRecord } from '../accounts/index.ts';
import { bookingStatuses, type SessionBookingRecord } from '../bookings/index.ts';
import type { TimeSlotRecord } from '../slots/index.ts';
import {
  type AmountSum,
  chosenBy,
  isId,
  newestFirst,
  nothing,
  ofSale,
  type Paging,
  type SaleMatch,
  type SalePair,
  salesOf,
  type Search,
  searchSales,
  sumAmounts,
  toObjectId,
  withinDays,
} from './admin-search.repository.ts';

/** Names to show instead of ids. */
export interface Names {
  readonly people: ReadonlyMap<
    string,
    { readonly name: string; readonly email: string; readonly handle?: string | undefined }
  >;
  readonly sessions: ReadonlyMap<string, { readonly title: string; readonly scheduledAt: Date }>;
}

/** The consequences of disabling an account. */
export interface AccountEffect {
  /** Future sessions that go off sale. */
  readonly sessions: number;
  /** Future bookings of the account itself. They stay. */
  readonly bookings: number;
}

type ListedUser = Omit<UserRecord, 'passwordHash' | 'nameParts' | 'emailParts'>;

const hidden = { passwordHash: 0, nameParts: 0, emailParts: 0 } as const;
/** The number of people whose bookings a search looks for. */
export const MAX_PEOPLE = 50;
/** Accounts with a part of a mistyped word. They are compared with it one by one. */
const MAX_NEAR = 2_000;

/** The kinds of accounts. Everybody has the role of a user until the account is deleted. */
const userKinds: Kinds = {
  ...kindsOf('roles', ['mentor', 'admin']),
  disabled: { roles: 'user', disabledAt: { $gt: new Date(0) } },
  deleted: { deletedAt: { $gt: new Date(0) } },
};
const bookingKinds = kindsOf('status', bookingStatuses);

/** Users and bookings for the admin pages, newest first. It never writes. */
export class AdminPeopleRepository {
  constructor(
    private readonly users: Model<UserRecord>,
    private readonly slots: Model<TimeSlotRecord>,
    private readonly bookings: Model<SessionBookingRecord>,
  ) {}

  async listUsers({ text, choice }: Search, { skip, limit }: Paging): Promise<readonly ListedUser[]> {
    const ofKind = userKinds[choice ?? ''] ?? {};
    const id = text === undefined ? undefined : toObjectId(text);
    if (text !== undefined && !id) {
      const words = filtersOf(text);
      const filters = choice === undefined ? words : [...words, ofKind];
      return words.length === 0 ? [] : this.findUsers(filters, { skip, limit });
    }
    return this.users
      .find(
        { ...ofKind, ...(id && { _id: id }) } as QueryFilter<UserRecord>,
        hidden,
        newestFirst(choice === 'deleted' ? 'deletedAt' : '_id', { skip, limit }),
      )
      .lean();
  }

  async countUserKinds({ text }: Search): Promise<KindCounts> {
    if (text === undefined) return countKinds(this.users, userKinds, { of: {} });
    const id = toObjectId(text);
    const words = id ? [{ _id: id }] : filtersOf(text);
    const found = words.length === 0 ? [nothing] : await findCandidates(this.users, words);
    return countKinds(this.users, userKinds, { found: [found] });
  }

  private async findUsers(
    filters: readonly object[],
    { skip, limit }: Paging,
  ): Promise<readonly ListedUser[]> {
    return this.users
      .aggregate<ListedUser>([
        ...(await findCandidates(this.users, filters)),
        { $sort: { _id: -1 } },
        { $skip: skip },
        { $limit: limit },
        { $project: hidden },
      ])
      .option({ maxTimeMS: SEARCH_TIMEOUT_MS });
  }

  listBookings(search: Search, paging: Paging) {
    const query = { ...searchBookings(search), ...chosenBy('status', search) };
    return this.bookings
      .find(query as QueryFilter<SessionBookingRecord>, null, newestFirst('_id', paging))
      .lean();
  }

  countBookingKinds(search: Search): Promise<KindCounts> {
    return countKinds(
      this.bookings,
      bookingKinds,
      countedBy(searchBookings(search), search.text !== undefined),
    );
  }

  findUser(userId: string) {
    return this.users.findById(userId, hidden).lean();
  }

  findSlot(slotId: string) {
    return this.slots.findById(slotId).lean();
  }

  findBooking(bookingId: string) {
    return this.bookings.findById(bookingId).lean();
  }

  /** The session, the time and the state of each booking. */
  async bookingsOf(bookingIds: readonly string[]) {
    const bookings = await this.bookings
      .find({ _id: { $in: [...new Set(bookingIds)] } }, { timeSlotId: 1, scheduledAt: 1, status: 1 })
      .lean();
    return new Map(bookings.map((booking) => [booking._id, booking]));
  }

  /** Names for ids: one query for the people and one for the sessions. */
  async namesOf(ids: { readonly people: readonly unknown[]; readonly sessions?: readonly unknown[] }) {
    const [people, sessions] = await Promise.all([
      this.users.find({ _id: { $in: objectIds(ids.people) } }, { name: 1, email: 1, handle: 1 }).lean(),
      this.slots.find({ _id: { $in: objectIds(ids.sessions ?? []) } }, { title: 1, scheduledAt: 1 }).lean(),
    ]);
    return {
      people: new Map(people.map(({ _id, name, email, handle }) => [String(_id), { name, email, handle }])),
      sessions: new Map(sessions.map(({ _id, title, scheduledAt }) => [String(_id), { title, scheduledAt }])),
    } satisfies Names;
  }

  /** Names for rows about a sale: of the payer and the session. */
  namesOfSales(
    sales: readonly { readonly userId?: unknown; readonly timeSlotId?: unknown }[],
  ): Promise<Names> {
    return this.namesOf({
      people: sales.map(({ userId }) => userId),
      sessions: sales.map(({ timeSlotId }) => timeSlotId),
    });
  }

  /** Of the seats of a session that are booked. */
  sumBooked(slotId: string): Promise<AmountSum> {
    const timeSlotId = new Types.ObjectId(slotId);
    return sumAmounts(this.bookings, { timeSlotId, status: { $ne: 'CANCELLED' } });
  }

  async effectOfDisabling(userId: string, now: Date): Promise<AccountEffect> {
    const ahead = { scheduledAt: { $gt: now } };
    const [sessions, bookings] = await Promise.all([
      this.slots.countDocuments({ mentorId: userId, status: 'open', ...ahead }),
      this.bookings.countDocuments({ userId, status: 'SCHEDULED', ...ahead }),
    ]);
    return { sessions, bookings };
  }

  /** Sessions sold since a time whose seat count is over the limit or does not match their entries. */
  async countOddSlots(since: Date): Promise<number> {
    const isHeld = { $eq: [{ $type: '$$seat.releasedAt' }, 'missing'] };
    const held = { $size: { $filter: { input: '$seats', as: 'seat', cond: isHeld } } };
    const isOdd = {
      $or: [{ $ne: ['$currentStudents', held] }, { $gt: ['$currentStudents', '$maxStudents'] }],
    };
    return this.slots
      .countDocuments({ 'seats.at': { $gte: since }, $expr: isOdd })
      .maxTimeMS(SEARCH_TIMEOUT_MS);
  }

  /** Adds the ids of matching people, unless the text is an id. */
  async withPeople(search: Search): Promise<Search> {
    const { text } = search;
    if (text === undefined || isId(text)) return search;
    const forgiven = await this.forgive(search);
    return { ...forgiven, ...(await this.somePeople(forgiven.text ?? text)) };
  }

  /** A limited number of the people whose name or e-mail contains the words of the text. */
  async somePeople(text: string): Promise<{ userIds: readonly Types.ObjectId[]; isCut: boolean }> {
    const found = await this.idsOf(text, MAX_PEOPLE + 1);
    return { userIds: found.slice(0, MAX_PEOPLE), isCut: found.length > MAX_PEOPLE };
  }

  /** If nobody has the words of the text, looks for similar ones instead. */
  async forgive(search: Search): Promise<Search> {
    const { text } = search;
    if (text === undefined || isId(text) || (await this.idsOf(text, 1)).length > 0) return search;
    const corrected = await correctWords(text, async (word) =>
      (await this.idsOf(word, 1)).length > 0 ? undefined : this.findWordNear(word),
    );
    return corrected === undefined ? search : { ...search, text: corrected, corrected };
  }

  /** Some of the people whose name or e-mail contains the words of the text, in no particular order. */
  async idsOf(text: string, limit: number): Promise<readonly Types.ObjectId[]> {
    const words = filtersOf(text);
    if (words.length === 0) return [];
    const found = await this.users
      .aggregate<{ _id: Types.ObjectId }>([
        ...(await findCandidates(this.users, words)),
        { $limit: limit },
        { $project: { _id: 1 } },
      ])
      .option({ maxTimeMS: SEARCH_TIMEOUT_MS });
    return found.map(({ _id }) => _id);
  }

  /** The most frequent word of names and e-mails that is one typing mistake away. */
  async findWordNear(word: string): Promise<string | undefined> {
    const near = nearPartsOf(word).flatMap((part) => [{ nameParts: part }, { emailParts: part }]);
    const found = await this.users
      .find({ $or: near } as QueryFilter<UserRecord>, { name: 1, email: 1 })
      .limit(MAX_NEAR)
      .maxTimeMS(SEARCH_TIMEOUT_MS)
      .lean();
    return mostFrequent(
      found
        .flatMap(({ name, email }) => wordsOf(`${name} ${email}`))
        .filter((known) => isOneTypoApart(word, known)),
    );
  }

  /** The newest bookings of people or sessions. */
  async listPairs(match: SaleMatch, limit: number): Promise<readonly SalePair[]> {
    const found = await this.bookings
      .find(
        salesOf([match], ofSale) as QueryFilter<SessionBookingRecord>,
        { userId: 1, timeSlotId: 1 },
        newestFirst('_id', { skip: 0, limit }),
      )
      .lean();
    return found.map(({ userId, timeSlotId: slotId }) => ({ userId, slotId }));
  }
}

const bookingFields = {
  ...ofSale,
  mentor: 'mentorId',
  ids: ['_id', 'paymentDetails.razorpayPaymentId', 'paymentDetails.razorpayOrderId'],
};

function searchBookings(search: Search): object {
  const found = searchSales(search, bookingFields);
  const isOfSomeDays = search.from !== undefined || search.before !== undefined;
  return isOfSomeDays ? { $and: [found, bookedWithin(search)] } : found;
}

/** The id of a booking begins with the time of its preparation, so an index on ids finds those of some days. */
function bookedWithin({ from, before }: Pick<Search, 'from' | 'before'>): object {
  const firstIdAt = (time: Date) => `session_${String(time.getTime()).padStart(13, '0')}`;
  return withinDays('_id', { from: from && firstIdAt(from), before: before && firstIdAt(before) });
}

function objectIds(ids: readonly unknown[]): readonly Types.ObjectId[] {
  return [...new Set(ids.map(String))].filter(isObjectId).map((id) => new Types.ObjectId(id));
}
