import { execFile } from 'node:child_process';
import { expect } from 'chai';
import { builtEntry } from '../../support/build.ts';
import { openSale, paySale } from '../../support/builders.ts';
import { collection, createMentor, createSlot } from '../../support/journey.ts';
import { razorpaySecrets, startSite, type Site } from '../../support/site.ts';

interface Answer {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function cli(args: readonly string[], environment: Record<string, string> = {}): Promise<Answer> {
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, ...environment };
  const program = await builtEntry('cli');
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], { env }, (error, out, err) => {
      resolve({ code: error ? Number(error.code) : 0, out, err });
    });
  });
}

describe('the command line', () => {
  let site: Site;
  let environment: Record<string, string>;

  before(async () => {
    site = await startSite({ webhooks: false });
    const { mongodbUri, redisUrl, baseUrl } = site.services.config;
    environment = {
      NODE_ENV: 'test',
      BASE_URL: baseUrl,
      MONGODB_URI: mongodbUri,
      REDIS_URL: redisUrl,
      SESSION_SECRET: 'a-secret-of-the-tests-0123456789-abcdef',
      RAZORPAY_KEY_ID: razorpaySecrets.keyId,
      RAZORPAY_KEY_SECRET: razorpaySecrets.keySecret,
      RAZORPAY_WEBHOOK_SECRET: razorpaySecrets.webhookSecret,
      RAZORPAY_API_URL: site.sandbox.url,
      RECONCILE_AFTER_S: '0',
    };
  });
  after(() => site.close());

  const auditOf = async (objectId: string) =>
    (await site.services.auditTrail.list({ objectId }, { skip: 0, limit: 10 })).map(
      ({ actorId, action, outcome }) => ({ actorId, action, outcome }),
    );

  it('names every missing variable and exits with 1 without an environment', async () => {
    const { code, out, err } = await cli(['ledger-check', '--json']);
    expect({ code, out }).to.deep.equal({ code: 1, out: '' });
    expect(err).to.include('MONGODB_URI: is missing').and.include('SESSION_SECRET: is missing');
  });

  it('refuses a malformed argument and names the valid forms', async () => {
    const [day, role, unknown] = await Promise.all([
      cli(['purge-unpaid', '--before', '2025-02-30'], environment),
      cli(['grant-role', 'somebody@example.com', 'king'], environment),
      cli(['frobnicate'], environment),
    ]);
    for (const { code } of [day, role, unknown]) expect(code).to.equal(1);
    expect(day.err).to.include('Expected YYYY-MM-DD');
    expect(role.err).to.include('user, mentor, admin');
  });

  it('reconcile books missed payments, and ledger-check sees the difference', async () => {
    const sold = await paySale(site, await openSale(site, await createSlot(site)));
    const before = await cli(['ledger-check', '--since', '1h', '--json'], environment);
    expect(before.code).to.equal(1);
    expect(before.out).to.include(sold.paymentId).and.include('neither booked nor refunded');
    const reconciled = await cli(['reconcile', '--json'], environment);
    expect(JSON.parse(reconciled.out)).to.deep.include({ findings: { booked: 1 }, failures: [] });
    const after = await cli(['ledger-check'], environment);
    expect(after).to.include({ code: 0 });
    expect(after.out).to.match(/^The ledger is clean: 1 payments and 1 slots/);
  });

  it('grant-role makes an admin, and refuses unknown addresses', async () => {
    const mentor = await site.services.users.findById(await createMentor(site));
    expect(await cli(['grant-role', mentor!.email, 'admin'], environment)).to.include({ code: 0 });
    expect((await site.services.users.findById(mentor!.id))?.roles).to.include('admin');
    expect(await auditOf(mentor!.id)).to.deep.equal([
      { actorId: 'command-line', action: 'role.admin-granted', outcome: 'done' },
    ]);
    const stranger = await cli(['grant-role', 'stranger@example.com', 'admin', '--json'], environment);
    expect(stranger.code).to.equal(1);
    expect(JSON.parse(stranger.out)).to.include({ outcome: 'unknown-email' });
  });

  it('purge-unpaid lists unpaid rows, removes them with --apply, and keeps paid ones', async () => {
    const slot = await createSlot(site);
    const [paid, unpaid] = [await openSale(site, slot), await openSale(site, slot)];
    await site.sandbox.control.pay(paid.orderId, { webhooks: false });
    const old = { paymentStatus: 'PENDING', createdAt: new Date('2025-09-01T00:00:00Z') };
    const rows = collection(site, 'sessionbookings');
    await rows.insertMany([
      { _id: 'legacy-unpaid' as never, ...old, paymentDetails: { razorpayOrderId: unpaid.orderId } },
      { _id: 'legacy-top-level' as never, ...old, razorpayOrderId: paid.orderId },
      { _id: 'legacy-no-order' as never, ...old },
      { _id: 'legacy-later' as never, ...old, createdAt: new Date('2025-10-03T00:00:00Z') },
      { _id: 'legacy-done' as never, ...old, paymentStatus: 'COMPLETED' },
    ]);
    const left = async () =>
      (await rows.distinct('_id')).map(String).filter((id) => id.startsWith('legacy-'));
    const listed = await cli(['purge-unpaid', '--before', '2025-10-03'], environment);
    expect(listed.out).to.include('Would remove 2; 1 kept because Razorpay calls them paid');
    expect(await left()).to.have.length(5);
    const applied = await cli(['purge-unpaid', '--before', '2025-10-03', '--apply', '--json'], environment);
    const { rows: treated } = JSON.parse(applied.out) as { rows: { bookingId: string; action: string }[] };
    expect(Object.fromEntries(treated.map(({ bookingId, action }) => [bookingId, action]))).to.deep.equal({
      'legacy-unpaid': 'removed',
      'legacy-top-level': 'paid',
      'legacy-no-order': 'removed',
    });
    expect(await left()).to.have.members(['legacy-top-level', 'legacy-later', 'legacy-done']);
    expect(await auditOf('legacy-unpaid')).to.deep.equal([
      { actorId: 'command-line', action: 'booking.purged', outcome: 'done' },
    ]);
    expect(await auditOf('legacy-top-level')).to.deep.equal([]);
  });
});
