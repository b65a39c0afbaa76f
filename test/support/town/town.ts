import { ObjectId } from 'mongodb';
import { Passwords } from '../../../src/features/accounts/password.ts';
import type { TimeSlot } from '../../../src/features/slots/time-slot.ts';
import { toPaise } from '../../../src/shared/money.ts';
import type { Role } from '../../../src/web/guards.ts';
import type { FaultLab } from '../fault-lab.ts';

const PASSWORD = 'violet kettle drum';
const MENTORS = 6;
const SLOTS_A_MENTOR = 10;
const USERS = 300;
const TOPICS = ['Interviews', 'Databases', 'Career', 'Design'] as const;

export interface Person {
  readonly id: string;
  readonly email: string;
  readonly password: string;
}

export interface Mentor extends Person {
  readonly handle: string;
  readonly slots: readonly TimeSlot[];
}

/** All people, and all slots on sale. */
export interface Town {
  readonly users: readonly Person[];
  readonly mentors: readonly Mentor[];
  readonly slots: readonly TimeSlot[];
}

/** Fills the site with people and sessions. */
export async function buildTown(lab: FaultLab, seatsASlot: number): Promise<Town> {
  const passwordHash = await new Passwords().hash(PASSWORD);
  const settle = async (role: Role, index: number): Promise<Person> => {
    const _id = new ObjectId();
    const email = `${role}.${index}@example.com`;
    const handle = role === 'mentor' && { handle: handleOf(index) };
    await lab.collection('users').insertOne({
      ...{ _id, email, passwordHash, ...handle, name: `${role} ${index}`, roles: [role] },
      ...{ timeZone: 'Asia/Kolkata', sessionEpoch: 0, createdAt: new Date() },
    });
    return { id: _id.toHexString(), email, password: PASSWORD };
  };
  const users = await Promise.all(Array.from({ length: USERS }, (_, index) => settle('user', index)));
  const mentors = await Promise.all(
    Array.from({ length: MENTORS }, async (_, index) => {
      const person = await settle('mentor', index);
      const slots = await openSlots(lab, person.id, seatsASlot);
      return { ...person, handle: handleOf(index), slots };
    }),
  );
  return { users, mentors, slots: mentors.flatMap(({ slots }) => slots) };
}

function handleOf(index: number): string {
  return `mentor-${index}`;
}

function openSlots(lab: FaultLab, mentorId: string, maxStudents: number): Promise<readonly TimeSlot[]> {
  return Promise.all(
    Array.from({ length: SLOTS_A_MENTOR }, (_, index) =>
      lab.slot({
        mentorId,
        maxStudents,
        title: `Session ${index}`,
        topic: TOPICS[index % TOPICS.length]!,
        price: toPaise(49_900 + 100 * index),
      }),
    ),
  );
}
