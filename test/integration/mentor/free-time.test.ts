import { expect } from 'chai';
import { MentorAvailability } from '../../../src/features/mentoring/mentor-availability.ts';
import { createMentor, createSlot } from '../../support/journey.ts';
import { startSite, type Site } from '../../support/site.ts';

describe('MentorAvailability', () => {
  let site: Site;
  let availability: MentorAvailability;
  let mentorId: string;

  before(async () => {
    site = await startSite({ webhooks: false });
    const { mentorCalendars, slots, slotEditingRepository, clock } = site.services;
    availability = new MentorAvailability(mentorCalendars, slots, slotEditingRepository, clock);
  });
  beforeEach(async () => {
    mentorId = await createMentor(site);
  });
  after(() => site.close());

  const at = (hours: string) => new Date(`2031-05-05T${hours}:00Z`);
  const span = (from: string, to: string) => ({
    slotId: site.services.slotEditingRepository.newSlotId(),
    from: at(from),
    to: at(to),
  });
  const reserve = async (...times: ReturnType<typeof span>[]) =>
    (await availability.reserve(mentorId, times)).kind;

  it('reserves one of many overlapping times that are requested at once', async () => {
    const asked = Array.from({ length: 20 }, (_, minute) =>
      reserve(span(`10:${String(minute).padStart(2, '0')}`, '11:00')),
    );
    const kinds = await Promise.all(asked);
    expect(kinds.filter((kind) => kind === 'reserved')).to.have.length(1);
  });

  it('reserves all times of a series or none', async () => {
    expect(await reserve(span('10:00', '11:00'))).to.equal('reserved');
    expect(await reserve(span('08:00', '09:00'), span('10:30', '10:40'))).to.equal('taken');
    expect(await reserve(span('08:00', '09:00'))).to.equal('reserved');
  });

  it('frees a reservation that a crash left without a slot, after a minute', async () => {
    expect(await reserve(span('10:00', '11:00'))).to.equal('reserved');
    expect(await reserve(span('10:30', '11:30'))).to.equal('taken');
    site.clock.advance(61_000);
    expect(await reserve(span('10:30', '11:30'))).to.equal('reserved');
  });

  it('respects slots that were not made through the forms', async () => {
    const slot = await createSlot(site, { mentorId, scheduledAt: at('10:00'), duration: 60 });
    const answer = await availability.reserve(mentorId, [span('10:59', '11:30')]);
    expect(answer).to.deep.include({ kind: 'taken' });
    expect(answer.kind === 'taken' && answer.by?.id).to.equal(slot.id);
    expect(await reserve(span('11:00', '11:30'))).to.equal('reserved');
  });

  it('keeps the times of two mentors apart', async () => {
    expect(await reserve(span('10:00', '11:00'))).to.equal('reserved');
    mentorId = await createMentor(site);
    expect(await reserve(span('10:00', '11:00'))).to.equal('reserved');
  });

  describe('with many sessions', () => {
    const day = 24 * 60 * 60 * 1000;
    const many = (count: number, from: number) =>
      Array.from({ length: count }, (_, index) => {
        const start = new Date(site.clock.now().getTime() + (from + index) * 60 * 60 * 1000);
        return {
          slotId: site.services.slotEditingRepository.newSlotId(),
          from: start,
          to: new Date(start.getTime() + 1_800_000),
        };
      });

    it('reserves 300 times an hour and 500 ahead at most, however many are requested at once', async () => {
      const answers = await Promise.allSettled(
        Array.from({ length: 8 }, (_, index) => availability.reserve(mentorId, many(52, 1 + index * 60))),
      );
      const refused = answers.filter(({ status }) => status === 'rejected');
      expect(refused).to.have.length(3);
      for (const answer of refused) {
        expect(answer.status === 'rejected' && answer.reason).to.include({ code: 'RATE_LIMITED' });
      }
      site.clock.advance(61 * 60_000);
      for (const from of [1_000, 1_060, 1_120]) {
        expect(await reserve(...many(52, from))).to.equal('reserved');
      }
      site.clock.advance(61 * 60_000);
      expect(await reserve(...many(52, 2_000))).to.equal('reserved');
      expect(await reserve(...many(52, 2_060))).to.equal('too-many');
      site.clock.advance(60 * day);
      expect(await reserve(...many(52, 3_000))).to.equal('reserved');
    });
  });
});
