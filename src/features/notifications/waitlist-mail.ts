import { paths } from '../../paths.ts';
import { formatInr } from '../../shared/money.ts';
import { formatMoment, toSessionTime } from '../../web/session-time.ts';
import type { TimeSlot } from '../slots/index.ts';
import { FOR_MENTOR } from './booking-mail-parts.ts';
import { type MailPage, type MailReader, shortTitle, type SiteAddress, toMailFace } from './mail.page.ts';

export interface WaitlistMailContext {
  readonly slot: TimeSlot;
  readonly mentor: { readonly id: string; readonly name: string; readonly photo: string | null };
  readonly until: Date;
  readonly user: MailReader;
  readonly site: SiteAddress;
}

export function toWaitlistMail({ slot, mentor, until, user, site }: WaitlistMailContext): MailPage {
  const deadline = formatMoment(until, user.timeZone);
  return {
    subject: `A seat is free: ${shortTitle(slot.title)}`,
    preview: `You are next in line, until ${deadline}.`,
    heading: 'A seat is free',
    recipientName: user.name,
    paragraphs: [
      'You are next on the waiting list of this session, and a seat has been given back.',
      `After ${deadline} we also tell the next person in line. The seat goes to whoever pays first.`,
    ],
    session: {
      title: slot.title,
      about: `with ${mentor.name}`,
      face: toMailFace(mentor, site),
      time: toSessionTime({ ...slot, mentorZone: slot.timeZone, viewerZone: user.timeZone }),
      otherClock: FOR_MENTOR,
    },
    facts: [{ label: 'Price', value: formatInr(slot.price) }],
    action: { text: 'Book the seat', url: site.baseUrl + paths.slot(slot.id) },
    links: [],
    notes: ['Nothing is charged until you pay.'],
  };
}
