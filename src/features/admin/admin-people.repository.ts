import { type Model, type QueryFilter, Types } from 'mongoose';
import { isBookingId, isObjectId } from '../../shared/ids.ts';
import { literalPattern } from '../../shared/text.ts';
import type { UserRecord } from '../accounts/index.ts';
import type { SessionBookingRecord } from '../bookings/index.ts';
import type { TimeSlotRecord } from '../slots/index.ts';

export interface Paging {
  readonly skip: number;
  readonly limit: number;
}

/** The text and the choice of a search; missing if not given. */
export interface Search {
  readonly text: string | undefined;
  readonly choice: string | undefined;
  /** The people whose name or e-mail matches the text. */
  readonly userIds?: readonly Types.ObjectId[];
  /** Only from this moment on. */
  readonly from?: Date | undefined;
  /** Only before this moment. */
  readonly before?: Date | undefined;
}

/** Names to show instead of ids. */
export interface Names {
  readonly people: ReadonlyMap<string, { readonly name: string; readonly email: string }>;
  readonly sessions: ReadonlyMap<string, { readonly title: string; readonly scheduledAt: Date }>;
}

/** The consequences of disabling an account. */
export interface AccountEffect {
  /** Future sessions that go off sale. */
  readonly sessions: number;
  /** Future bookings of the account itself. They stay. */
  readonly bookings: number;
}

/**
 * Milliseconds after which a search is given up, so that it cannot slow down payments. Less than the connection's limit
 * (2,500), after which MongoDB would go on searching and be asked again.
 */
export const SEARCH_TIMEOUT_MS = 2000;
/** The number of people whose bookings a search looks for. */
const MAX_PEOPLE = 50;

/** Users, sessions and bookings for the admin pages, newest first. It never writes. */
export class AdminPeopleRepository {
  constructor(
    private readonly users: Model<UserRecord>,
    private readonly slots: Model<TimeSlotRecord>,
    private readonly bookings: Model<SessionBookingRecord>,
  ) {}

  listUsers({ text, choice }: Search, { skip, limit }: Paging) {
    const query = { ...searchUsers(text), ...(choice !== undefined && { roles: choice }) };
    return this.users
      .find(query as QueryFilter<UserRecord>, { passwordHash: 0 })
      .sort({ _id: -1 })
      .skip(skip)
      .limit(limit)
      .maxTimeMS(SEARCH_TIMEOUT_MS)
      .lean();
  }

  /** Future sessions first, the next at the top; then past ones, the latest first. */
  async listSlots({ text, choice }: Search, { skip, limit, now }: Paging & { readonly now: Date }) {
    // Both states are named, so that the index on status and start returns them in order.
    const query = { status: choice ?? { $in: ['open', 'cancelled'] }, ...searchSlots(text) };
    const ahead = { ...query, scheduledAt: { $gte: now } } as QueryFilter<TimeSlotRecord>;
    const over = { ...query, scheduledAt: { $lt: now } } as QueryFilter<TimeSlotRecord>;
    const first = await this.pageOfSlots(ahead, { scheduledAt: 1, _id: 1 }, { skip, limit });
    if (first.length === limit) return first;
    const passed = first.length > 0 ? skip + first.length : await this.countUpTo(ahead, skip);
    const rest = { skip: Math.max(0, skip - passed), limit: limit - first.length };
    return [...first, ...(await this.pageOfSlots(over, { scheduledAt: -1, _id: -1 }, rest))];
  }

  private pageOfSlots(
    query: QueryFilter<TimeSlotRecord>,
    order: Readonly<Record<'scheduledAt' | '_id', 1 | -1>>,
    { skip, limit }: Paging,
  ) {
    return this.slots
      .find(query, { seats: 0 })
      .sort(order)
      .skip(skip)
      .limit(limit)
      .maxTimeMS(SEARCH_TIMEOUT_MS)
      .lean();
  }

