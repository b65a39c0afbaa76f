import { Temporal } from 'temporal-polyfill';
import type { NewTimeSlot } from '../../features/slots/time-slot.repository.ts';
import type { TimeSlot } from '../../features/slots/time-slot.ts';
import { toPaise } from '../../shared/money.ts';
import type { DemoIds, demoMentors } from './demo-people.ts';
import { type DemoOffer, demoProgramme } from './demo-programme.ts';
import type { DemoDesk } from './demo-sales.ts';

type DemoSlot = Omit<NewTimeSlot, 'price' | 'refundPolicy' | 'meetingUrl'> & {
  readonly rupees: number;
  readonly refundPolicy?: NewTimeSlot['refundPolicy'];
};

type Mentor = (typeof demoMentors)[number];

export function openSlot({ services }: Pick<DemoDesk, 'services'>, slot: DemoSlot): Promise<TimeSlot> {
  const { rupees, refundPolicy = 'flexible', ...rest } = slot;
  return services.slots.create({
    ...rest,
    refundPolicy,
    price: toPaise(Math.round(rupees * 100)),
    meetingUrl: 'https://meet.example.com/demo',
  });
}

export function toNewSlot(offer: DemoOffer, mentor: Mentor, ids: DemoIds): Omit<DemoSlot, 'scheduledAt'> {
  const { title, description, topic, sessionType, duration, maxStudents, rupees, refundPolicy } = offer;
  const slot = { title, description, topic, sessionType, duration, maxStudents, rupees };
  return {
    ...slot,
    ...(refundPolicy && { refundPolicy }),
    mentorId: ids[mentor.email],
    timeZone: mentor.timeZone,
  };
}

/** Opens what each mentor offers, where nothing of the mentor is ahead: at the first start, and once all has passed. */
export async function openProgramme(
  desk: Pick<DemoDesk, 'services'>,
  ids: DemoIds,
  mentors: readonly Mentor[],
): Promise<readonly TimeSlot[]> {
  const { slots, clock } = desk.services;
  const opened = mentors.map(async (mentor) => {
    const upcoming = await slots.listUpcoming({ now: clock.now(), limit: 1, mentorId: ids[mentor.email] });
    if (upcoming.length > 0) return [];
    const { timeZone } = mentor;
    const wanted = demoProgramme[mentor.email].flatMap((offer) =>
      offer.days.map((inDays) => ({
        ...toNewSlot(offer, mentor, ids),
        scheduledAt: wallClock({ timeZone, inDays, hour: offer.hour }),
      })),
    );
    return Promise.all(wanted.map((slot) => openSlot(desk, slot)));
  });
  return (await Promise.all(opened)).flat();
}

/** The moment at which clocks of the zone show that hour, so many days from today. */
export function wallClock(when: { timeZone: string; inDays: number; hour: number }): Date {
  const { timeZone, inDays, hour } = when;
  const today = Temporal.Now.zonedDateTimeISO(timeZone);
  const start = today.add({ days: inDays }).withPlainTime({ hour });
  return new Date(start.epochMilliseconds);
}
