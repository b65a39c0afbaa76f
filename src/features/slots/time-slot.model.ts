import { type Connection, type Model, Schema, type Types } from 'mongoose';
import { atMost, type RecordOf } from '../../gateways/mongo/index.ts';
import { toPaise } from '../../shared/money.ts';
import { refundPolicies } from '../../shared/refund-policy.ts';
import { storedZone } from '../../shared/zoned-time.ts';
import { sessionTypes, slotLimits, slotStatuses, type TimeSlot } from './time-slot.ts';

/** The other fields that a list filters or shows. With them in the index, no list reads documents. */
const listed = ['price', 'listing.freeSeats', 'status', 'mentorId', 'listing.series', '_id'];

/** The indexes for lists of sessions; docs/decisions/0015-search.md. */
export const listKeys = {
  time: listKey('status', 'scheduledAt'),
  mentor: listKey('mentorId', 'scheduledAt'),
  free: listKey('scheduledAt'),
  freeByPrice: listKey('price', 'scheduledAt'),
  terms: listKey('listing.terms', 'scheduledAt'),
  price: listKey('listing.version', 'price', 'scheduledAt'),
  termsByPrice: listKey('listing.terms', 'price', 'scheduledAt'),
} as const;

function listKey(...order: readonly string[]): Record<string, 1> {
  return Object.fromEntries([...new Set([...order, ...listed])].map((field) => [field, 1]));
}

/** Indexes of earlier versions, to be removed. */
export const replacedSlotIndexes = {
  timeslots: [
    'status_1_scheduledAt_1',
    'mentorId_1_scheduledAt_1',
    'scheduledAt_1',
    'listing.terms_1_scheduledAt_1',
    'price_1_scheduledAt_1',
    'listing.terms_1_price_1_scheduledAt_1',
  ],
} as const;

const withSeats = { status: 'open', 'listing.freeSeats': { $gt: 0 } };
const listFilters: Partial<Record<keyof typeof listKeys, Record<string, unknown>>> = {
  free: withSeats,
  freeByPrice: withSeats,
  terms: { 'listing.terms': { $exists: true } },
  price: { 'listing.version': { $exists: true } },
  termsByPrice: { 'listing.terms': { $exists: true } },
};

export const seatFields = {
  bookingId: { type: String, required: true },
  userId: { type: Schema.Types.ObjectId, required: true },
  paymentId: { type: String, required: true },
  orderId: { type: String, required: true },
  at: { type: Date, required: true },
} as const;

/** A sold seat. A released one has `releasedAt`, and moves to `releasedseats` a day later. */
const seatSchema = new Schema({ ...seatFields, releasedAt: Date }, { _id: false });

const timeSlotSchema = new Schema(
  {
    mentorId: { type: Schema.Types.ObjectId, required: true },
    title: { type: String, required: true, ...atMost(slotLimits.title) },
    description: { type: String, default: '', ...atMost(slotLimits.description) },
    topic: { type: String, default: '', ...atMost(slotLimits.topic) },
    sessionType: { type: String, enum: sessionTypes, required: true },
    scheduledAt: { type: Date, required: true },
    duration: { type: Number, required: true, ...slotLimits.duration },
    timeZone: { type: String, required: true },
    /** In paise. */
    price: { type: Number, required: true, ...slotLimits.price },
    maxStudents: { type: Number, required: true, ...slotLimits.maxStudents },
    currentStudents: { type: Number, default: 0, min: 0 },
    status: { type: String, enum: slotStatuses, default: 'open' },
    refundPolicy: { type: String, enum: refundPolicies, default: 'flexible' },
    meetingUrl: { type: String, default: '' },
    seats: { type: [seatSchema], default: [] },
    cancellation: {
      type: {
        at: { type: Date, required: true },
        reason: { type: String, default: '' },
        /** Until every booking is cancelled and every refund is owed. */
        isOpen: Boolean,
      },
      _id: false,
    },
    /** When its time last changed with seats sold; `isOpen` until every booking has followed. */
    move: { type: { at: { type: Date, required: true }, isOpen: Boolean }, _id: false },
    /** When its title or meeting link last changed with seats sold; `isOpen` until all attendees are told. */
    update: { type: { at: { type: Date, required: true }, isOpen: Boolean }, _id: false },
    version: { type: Number, default: 0 },
    /** Search fields; see slot-listing.ts. Without a version they must be written (again). */
    listing: {
      type: {
        version: Number,
        series: String,
        terms: { type: [String], default: undefined },
        freeSeats: Number,
      },
      default: undefined,
      _id: false,
    },
  },
  { collection: 'timeslots', timestamps: true, versionKey: false },
);
timeSlotSchema.index({ 'seats.at': 1 });
// Only the few slots with recently released seats.
timeSlotSchema.index(
  { 'seats.releasedAt': 1 },
  { partialFilterExpression: { 'seats.releasedAt': { $exists: true } } },
);
for (const name of Object.keys(listKeys) as (keyof typeof listKeys)[]) {
  const partialFilterExpression = listFilters[name];
  timeSlotSchema.index(listKeys[name], partialFilterExpression && { partialFilterExpression });
}
timeSlotSchema.index({ 'listing.version': 1, scheduledAt: 1 });
// Unfinished work: usually no rows.
timeSlotSchema.index({ 'cancellation.at': 1 }, { partialFilterExpression: { 'cancellation.isOpen': true } });
timeSlotSchema.index({ 'move.at': 1 }, { partialFilterExpression: { 'move.isOpen': true } });
timeSlotSchema.index({ 'update.at': 1 }, { partialFilterExpression: { 'update.isOpen': true } });

/** Emitted by the connection after a slot was written, so that caches can be emptied. */
export const SLOTS_CHANGED = 'slots-changed';

timeSlotSchema.post(['findOneAndUpdate', 'updateOne', 'updateMany'], function tellOfChange() {
  this.model.db.emit(SLOTS_CHANGED);
});
timeSlotSchema.post('save', (slot) => {
  (slot.constructor as TimeSlotModel).db.emit(SLOTS_CHANGED);
});

export type SeatRecord = RecordOf<typeof seatSchema>;
type Stored = RecordOf<typeof timeSlotSchema>;
/** Rows of another system may lack these. */
type MissingInOthers = 'description' | 'topic' | 'timeZone' | 'refundPolicy' | 'meetingUrl' | 'version';
export type TimeSlotRecord = Omit<Stored, MissingInOthers | 'seats'> &
  Partial<Pick<Stored, MissingInOthers>> & { _id: Types.ObjectId; seats: SeatRecord[] };
export type TimeSlotModel = Model<TimeSlotRecord>;

export function createTimeSlotModel(connection: Connection): TimeSlotModel {
  return connection.model<TimeSlotRecord>('TimeSlot', timeSlotSchema);
}

export function toTimeSlot(record: Omit<TimeSlotRecord, 'seats'>): TimeSlot {
  return {
    id: String(record._id),
    mentorId: String(record.mentorId),
    title: record.title,
    description: record.description ?? '',
    topic: record.topic ?? '',
    sessionType: record.sessionType,
    scheduledAt: record.scheduledAt,
    duration: record.duration,
    timeZone: storedZone(record.timeZone),
    price: toPaise(record.price),
    maxStudents: record.maxStudents,
    currentStudents: record.currentStudents,
    status: record.status,
    refundPolicy: record.refundPolicy ?? 'flexible',
    meetingUrl: record.meetingUrl ?? '',
    cancellation: record.cancellation && {
      at: record.cancellation.at,
      reason: record.cancellation.reason,
    },
    version: record.version ?? 0,
  };
}
