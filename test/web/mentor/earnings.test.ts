import { expect } from 'chai';
import { paths } from '../../../src/paths.ts';
import { openSale, paySale } from '../../support/builders.ts';
import { startSite, type Site } from '../../support/site.ts';
import { daysAhead, newMentor, openSlot, post } from '../../support/mentor-pages.ts';

describe('GET /mentor/earnings', () => {
  let site: Site;

  before(async () => {
    site = await startSite({ webhooks: false });
  });
  after(() => site.close());

  it('says that nothing is earned yet, and that Sureslot makes no payouts', async () => {
    const page = await (await newMentor(site)).get(paths.earnings);
    expect(page.status).to.equal(200);
    expect(page.text).to.contain('Nothing earned yet').and.contain('does not pay mentors out');
  });

  it('adds up what was paid, refunded and kept by Razorpay, as table, chart and CSV', async () => {
    const mentor = await newMentor(site);
    const kept = await openSlot(mentor, { price: '1000' });
    const cancelled = await openSlot(mentor, { price: '200', startsAt: daysAhead(120, '10:00') });
    let charges = 0;
    for (const slotId of [kept, kept, cancelled]) {
      const slot = (await site.services.slots.findById(slotId))!;
      const { due, paymentId } = await paySale(site, await openSale(site, slot));
      await site.services.settlePayment.settle(due);
      charges += (await site.services.decisions.find(paymentId))!.fee;
    }
    await post(mentor, paths.cancelSlot(cancelled));
    const csv = await mentor.get(paths.earningsCsv);
    const [header, row, ...others] = csv.text.trim().split('\r\n');
    expect(header).to.contain('month,sessions,seats,gross_inr,refunded_inr,razorpay_fee_inr,gst_inr,net_inr');
    expect(others).to.have.length(0);
    const [, sessions, seats, gross, refunded, fee, gst, net] = row!.split(',').map(Number);
    expect({ sessions, seats, gross, refunded }).to.deep.equal({
      sessions: 2,
      seats: 3,
      gross: 2200,
      refunded: 200,
    });
    expect(charges).to.be.greaterThan(0);
    expect(Math.round((fee! + gst!) * 100)).to.equal(charges);
    expect(Math.round(net! * 100)).to.equal(200_000 - charges);
    const page = await mentor.get(paths.earnings);
    expect(page.text).to.contain('₹2,200').and.contain('<svg class="chart"').and.contain('<rect');
    expect(page.text, 'the sessions are ahead')
      .to.match(/<rect class="ahead"[^>]*height="[1-9]/)
      .and.match(/month-ahead[^>]*>₹1,\d{3} for sessions ahead</);
    expect(page.text)
      .to.contain('Yours by month')
      .and.match(/class="chart-tick"[^>]*>₹[1-9]/);
    expect(page.text)
      .to.match(/class="chart-value"[^>]*>₹1,\d{3}</)
      .and.match(/class="chart-year"[^>]*>20\d\d</);
    const months = [...page.text.matchAll(/<li><span>\w+ \d{4}<\/span> <b>(₹[\d,]+)<\/b>/g)].map(
      ([, value]) => value,
    );
    expect(months, 'each month has its value on a phone').to.have.length(12);
    expect(months.at(-1)).to.match(/^₹1,\d{3}$/);
    expect(page.text).to.match(
      /Yours, from sessions held<\/dt><dd>-₹[\d.]+</,
      'the fee of the cancelled one',
    );
    expect(page.text).to.match(/can still be refunded<\/dt><dd>₹1,9\d\d/);
    expect(page.text.indexOf('does not pay mentors out')).to.be.lessThan(
      page.text.indexOf('class="figures"'),
    );
  });

  it('shows a mentor nothing of what another has earned', async () => {
    const page = await (await newMentor(site, 'Other Mentor')).get(paths.earningsCsv);
    expect(page.text.trim().split('\r\n')).to.have.length(1);
  });
});
