import type { Express } from 'express';
import { createCaptureMailTransport } from '../../src/gateways/mail.ts';
import { systemClock } from '../../src/shared/clock.ts';
import { type Site, startSite } from './site.ts';

export interface SiteWithMail {
  readonly site: Site;
  readonly app: Express;
  /** Sends what is due; the links of that kind that this address has got, as paths, the oldest first. */
  linksTo(address: string, kind: 'reset' | 'verify'): Promise<readonly string[]>;
  /** Everything that was sent. */
  mails(): Promise<readonly object[]>;
  /** Sends what is due; the subjects that this address has got. */
  subjectsTo(address: string): Promise<readonly string[]>;
}

/** The whole site, with its mail kept. */
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
