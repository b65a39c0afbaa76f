import { type Connection, type Model, Schema, type Types } from 'mongoose';

const tokenPurposes = ['reset-password', 'verify-email'] as const;
export type TokenPurpose = (typeof tokenPurposes)[number];

export interface AccountTokenRecord {
  /** SHA-256 of the token, in hex: who reads the database has no link. */
  _id: string;
  userId: Types.ObjectId;
  purpose: TokenPurpose;
  /** The address that the link was sent to. */
  email: string;
  /** Of the account when the link was asked for: a new password or address makes the link useless. */
  sessionEpoch?: number;
  expiresAt: Date;
}

export type AccountTokenModel = Model<AccountTokenRecord>;

const accountTokenSchema = new Schema<AccountTokenRecord>(
  {
    _id: { type: String, required: true },
    userId: { type: Schema.Types.ObjectId, required: true },
    purpose: { type: String, enum: tokenPurposes, required: true },
    email: { type: String, required: true },
    sessionEpoch: { type: Number },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'accounttokens', versionKey: false },
);
accountTokenSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
accountTokenSchema.index({ userId: 1, purpose: 1 });

export function createAccountTokenModel(connection: Connection): AccountTokenModel {
  return connection.model<AccountTokenRecord>('AccountToken', accountTokenSchema);
}
