import type { Logger } from '../../shared/logger.ts';
import type { Role } from '../../web/guards.ts';
import { type AuditTrail, COMMAND_LINE } from '../audit/index.ts';
import type { Registration } from './account.schema.ts';
import type { Passwords } from './password.ts';
import type { ProfileSaving, UserRepository } from './user.repository.ts';
import {
  handleOf,
  handleWithSuffix,
  type MentorProfile,
  type NewUser,
  normaliseEmail,
  type User,
} from './user.ts';

const HANDLE_ATTEMPTS = 5;

export type RegistrationResult =
  { readonly outcome: 'registered'; readonly user: User } | { readonly outcome: 'email-taken' };

export type RoleGrant =
  { readonly outcome: 'granted'; readonly userId: string } | { readonly outcome: 'unknown-email' };

/** Accounts: who people are, how they prove it, and what they may do. */
export class AccountService {
  constructor(
    private readonly users: UserRepository,
    private readonly passwords: Passwords,
    private readonly auditTrail: AuditTrail,
    private readonly logger: Logger,
    /** Updates the search for renamed mentors. A periodic task does so after a crash. */
    private readonly listByNewName: () => Promise<void>,
  ) {}

  /**
   * The unique index decides if two people register one address at once.
   * @param readZone the zone in which the person has read the pages so far, used if they chose none
   */
  async register(registration: Registration, readZone?: string): Promise<RegistrationResult> {
    const { name, email, password, role, timeZone = readZone } = registration;
    const passwordHash = await this.passwords.hash(password);
    const person = { name, email: normaliseEmail(email), passwordHash, ...(timeZone && { timeZone }) };
    const inserted =
      role === 'mentor'
        ? await this.insertMentor(person)
        : await this.users.insert({ ...person, roles: ['user'] });
    if (inserted.outcome !== 'inserted') return { outcome: 'email-taken' };
    this.logger.info({ userId: inserted.user.id, role }, 'account.registered');
    return { outcome: 'registered', user: inserted.user };
  }

  /** The account with these credentials, or undefined. An unknown address takes as long as a wrong password. */
  async authenticate(email: string, password: string): Promise<User | undefined> {
    const found = await this.users.findCredentials(normaliseEmail(email));
    if (!(await this.passwords.matches(password, found?.passwordHash)) || !found) {
      this.logger.info({ userId: found?.user.id }, 'login.failed');
      return undefined;
    }
    if (this.passwords.needsRehash(found.passwordHash)) {
      const change = { from: found.passwordHash, to: await this.passwords.hash(password) };
      await this.users.replaceHash(found.user.id, change);
    }
    this.logger.info({ userId: found.user.id }, 'login.succeeded');
    return found.user;
  }

  /** The person of a session; undefined if the account is disabled or its sessions were ended. */
  async findBySession(login: { readonly id: string; readonly epoch: number }): Promise<User | undefined> {
    const user = await this.users.findById(login.id);
    return user?.sessionEpoch === login.epoch ? user : undefined;
  }

  async saveMentorProfile(id: string, seen: MentorProfile, profile: MentorProfile): Promise<ProfileSaving> {
    const saving = await this.users.saveMentorProfile(id, seen, profile);
    if (saving === 'saved' && profile.name !== seen.name) await this.listByNewName();
    return saving;
  }

  /** Disables an account; its sessions end with their next request. False if nothing changed. */
  async disable(id: string): Promise<boolean> {
    const isDone = await this.users.disable(id);
    if (isDone) this.logger.warn({ userId: id }, 'account.disabled');
    return isDone;
  }

  /** False if nothing changed. */
  async enable(id: string): Promise<boolean> {
    const isDone = await this.users.enable(id);
    if (isDone) this.logger.warn({ userId: id }, 'account.enabled');
    return isDone;
  }

  /** For the command line: no page grants roles. Repeatable. */
  async grantRole(email: string, role: Role): Promise<RoleGrant> {
    const account = await this.users.findByEmail(normaliseEmail(email));
    if (!account) return { outcome: 'unknown-email' };
    const { id, name, handle } = account;
    const object = { kind: 'user', id } as const;
    const entry = { actorId: COMMAND_LINE, action: `role.${role}-granted`, object } as const;
    await this.auditTrail.during(entry, async () => {
      await this.users.addRole(id, role);
      if (role === 'mentor' && handle === undefined) await this.giveHandle(id, name);
    });
    this.logger.info({ userId: id, role }, 'role.granted');
    return { outcome: 'granted', userId: id };
  }

  private async insertMentor(person: Omit<NewUser, 'roles' | 'handle'>) {
    for (const handle of handlesFor(person.name)) {
      const inserted = await this.users.insert({ ...person, roles: ['user', 'mentor'], handle });
      if (inserted.outcome !== 'handle-taken') return inserted;
    }
    throw new Error('No free handle found');
  }

  private async giveHandle(id: string, name: string): Promise<void> {
    for (const handle of handlesFor(name)) {
      if (await this.users.setHandle(id, handle)) return;
    }
    throw new Error('No free handle found');
  }
}

function* handlesFor(name: string): Generator<string> {
  yield handleOf(name);
  for (let attempt = 1; attempt < HANDLE_ATTEMPTS; attempt += 1) yield handleWithSuffix(name);
}
