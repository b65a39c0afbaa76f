import { type Connection, type Model, Schema, type Types } from 'mongoose';
import type { RecordOf } from '../../gateways/mongo/index.ts';
import { DEFAULT_ZONE } from '../../shared/zoned-time.ts';

const userSchema = new Schema(
  {
    /** Lower case. */
    email: { type: String, required: true },
    name: { type: String, required: true },
    /** Search terms for admins; see account-search.repository.ts. Missing in rows that have not got them yet. */
    nameParts: { type: [String], default: undefined },
    emailParts: { type: [String], default: undefined },
    /** Argon2id, as a PHC string. */
    passwordHash: { type: String, required: true },
    roles: { type: [{ type: String, enum: ['user', 'mentor', 'admin'] as const }], required: true },
    /** IANA name. */
    timeZone: { type: String, default: DEFAULT_ZONE },
    /** With the country code, `+919876543210`. It is only passed on to Razorpay, with a payment. */
    phone: String,
    /** Mentors only. */
    handle: String,
    headline: String,
    bio: String,
    topics: { type: [String], default: undefined },
    /** Part of the names of the photo's files. */
    photoVersion: String,
    /** When the person confirmed the address `email`. */
    emailVerifiedAt: Date,
    /** Set by an admin, or by the deletion. */
    disabledAt: Date,
    /**
     * Set while the deletion looks for future sessions. Separate from `disabledAt`, so that a refused deletion does not
     * enable a disabled account.
     */
    deletingAt: Date,
    /** Set when the person deleted the account. Only accounting records are left. */
    deletedAt: Date,
    /** When the name changed. Removed once the person's sessions are listed by the new name. */
    renamedAt: Date,
    /** Increased to end all sessions of the person. */
    sessionEpoch: { type: Number, default: 0 },
    createdAt: { type: Date, required: true },
  },
  { collection: 'users', versionKey: false },
);
userSchema.index({ email: 1 }, { unique: true });
userSchema.index({ disabledAt: 1 }, { sparse: true });
userSchema.index({ deletingAt: 1 }, { sparse: true });
userSchema.index({ renamedAt: 1 }, { sparse: true });
// What admins search by, newest first.
userSchema.index({ nameParts: 1, _id: -1 });
userSchema.index({ emailParts: 1, _id: -1 });
userSchema.index({ roles: 1, _id: -1 });
userSchema.index({ deletedAt: 1 }, { sparse: true });
// The few that an admin has disabled; a deleted account has no roles.
userSchema.index(
  { roles: 1, _id: -1, disabledAt: 1 },
  { partialFilterExpression: { disabledAt: { $exists: true } } },
);
userSchema.index({ handle: 1 }, { unique: true, partialFilterExpression: { handle: { $type: 'string' } } });

/** Rows of another system may lack what is set by default. */
type MissingInOthers = 'timeZone' | 'sessionEpoch';
type Stored = RecordOf<typeof userSchema>;
export type UserRecord = Omit<Stored, MissingInOthers> &
  Partial<Pick<Stored, MissingInOthers>> & { _id: Types.ObjectId };
export type UserModel = Model<UserRecord>;

/** The filter of accounts that are neither disabled nor being deleted. */
export const IN_USE = { disabledAt: { $exists: false }, deletingAt: { $exists: false } } as const;
/** The same check on a record. */
export function isInUse({ disabledAt, deletingAt }: Pick<UserRecord, 'disabledAt' | 'deletingAt'>): boolean {
  return disabledAt === undefined && deletingAt === undefined;
}

export const NOT_IN_USE = [{ disabledAt: { $exists: true } }, { deletingAt: { $exists: true } }];

export function createUserModel(connection: Connection): UserModel {
  return connection.model<UserRecord>('User', userSchema);
}
