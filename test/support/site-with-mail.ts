import type { Express } from 'express';
import { createCaptureMailTransport } from '../../src/gateways/mail.ts';
import { systemClock } from '../../src/shared/clock.ts';
import { type Site, startSite } from './site.ts';

export interface SiteWithMail {
  readonly site: Site;
  readonly app: Express;
  /** Sends due mail. Returns the paths of such links sent to this address, oldest first. */
  linksTo(address: string, kind: 'reset' | 'verify'): Promise<readonly string[]>;
  /** All sent mail. */
  mails(): Promise<readonly object[]>;
  /** Sends due mail. Returns the subjects sent to this address. */
  subjectsTo(address: string): Promise<readonly string[]>;
}

/** The whole site. Its mail is kept instead of sent. */
export async function startSiteWithMail(environment: Record<string, string> = {}): Promise<SiteWithMail> {
  const mail = createCaptureMailTransport({ clock: systemClock });
  const site = await startSite({ webhooks: false, mailTransport: mail, environment });
  const mailsTo = async (address: string) => {
    await site.services.recovery.drain();
    await site.services.mailDelivery.deliverDueMail();
    return (await mail.messages()).filter(({ to }) => to.includes(address));
  };
  return {
    site,
    app: site.app,
    linksTo: async (address, kind) => {
      const pattern = new RegExp(`https?://\\S+?(/${kind}/[\\w-]+)`);
      return (await mailsTo(address)).flatMap(({ text }) => pattern.exec(text)?.[1] ?? []);
    },
    mails: () => mail.messages(),
    subjectsTo: async (address) => (await mailsTo(address)).map(({ subject }) => subject),
  };
}
