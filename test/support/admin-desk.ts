import { paths } from '../../src/paths.ts';
import { tokenFrom } from './browser-session.ts';
import { collection, logInAdmin } from './journey.ts';
import { startSite, type Site } from './site.ts';

/** The overview and the lists. */
export const adminPages: readonly string[] = [
  paths.admin,
  paths.adminPayments,
  paths.adminUsers,
  paths.adminSlots,
  paths.adminBookings,
  paths.adminRefunds,
  paths.adminDisputes,
  paths.adminWebhooks,
  paths.adminMail,
  paths.adminLedger,
  paths.adminAudit,
];

/** A site with a logged-in admin, and the helpers that the admin tests share. */
export type AdminDesk = Awaited<ReturnType<typeof openAdminDesk>>;

interface Press {
  /** The page with the button. */
  readonly page?: string;
  readonly reason?: string;
}

export async function openAdminDesk(site: Site) {
  const { agent: admin, person } = await logInAdmin(site, { name: 'Ada Admin' });

  async function idOf(email: string): Promise<string> {
    const user = await collection(site, 'users').findOne({ email });
    return String(user?._id);
  }

  /** Presses a button of a list. */
  async function act(path: string, { page = paths.adminUsers, reason }: Press = {}) {
    const _csrf = await tokenFrom(admin, page);
    return admin
      .post(path)
      .type('form')
      .send({ _csrf, ...(reason !== undefined && { reason }) });
  }

  async function auditOf(objectId: string) {
    const entries = await site.services.auditTrail.list({ objectId }, { skip: 0, limit: 10 });
    return entries.map(({ actorId, action, outcome }) => ({ actorId, action, outcome }));
  }

  return { site, admin, adminId: await idOf(person.email), idOf, act, auditOf };
}

/** Opens a site with a logged-in admin for the calling suite. */
export function useAdminDesk(onOpen: (desk: AdminDesk) => void): void {
  let site: Site;
  before(async () => {
    site = await startSite({ webhooks: false });
    onOpen(await openAdminDesk(site));
  });
  after(() => site.close());
}
