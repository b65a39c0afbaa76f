import { expect } from 'chai';
import { createUser } from '../../support/builders.ts';
import { outboxRow, useMailSite } from '../../support/mail-harness.ts';
import type { Site } from '../../support/site.ts';

const HOUR = 3_600_000;

describe('mails about accounts', () => {
  let site: Site;
  const { transport, deliver } = useMailSite((opened) => {
    site = opened;
  });

  it('keep their link encrypted until they are sent, and remove it then', async () => {
    const userId = await createUser(site);
    const { notifications } = site.services;
    const mail = { kind: 'reset-password', userId, moment: 'one', link: '/reset/secret-token' } as const;
    await notifications.accountChanged(mail);
    await notifications.accountChanged({ ...mail, link: '/reset/other' });
    const key = `reset-password:${userId}:one`;
    expect(JSON.stringify(await outboxRow(site, key))).to.not.include('secret-token');
    await deliver();
    expect(transport.sent).to.have.length(1);
    expect(transport.sent[0]?.text).to.include(`${site.services.config.baseUrl}/reset/secret-token`);
    expect(transport.sent[0]?.text, 'a name that a stranger chose').to.not.include('Asha');
    expect(await outboxRow(site, key)).to.not.have.property('sealed');
  });

  it('go to the previous address after a change of address', async () => {
    const userId = await createUser(site);
    const mail = { kind: 'email-changed', userId, moment: '1', to: 'former@example.com' } as const;
    await site.services.notifications.accountChanged(mail);
    await deliver();
    expect(transport.sent[0]?.to).to.equal('former@example.com');
  });

  it('are skipped after their link has expired', async () => {
    const userId = await createUser(site);
    const expiresAt = new Date(site.clock.now().getTime() + HOUR);
    const mail = { kind: 'verify-email', userId, moment: '1', link: '/verify/x', expiresAt } as const;
    await site.services.notifications.accountChanged(mail);
    site.clock.advance(2 * HOUR);
    await deliver();
    expect(transport.sent).to.be.empty;
    expect(await outboxRow(site, `verify-email:${userId}:1`)).to.include({
      status: 'SKIPPED',
      note: 'too late',
    });
  });
});
