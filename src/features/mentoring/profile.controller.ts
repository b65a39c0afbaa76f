import type { Request, Response } from 'express';
import { paths } from '../../paths.ts';
import type { Clock } from '../../shared/clock.ts';
import { DomainError } from '../../shared/errors.ts';
import { timeZoneNames } from '../../shared/zoned-time.ts';
import { addFlash } from '../../web/flash.ts';
import type { FormModel } from '../../web/form.page.ts';
import { currentUser } from '../../web/guards.ts';
import { renderPage } from '../../web/page-renderer.ts';
import { formValues, parseForm } from '../../web/parse-input.ts';
import { seeOther } from '../../web/see-other.ts';
import type { AccountService, Mentor } from '../accounts/index.ts';
import type { TimeSlotRepository } from '../slots/index.ts';
import { toMentorCalendar } from './mentor-calendar-file.ts';
import type { MentorFeedRepository } from './mentor-feed.repository.ts';
import { type OwnProfilePage, ownProfileView } from './profile.page.ts';
import { profileSchema } from './profile.schema.ts';

/** How far back the calendar feed reaches: longer than anybody's calendar program needs to catch up. */
const FEED_PAST_MS = 90 * 24 * 60 * 60 * 1000;
const HANDLE_TAKEN = 'Handle: somebody else has it. Choose another.';

/** What a mentor says of themselves, and their calendar's secret address. */
export class ProfileController {
  constructor(
    private readonly accounts: AccountService,
    private readonly mentorFeeds: MentorFeedRepository,
    private readonly slots: Pick<TimeSlotRepository, 'listOfMentor'>,
    private readonly clock: Clock,
    /** Origin of the site. */
    private readonly baseUrl: string,
  ) {}

  show = async (req: Request, res: Response): Promise<void> => {
    const mentor = await this.findMentor(req);
    await this.render(req, res, { mentor, form: { values: valuesOf(mentor), errors: {} } });
  };

  save = async (req: Request, res: Response): Promise<void> => {
    const mentor = await this.findMentor(req);
    const parsed = parseForm(profileSchema, { ...valuesOf(mentor), ...(req.body as object | undefined) });
    if (!parsed.isValid) {
      await this.render(req, res, { mentor, form: parsed });
    } else if (await this.accounts.saveMentorProfile(mentor.id, parsed.data)) {
      addFlash(req, { role: 'status', text: 'Your profile is saved.' });
      seeOther(res, paths.ownProfile);
    } else {
      const values = { ...valuesOf(mentor), ...formValues(req.body) };
      await this.render(req, res, { mentor, form: { values, errors: { handle: HANDLE_TAKEN } } });
    }
  };

  renewCalendar = async (req: Request, res: Response): Promise<void> => {
    await this.mentorFeeds.renew(currentUser(req).id);
    addFlash(req, { role: 'status', text: 'Your calendar has a new address. An older one no longer works.' });
    seeOther(res, paths.ownProfile);
  };

  /** For calendar programs, which cannot log in: who knows the address may read. */
  calendar = async (req: Request<{ token: string }>, res: Response): Promise<void> => {
    const mentorId = await this.mentorFeeds.findMentorId(req.params.token);
    const mentor = mentorId === undefined ? undefined : await this.accounts.findById(mentorId);
    if (!mentor?.roles.includes('mentor')) throw new DomainError('NOT_FOUND');
    const { baseUrl, clock } = this;
    const now = clock.now();
    const slots = await this.slots.listOfMentor(mentor.id, new Date(now.getTime() - FEED_PAST_MS));
    res
      .set('Cache-Control', 'no-store')
      .type('text/calendar; charset=utf-8')
      .send(toMentorCalendar({ slots, baseUrl, now }));
  };

  private async findMentor(req: Request): Promise<Mentor> {
    const [mentor] = await this.accounts.findMentors([currentUser(req).id]);
    if (!mentor) throw new DomainError('FORBIDDEN');
    return mentor;
  }

  private async render(req: Request, res: Response, { mentor, form }: Shown): Promise<void> {
    const token = await this.mentorFeeds.findToken(mentor.id);
    const page: OwnProfilePage = {
      form,
      name: mentor.name,
      handle: mentor.handle,
      initials: initialsOf(mentor.name),
      timeZones: timeZoneNames.includes(mentor.timeZone)
        ? timeZoneNames
        : [mentor.timeZone, ...timeZoneNames],
      calendarUrl: token === undefined ? null : `${this.baseUrl}${paths.mentorCalendar(token)}`,
    };
    const status = Object.keys(form.errors).length > 0 ? 422 : 200;
    await renderPage(req, res, ownProfileView, page, { title: 'Your profile', status });
  }
}

interface Shown {
  readonly mentor: Mentor;
  readonly form: FormModel;
}

function valuesOf({ name, handle, headline, bio, topics, timeZone }: Mentor): Record<string, string> {
  return { name, handle, headline, bio, topics: topics.join(', '), timeZone };
}

/** In place of a photo: `Meera Iyer` is `MI`. */
function initialsOf(name: string): string {
  const words = name.split(/\s+/u).filter(Boolean);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return ends
    .map((word = '') => Array.from(word)[0] ?? '')
    .join('')
    .toLocaleUpperCase('en');
}
