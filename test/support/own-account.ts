import { paths } from '../../src/paths.ts';
import { agentFor, registerUser, tokenFrom, type BrowserSession, type Person } from './browser-session.ts';
import { collection, type Visitor } from './journey.ts';
import { startSiteWithMail, type SiteWithMail } from './site-with-mail.ts';

/** A site with its mail kept, and the account page of its users, for the calling suite. */
export function useOwnAccounts(onOpen: (mailed: SiteWithMail) => void) {
  let mailed: SiteWithMail;
  before(async () => {
    mailed = await startSiteWithMail();
    onOpen(mailed);
  });
  after(() => mailed.site.close());

  const versionIn = (html: string) => ({ version: /name="version" value="(\w+)"/.exec(html)?.[1] ?? '' });
  return {
    versionIn,
    visitor: async (details: Partial<Person> = {}): Promise<Visitor> => {
      const agent = agentFor(mailed.app);
      return { agent, person: await registerUser(agent, details) };
    },
    /** Submits a form of the account page. */
    save: async (agent: BrowserSession, fields: Record<string, unknown>) => {
      const _csrf = await tokenFrom(agent, paths.account);
      return agent
        .post(paths.account)
        .type('form')
        .send({ ...fields, _csrf });
    },
    recordOf: ({ email }: Person) => collection(mailed.site, 'users').findOne({ email }),
    /** The form for the details, as one browser tab shows it. */
    formOf: async (agent: BrowserSession) => {
      const { text } = await agent.get(paths.account).expect(200);
      const valueOf = (name: string) =>
        new RegExp(`name="${name}"[^>]* value="([^"]*)"`).exec(text)?.[1] ?? '';
      const timeZone = /<option value="([^"]*)" selected>/.exec(text)?.[1] ?? 'Asia/Kolkata';
      return {
        form: 'details',
        name: valueOf('name'),
        phone: valueOf('phone'),
        timeZone,
        ...versionIn(text),
      };
    },
  };
}