  /** Counts no further than needed for the rows to skip. */
  private async countUpTo(query: QueryFilter<TimeSlotRecord>, most: number): Promise<number> {
    if (most === 0) return 0;
    return this.slots.countDocuments(query).limit(most).maxTimeMS(SEARCH_TIMEOUT_MS);
  }

  /** The id of a booking begins with the time of its preparation. */
  async listBookings({ text, choice }: Search, { skip, limit }: Paging) {
    const query = { ...(await this.searchBookings(text)), ...(choice !== undefined && { status: choice }) };
    return this.bookings
      .find(query as QueryFilter<SessionBookingRecord>)
      .sort({ _id: -1 })
      .skip(skip)
      .limit(limit)
      .maxTimeMS(SEARCH_TIMEOUT_MS)
      .lean();
  }

  findUser(userId: string) {
    return this.users.findById(userId, { passwordHash: 0 }).lean();
  }

  findSlot(slotId: string) {
    return this.slots.findById(slotId).lean();
  }

  findBooking(bookingId: string) {
    return this.bookings.findById(bookingId).lean();
  }

  /** Names for ids: one query for the people and one for the sessions. */
  async namesOf(ids: { readonly people: readonly unknown[]; readonly sessions?: readonly unknown[] }) {
    const [people, sessions] = await Promise.all([
      this.users.find({ _id: { $in: objectIds(ids.people) } }, { name: 1, email: 1 }).lean(),
      this.slots.find({ _id: { $in: objectIds(ids.sessions ?? []) } }, { title: 1, scheduledAt: 1 }).lean(),
    ]);
    return {
      people: new Map(people.map(({ _id, name, email }) => [String(_id), { name, email }])),
      sessions: new Map(sessions.map(({ _id, title, scheduledAt }) => [String(_id), { title, scheduledAt }])),
    } satisfies Names;
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
    return text === undefined || isId(text) ? search : { ...search, userIds: await this.idsOf(text) };
  }

  /** Some of the people whose name or e-mail contains the text. */
  async idsOf(text: string): Promise<readonly Types.ObjectId[]> {
    const found = await this.listUsers({ text, choice: undefined }, { skip: 0, limit: MAX_PEOPLE });
    return found.map(({ _id }) => _id);
  }

  private async searchBookings(text: string | undefined): Promise<object> {
    if (text === undefined) return {};
    if (isBookingId(text)) return { _id: text };
    const id = toObjectId(text);
    if (id) return { $or: [{ userId: id }, { mentorId: id }, { timeSlotId: id }] };
    if (/^(pay|order)_\w+$/.test(text))
      return oneOf(text, ['paymentDetails.razorpayPaymentId', 'paymentDetails.razorpayOrderId']);
    return { userId: { $in: await this.idsOf(text) } };
  }
}

/** An id of ours or of Razorpay, or the key of a mail, which begins with such an id. */
function isId(text: string): boolean {
  return toObjectId(text) !== undefined || /^(pay|order|rfnd|disp|evt|session)_\w+$|:/.test(text);
}

/** Matches if any of the fields is exactly the text. */
export function oneOf(text: string, fields: readonly string[]): object {
  return { $or: fields.map((field) => ({ [field]: text })) };
}

export function toObjectId(text: string): Types.ObjectId | undefined {
  return isObjectId(text) ? new Types.ObjectId(text) : undefined;
}

function objectIds(ids: readonly unknown[]): readonly Types.ObjectId[] {
  return [...new Set(ids.map(String))].filter(isObjectId).map((id) => new Types.ObjectId(id));
}

function searchUsers(text: string | undefined): object {
  if (text === undefined) return {};
  const id = toObjectId(text);
  if (id) return { _id: id };
  const pattern = literalPattern(text.normalize('NFC'));
  return { $or: [{ email: pattern }, { name: pattern }] };
}

function searchSlots(text: string | undefined): object {
  if (text === undefined) return {};
  const id = toObjectId(text);
  if (!id) return { title: literalPattern(text.normalize('NFC')) };
  return { $or: [{ _id: id }, { mentorId: id }] };
}
