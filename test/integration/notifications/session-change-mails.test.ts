import { expect } from 'chai';
import { slotValues } from '../../../src/features/mentoring/slot-form.page.ts';
import { editedSlotSchema } from '../../../src/features/mentoring/slot-form.schema.ts';
import type { TimeSlot } from '../../../src/features/slots/time-slot.ts';
import { toLocalTime } from '../../../src/shared/zoned-time.ts';
import { bookSeat } from '../../support/builders.ts';
import { createSlot } from '../../support/journey.ts';
import { mailsOf, twoSlots, useMailSite } from '../../support/mail-harness.ts';
import type { Site } from '../../support/site.ts';

const HOUR = 3_600_000;

describe('mails about a changed session', () => {
  let site: Site;
  const { transport, deliverLater, sweepLater } = useMailSite((opened) => {
    site = opened;
  });

  async function editSlot(slot: TimeSlot, changes: Record<string, string>): Promise<void> {
    const fields = editedSlotSchema.parse({ ...slotValues(slot), ...changes });
    const edit = await site.services.slotEditing.edit(slot, fields);
    expect(edit.kind, JSON.stringify(edit)).to.equal('changed');
  }

  it('ask each attendee once about a new time, even after a crash', async () => {
    const [slot] = await twoSlots(site);
    const booking = await bookSeat(site, slot);
    const later = new Date(slot.scheduledAt.getTime() + HOUR);
    const moved = await site.services.mentorBookings.followSlot(
      booking,
      { ...slot, scheduledAt: later, duration: 15 },
      site.clock.now(),
    );
    await sweepLater();
    await site.services.notifications.sessionMoved(moved!);
    await deliverLater();
    const told = transport.sent.filter(({ subject }) => subject.startsWith('New time'));
    expect(told).to.have.length(1);
    expect(told[0]?.text).to.include(`/bookings/${booking.id}/moved`).and.include('full amount back');
    expect(told[0]?.text)
      .to.match(/^Before: .+ \(1 h\)$/m)
      .and.match(/^Now: .+ \(15 min\)$/m)
      .and.match(
        /^New time: .+ IST\n\nHello .+,\n\n.+ has moved this session from .+ IST to .+ IST\. If that suits you/,
      );
  });

  it('name the two lengths if only the length is new', async () => {
    const [slot] = await twoSlots(site);
    const booking = await bookSeat(site, slot);
    const changed = { ...slot, duration: 90 };
    const longer = await site.services.mentorBookings.followSlot(booking, changed, site.clock.now());
    await site.services.notifications.sessionMoved(longer!);
    await deliverLater();
    const told = transport.sent.find(({ subject }) => subject.startsWith('New time'));
    expect(told?.text).to.include('has changed the length of this session from 1 h to 1 h 30 min.');
  });

  it('state only the final time if the mentor changes it repeatedly', async () => {
    const [slot] = await twoSlots(site);
    const booking = await bookSeat(site, slot);
    await deliverLater();
    transport.clear();
    let present = slot;
    for (const hours of [1, 2, 3, 0]) {
      const startsAt = toLocalTime(new Date(slot.scheduledAt.getTime() + hours * HOUR), slot.timeZone);
      await editSlot(present, { startsAt });
      present = (await site.services.slots.findById(slot.id))!;
    }
    await deliverLater(6 * 60_000);
    expect(transport.subjects().filter((subject) => subject.startsWith('New time'))).to.have.length(1);
    expect(transport.sent[0]?.text).to.include('back at the time and the length that you booked');
    expect(await mailsOf(site, booking)).to.include('time-changed:4');
  });

  it('tell of a new title and a new meeting link once, with the next version of the invitation', async () => {
    const [slot] = await twoSlots(site);
    const booking = await bookSeat(site, slot);
    await deliverLater();
    transport.clear();
    await editSlot(slot, { meetingUrl: 'https://meet.example.com/new' });
    const changed = (await site.services.slots.findById(slot.id))!;
    await editSlot(changed, { title: 'System design, part two' });
    const same = (await site.services.slots.findById(slot.id))!;
    await editSlot(same, { description: 'Nobody needs to be told of this.' });
    await deliverLater();
    expect(transport.subjects()).to.have.length(1);
    const [mail] = transport.sent;
    expect(mail?.subject).to.include('Updated: System design, part two');
    expect(mail?.attachments?.[0]?.contentType).to.include('method=REQUEST');
    expect(mail?.attachments?.[0]?.content).to.include('SEQUENCE:2').and.include(`UID:${booking.id}@`);
    expect(mail?.attachments?.[0]?.content).to.include('SUMMARY:System design\\, part two');
  });

  it('mention a meeting link that will be shown, but not in a mail that comes after the session', async () => {
    const slot = await createSlot(site);
    await bookSeat(site, slot);
    await deliverLater();
    transport.clear();
    const aboutLink = 'says from when the meeting link is there';
    await editSlot(slot, { title: 'Told at once' });
    await deliverLater();
    expect(transport.sent.map(({ text }) => text).join()).to.include(aboutLink);
    transport.clear();
    await editSlot((await site.services.slots.findById(slot.id))!, { title: 'Told too late' });
    await deliverLater(slot.scheduledAt.getTime() - site.clock.now().getTime() + 3 * HOUR);
    const late = transport.sent.filter(({ subject }) => subject.startsWith('Updated'));
    expect(late).to.have.length(1);
    expect(late[0]?.text).to.include('Told too late').and.not.include(aboutLink);
  });

  it('are written by the sweep if they could not be written with the update, but not for later bookings', async () => {
    const slot = await createSlot(site, { maxStudents: 3, sessionType: 'group' });
    const booking = await bookSeat(site, slot);
    const { outbox, mentorMaintenance } = site.services;
    const add = outbox.add.bind(outbox);
    outbox.add = () => Promise.reject(new Error('MongoDB is away'));
    await editSlot(slot, { title: 'Another title' });
    outbox.add = add;
    expect(await mailsOf(site, booking)).to.not.include('session-updated:1');
    site.clock.advance(1_000);
    const late = await bookSeat(site, slot);
    site.clock.advance(10_000);
    await mentorMaintenance.run();
    await mentorMaintenance.run();
    expect(await mailsOf(site, booking)).to.include('session-updated:1');
    expect(await mailsOf(site, late)).to.not.include('session-updated:1');
  });

  it('are written by the sweep if they could not be written with the time change', async () => {
    const slot = await createSlot(site);
    const booking = await bookSeat(site, slot);
    const { outbox, mentorMaintenance } = site.services;
    const add = outbox.add.bind(outbox);
    outbox.add = () => Promise.reject(new Error('MongoDB is away'));
    const later = new Date(slot.scheduledAt.getTime() + HOUR);
    await editSlot(slot, { startsAt: toLocalTime(later, slot.timeZone) });
    outbox.add = add;
    expect(await mailsOf(site, booking)).to.not.include('time-changed:1');
    site.clock.advance(10_000);
    await mentorMaintenance.run();
    expect(await mailsOf(site, booking)).to.include('time-changed:1');
  });
});
