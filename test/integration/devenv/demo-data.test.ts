import { expect } from 'chai';
import { demoMentors, demoUsers, DEMO_PASSWORD } from '../../../src/devenv/demo-data/demo-people.ts';
import { fillDemoData } from '../../../src/devenv/demo-data/fill-demo-data.ts';
import { collection } from '../../support/journey.ts';
import { startSite, type Site } from '../../support/site.ts';

const DAY_MS = 86_400_000;

describe('the data of the demo', () => {
  let site: Site;
  before(async () => {
    site = await startSite({ webhooks: false });
    await fillDemoData(deskOf(site));
    // Says why, if MongoDB or Redis was too slow for a part of it.
    expect(site.logLines.filter(({ level }) => level === 'error')).to.deep.equal([]);
  });
  after(() => site.close());

  function deskOf({ services, sandbox, clock }: Site) {
    const at = async <T>(moment: Date, work: () => Promise<T>): Promise<T> => {
      const away = moment.getTime() - clock.now().getTime();
      clock.advance(away);
      try {
        return await work();
      } finally {
        clock.advance(-away);
      }
    };
    return { services, sandbox, clock: { now: clock.now, at } };
  }

  const count = (name: string, filter: object = {}) => collection(site, name).countDocuments(filter);

  it('has people who can log in, and mentors with profiles', async () => {
    for (const { email } of [demoMentors[0], demoUsers[0]])
      expect(await site.services.accounts.authenticate(email, DEMO_PASSWORD), email).to.be.an('object');
    const mentors = await collection(site, 'users').find({ roles: 'mentor' }).toArray();
    expect(mentors).to.have.length(8);
    for (const mentor of mentors) {
      expect(mentor).to.include.keys('headline', 'bio', 'handle', 'photoVersion');
      expect(mentor.topics, String(mentor.name)).to.not.be.empty;
    }
  });

  it('has sessions in every state: about forty ahead, a series, a full one, a cancelled one, one under way', async () => {
    const now = new Date();
    const ahead = { scheduledAt: { $gt: now } };
    expect(await count('timeslots', { ...ahead, status: 'open' })).to.be.within(36, 46);
    expect(await count('timeslots', { ...ahead, title: 'System design, one question in depth' })).to.equal(4);
    expect(
      await count('timeslots', { ...ahead, $expr: { $eq: ['$currentStudents', '$maxStudents'] } }),
    ).to.be.above(0);
    expect(await count('timeslots', { status: 'cancelled' })).to.equal(1);
    const underWay = { $gt: new Date(now.getTime() - 90 * 60_000), $lte: now };
    expect(await count('timeslots', { scheduledAt: underWay })).to.equal(1);
    const [waiting] = await collection(site, 'waitlists').find().toArray();
    expect(waiting?.entries).to.have.length(2);
  });

  it('has twelve months of earnings and refunds in several states', async () => {
    const held = await collection(site, 'sessionbookings')
      .find({ scheduledAt: { $lt: new Date(Date.now() - DAY_MS) } })
      .toArray();
    const months = new Set(held.map(({ scheduledAt }) => (scheduledAt as Date).toISOString().slice(0, 7)));
    expect(months.size).to.be.within(11, 13);
    const states = await collection(site, 'refunds').distinct('status');
    expect(states).to.include.members(['PROCESSED', 'REQUESTED']);
    expect(await count('sessionbookings', { paymentStatus: 'PARTIALLY_REFUNDED' })).to.equal(1);
    expect(await collection(site, 'refunds').distinct('reason')).to.include.members([
      'SLOT_FULL',
      'MENTOR_CANCELLED',
      'USER_CANCELLED',
    ]);
  });

  it('has sessions at hours at which people are awake, but the one under way', async () => {
    const slots = await collection(site, 'timeslots').find().toArray();
    const hourOf = ({ scheduledAt, timeZone }: Record<string, unknown>) =>
      Number(
        new Intl.DateTimeFormat('en', {
          hour: 'numeric',
          hourCycle: 'h23',
          timeZone: String(timeZone),
        }).format(scheduledAt as Date),
      );
    const night = slots.filter((slot) => hourOf(slot) < 5 || hourOf(slot) > 21);
    for (const { title } of night) expect(title).to.match(/^Night shift/);
    expect(night.length).to.be.at.most(1);
  });

  it('has what an admin must be able to handle: failed payments, a dispute, a refused mail', async () => {
    const { adminMoney, adminOverview } = site.services;
    const failed = await adminMoney.listFailures(
      { text: undefined, choice: undefined },
      { skip: 0, limit: 9 },
    );
    expect(failed.map(({ failure }) => failure?.reason))
      .to.have.length(2)
      .and.not.include(undefined);
    expect(await count('disputes', { status: 'open' })).to.equal(1);
    expect(await count('outbox', { status: 'PARKED' })).to.equal(1);
    const day = new Date(Date.now() - DAY_MS);
    expect(await adminOverview.read({ yesterday: day, today: day })).to.include({
      failedRefunds: 0,
      parkedMails: 1,
      openDisputes: 1,
      unsettled: 0,
      miscountedSlots: 0,
    });
  });

  it('has a reminder that is due, and payments at several times', async () => {
    const reminders = await collection(site, 'outbox')
      .find({ 'mail.kind': 'reminder-day', status: 'WAITING', nextAttemptAt: { $lte: new Date() } })
      .toArray();
    expect(reminders.some(({ expiresAt }) => (expiresAt as Date) > new Date())).to.equal(true);
    const since = new Date(Date.now() - 2 * DAY_MS);
    const recent = await collection(site, 'payments').distinct('decidedAt', { decidedAt: { $gte: since } });
    const minutes = new Set(recent.map((at: Date) => at.toISOString().slice(0, 16)));
    expect(minutes.size).to.be.above(10);
  });

  it('has mails as old as what they tell, and one about each finished refund', async () => {
    const bookings = await collection(site, 'sessionbookings').find().toArray();
    expect(bookings).to.not.be.empty;
    const mails = collection(site, 'outbox');
    for (const { _id, createdAt } of bookings) {
      const booked = await mails.findOne({ 'mail.kind': 'booked', 'mail.bookingId': _id });
      const late = (booked?.createdAt as Date).getTime() - (createdAt as Date).getTime();
      expect(late, String(_id)).to.be.within(0, 60_000);
    }
    const processed = await collection(site, 'refunds').distinct('razorpayPaymentId', {
      status: 'PROCESSED',
    });
    const told = await mails.distinct('mail.paymentId', { 'mail.kind': 'refund-processed' });
    expect(told).to.have.members(processed).and.not.be.empty;
  });

  it('has an audit trail of what people and the admin did, each of them done', async () => {
    expect(await collection(site, 'auditevents').distinct('action')).to.include.members([
      'account.password-changed',
      'account.sessions-ended',
      'user.disabled',
      'user.enabled',
    ]);
    expect(await count('auditevents', { outcome: { $ne: 'done' } })).to.equal(0);
    expect(await count('users', { disabledAt: { $exists: true } })).to.equal(0);
  });

  it('passes the ledger check, today and over the whole year', async () => {
    const now = Date.now();
    const report = await site.services.ledgerCheck.run({
      from: new Date(now - 400 * DAY_MS),
      to: new Date(now + DAY_MS),
    });
    expect(report.payments).to.be.above(60);
    expect(report.violations).to.deep.equal([]);
    const { payments } = await site.sandbox.control.ledger();
    const oldest = Math.min(...payments.map(({ created_at }) => created_at)) * 1000;
    expect(now - oldest, 'the past is dated back at Razorpay too').to.be.above(300 * DAY_MS);
  });

  it('is written once: a second start adds nothing while there are upcoming sessions', async () => {
    const before = await Promise.all([count('timeslots'), count('payments'), count('users')]);
    await fillDemoData(deskOf(site));
    expect(await Promise.all([count('timeslots'), count('payments'), count('users')])).to.deep.equal(before);
  });
});
