import { expect } from 'chai';
import { paths } from '../../src/paths.ts';
import type { Answer } from '../support/payer.ts';
import { until } from '../support/until.ts';
import { row, useLab } from './lab.ts';

describe('Fault 14: the service manager stops a busy server', () => {
  useLab();

  row('14. SIGTERM under load: no connection is reset, no request lost, exit code 0', async (lab) => {
    const slot = await lab.slot({ maxStudents: 20 });
    const payers = await lab.payers(20);
    const sales = await Promise.all(payers.map((payer) => lab.bookAndPay(payer, slot)));
    const answers: Answer[] = [];
    let isOver = false;
    const keepReading = async () => {
      while (!isOver) {
        const answer = await payers[0]!.get(lab.first.url, paths.slot(slot.id));
        answers.push(answer);
        if (answer.failure === 'ECONNREFUSED') return;
      }
    };
    const readers = Array.from({ length: 10 }, keepReading);
    await until(() => answers.length >= 20);
    await lab.razorpay.clearRequests();
    const verified = sales.map(({ made }, index) => payers[index]!.verify(lab.first.url, made));
    const isAbout = /\/v1\/(orders|payments)\/(order|pay)_/;
    await until(async () => (await lab.razorpay.requests()).some(({ path }) => isAbout.test(path)));
    const servedBefore = answers.length;
    const exitCode = await lab.first.stop();
    isOver = true;
    await Promise.all(readers);
    expect(exitCode, lab.first.lines.slice(-5).join('\n')).to.equal(0);
    const broken = answers.filter(({ status, failure }) => status !== 200 && failure !== 'ECONNREFUSED');
    expect(broken.map(({ status, failure }) => `${status} ${failure ?? ''}`)).to.deep.equal([]);
    expect(answers.filter(({ status }) => status === 200)).to.have.length.of.at.least(servedBefore);
    // A refused connection is fine: a load balancer tries the next server.
    const outcomes = (await Promise.all(verified)).map(({ status, failure }) => failure ?? status);
    for (const outcome of outcomes) expect(outcome).to.be.oneOf([200, 'ECONNREFUSED']);
    expect(outcomes, 'nobody who was paying was served').to.include(200);
    await Promise.all(sales.map(({ paymentId }) => lab.sendWebhooks(paymentId)));
    await Promise.all(sales.map(({ bookingId }) => lab.booked(bookingId)));
  });
});
