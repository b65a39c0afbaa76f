import { expect } from 'chai';
import type { TimeSlot } from '../../../src/features/slots/time-slot.ts';
import { toPaise } from '../../../src/shared/money.ts';
import { DEFAULT_ZONE, toLocalDay } from '../../../src/shared/zoned-time.ts';
import { clockTime, dayName } from '../../../src/web/session-time.ts';
import { bookSeat } from '../../support/builders.ts';
import { createMentor, createSlot } from '../../support/journey.ts';
import type { Site } from '../../support/site.ts';
import { useMailSite } from '../../support/mail-harness.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('reminders', () => {
  let site: Site;
  let mentorId: string;
  const { transport } = useMailSite((opened) => {
    site = opened;
  });
  before(async () => {
    mentorId = await createMentor(site);
  });

  async function slotIn(hours: number): Promise<TimeSlot> {
    const start = Math.ceil(site.clock.now().getTime() / MINUTE) * MINUTE + hours * HOUR;
    return createSlot(site, { mentorId, scheduledAt: new Date(start) });
  }
  const remindersAfter = async (hours: number): Promise<number> => {
    site.clock.advance(hours * HOUR);
    await site.services.mailDelivery.deliverDueMail();
    return transport.subjects().filter((subject) => subject.startsWith('Reminder')).length;
  };

  it('come a day and an hour before, each once, with the meeting link', async () => {
    await bookSeat(site, await slotIn(30));
    expect(await remindersAfter(5.9), 'a little more than a day before').to.equal(0);
    expect(await remindersAfter(0.2)).to.equal(1);
    expect(await remindersAfter(22.8), 'a little more than an hour before').to.equal(1);
    expect(await remindersAfter(0.2)).to.equal(2);
    expect(await remindersAfter(0.5)).to.equal(2);
    const [reminder] = transport.sent.filter(({ subject }) => subject.startsWith('Reminder'));
    expect(reminder?.text).to.include('https://meet.example.com/room');
  });

  const headings = () =>
    transport.sent
      .filter(({ subject }) => subject.startsWith('Reminder'))
      .map(({ text }) => text.split('\n', 1)[0]);

  it('say when the session starts, first as the day and then as the time that is left', async () => {
    const slot = await slotIn(30);
    await bookSeat(site, slot);
    const clock = clockTime(slot.scheduledAt, DEFAULT_ZONE);
    await remindersAfter(6.1);
    const day = dayName(slot.scheduledAt, DEFAULT_ZONE, site.clock.now());
    expect(headings()).to.deep.equal([`${day}, ${clock}: System design`]);
    await remindersAfter(22.95);
    expect(headings()[1]).to.equal('Starts in one hour: System design');
  });

  it('that come late say how many minutes are left', async () => {
    await bookSeat(site, await slotIn(30));
    await remindersAfter(29.7);
    expect(headings().join()).to.match(/^Starts in 1[78] minutes: System design$/);
  });

  it('leave out the year of this year, in subject and ticket', async () => {
    const slot = await slotIn(2);
    await bookSeat(site, slot);
    await remindersAfter(1.1);
    const { subject, text } = transport.sent.find((mail) => mail.subject.startsWith('Reminder'))!;
    const [year, present] = [slot.scheduledAt, site.clock.now()].map((date) =>
      toLocalDay(date, DEFAULT_ZONE).slice(0, 4),
    );
    if (year === present) expect(subject + text).to.not.match(/\b20\d\d\b/);
    else expect(subject).to.match(/\b20\d\d\b/);
  });

  it('of a time that had passed when the seat was booked do not come', async () => {
    await bookSeat(site, await slotIn(3));
    expect(await remindersAfter(0.1)).to.equal(0);
    expect(await remindersAfter(2)).to.equal(1);
    await bookSeat(site, await slotIn(0.5));
    expect(await remindersAfter(0.1)).to.equal(1);
  });

  it('of a cancelled booking do not come', async () => {
    const { id: bookingId, userId } = await bookSeat(site, await slotIn(30));
    await site.services.cancelBooking.cancel({ bookingId, userId, agreed: toPaise(0) });
    expect(await remindersAfter(7)).to.equal(0);
    expect(await remindersAfter(22.5)).to.equal(0);
  });

  it('of a moved booking come by its new time only', async () => {
    const booking = await bookSeat(site, await slotIn(30));
    await site.services.moveBooking.move(booking, await slotIn(60));
    expect(await remindersAfter(7), 'a day before the old time').to.equal(0);
    expect(await remindersAfter(22.5), 'an hour before the old time').to.equal(0);
    expect(await remindersAfter(7)).to.equal(1);
    expect(await remindersAfter(23)).to.equal(2);
  });

  it('come late after a standstill, unless it is too late for them', async () => {
    await bookSeat(site, await slotIn(30));
    expect(await remindersAfter(12), 'six hours late').to.equal(1);
    transport.clear();
    await site.services.mongo.collection('outbox').deleteMany({});
    await bookSeat(site, await slotIn(30));
    expect(await remindersAfter(29.5), 'the one of the hour takes the place of the one of the day').to.equal(
      1,
    );
    await bookSeat(site, await slotIn(30));
    expect(await remindersAfter(31), 'after the start').to.equal(1);
  });
});
