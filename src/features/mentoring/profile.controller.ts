import type { Request, Response } from 'express';
import { MAX_PORTRAIT_PIXELS, MIN_PORTRAIT_SIDE } from '../../gateways/pictures/portrait.ts';
import { paths } from '../../paths.ts';
import type { Clock } from '../../shared/clock.ts';
import { DomainError } from '../../shared/errors.ts';
import { canonicalTimeZone } from '../../shared/zoned-time.ts';
import { toFace } from '../../web/face.ts';
import { receiveFile } from '../../web/file-upload.ts';
import { addFlash } from '../../web/flash.ts';
import { currentUser } from '../../web/guards.ts';
import { renderPage } from '../../web/page-renderer.ts';
import { parseChange, toConflictForm, versionOf } from '../../web/parse-input.ts';
import { emptyForm, type FormModel } from '../../web/partials.page.ts';
import { seeOther } from '../../web/return-to.ts';
import { toShownTime } from '../../web/session-time.ts';
import { zoneGroups } from '../../web/zone-choices.ts';
import type { AccountService, Mentor, UserRepository } from '../accounts/index.ts';
import type { MentorPhotos, PhotoRefusal } from '../photos/index.ts';
import type { TimeSlotRepository } from '../slots/index.ts';
import { toMentorCalendar } from './mentor-calendar-file.ts';
import type { MentorFeedRepository } from './mentor-feed.repository.ts';
import { type OwnProfilePage, ownProfileView, toPublicCard, profileSchema } from './profile.page.ts';

/** How far back the calendar feed reaches: longer than a calendar program needs to catch up. */
const FEED_PAST_MS = 90 * 24 * 60 * 60 * 1000;
const HANDLE_TAKEN = 'Handle: somebody else has it. Choose another.';

/** The mentor's profile, and the secret address of their calendar. */
export class ProfileController {
  constructor(
    private readonly accounts: Pick<AccountService, 'saveMentorProfile'>,
    private readonly users: UserRepository,
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

  /** Shows the profile with the errors of the photo. */
  async refusePhoto(
    req: Request,
    res: Response,
    { message, status }: { readonly message: string; readonly status: number },
  ): Promise<void> {
    const mentor = await this.findMentor(req);
    const form = { values: valuesOf(mentor), errors: {} };
    const photo = { values: {}, errors: { photo: message } };
    await this.render(req, res, { mentor, form, photo, status });
  }

  save = async (req: Request, res: Response): Promise<void> => {
    const mentor = await this.findMentor(req);
    const { parsed, typed, isStale } = parseChange(profileSchema, req.body, valuesOf(mentor));
    if (!parsed.isValid) return this.render(req, res, { mentor, form: parsed });
    if (isStale) return this.showConflict(req, res, typed);
    switch (await this.accounts.saveMentorProfile(mentor.id, mentor, parsed.data)) {
      case 'saved':
        addFlash(req, { role: 'status', text: 'Your profile is saved.' });
        seeOther(res, paths.ownProfile);
        return;
      case 'handle-taken':
        return this.render(req, res, { mentor, form: { values: typed, errors: { handle: HANDLE_TAKEN } } });
      case 'changed':
        return this.showConflict(req, res, typed);
    }
  };

  renewCalendar = async (req: Request, res: Response): Promise<void> => {
    const owner = currentUser(req);
    const isFirst = (await this.mentorFeeds.findCreationTime(owner)) === undefined;
    req.session.calendarToken = await this.mentorFeeds.renew(owner);
    const end = isFirst ? '' : ' The former one no longer works.';
    addFlash(req, { role: 'status', text: `Your calendar address is ready.${end}` });
    seeOther(res, `${paths.ownProfile}#calendar`);
  };

  /** Without a login, because calendar programs cannot log in: the secret address is enough. */
  calendar = async (req: Request<{ token: string }>, res: Response): Promise<void> => {
    const owner = await this.mentorFeeds.findOwner(req.params.token);
    const mentor = owner && (await this.users.findById(owner.id));
    const isGood = mentor?.sessionEpoch === owner?.sessionEpoch && mentor?.roles.includes('mentor');
    if (!mentor || !isGood) throw new DomainError('NOT_FOUND');
    const { baseUrl, clock } = this;
    const now = clock.now();
    const slots = await this.slots.listOfMentor(mentor.id, new Date(now.getTime() - FEED_PAST_MS));
    res
      .set('Cache-Control', 'no-store')
      .type('text/calendar; charset=utf-8')
      .send(toMentorCalendar({ slots, baseUrl, now }));
  };

  /** The form was filled from an older profile. */
  private async showConflict(req: Request, res: Response, typed: Record<string, string>): Promise<void> {
    const mentor = await this.findMentor(req);
    const form = toConflictForm(typed, valuesOf(mentor));
    await this.render(req, res, { mentor, form, status: 409 });
  }

  private async findMentor(req: Request): Promise<Mentor> {
    const [mentor] = await this.users.findMentors([currentUser(req).id]);
    if (!mentor) throw new DomainError('FORBIDDEN');
    return mentor;
  }

  private async render(
    req: Request,
    res: Response,
    { mentor, form, photo = emptyForm, status }: Shown,
  ): Promise<void> {
    const createdAt = await this.mentorFeeds.findCreationTime(currentUser(req));
    const { calendarToken } = req.session;
    delete req.session.calendarToken;
    const page: OwnProfilePage = {
      form,
      photo,
      name: mentor.name,
      handle: mentor.handle,
      face: toFace(mentor),
      card: toPublicCard(form),
      timeZones: zoneGroups(form.values.timeZone ?? '', this.clock.now()),
      calendarUrl:
        calendarToken === undefined ? null : `${this.baseUrl}${paths.mentorCalendar(calendarToken)}`,
      calendarSince: createdAt ? toShownTime(createdAt, mentor.timeZone, this.clock.now()) : null,
    };
    const isRefused = Object.keys(form.errors).length > 0;
    await renderPage(req, res, ownProfileView, page, {
      title: 'Your profile',
      status: status ?? (isRefused ? 422 : 200),
    });
  }
}

interface Shown {
  readonly mentor: Mentor;
  readonly form: FormModel;
  readonly photo?: FormModel;
  readonly status?: number;
}

function valuesOf({ name, handle, headline, bio, topics, timeZone }: Mentor): Record<string, string> {
  const zone = canonicalTimeZone(timeZone) ?? timeZone;
  const values = { name, handle, headline, bio, topics: topics.join(', '), timeZone: zone };
  return { ...values, version: versionOf(values) };
}

const MAX_PHOTO_MB = 8;

const MISSING = 'Choose a picture first.';
const BUSY = 'Too many pictures are waiting just now. Your photo was not changed.';
const TOO_LARGE = `This file is larger than ${MAX_PHOTO_MB} MB. Choose a smaller picture.`;
const refusals: Readonly<Record<Exclude<PhotoRefusal, 'busy'>, string>> = {
  'no-picture': 'This file cannot be read as a picture. Choose a JPEG, PNG or WebP file.',
  'unreadable-heic':
    'This picture is in a format (HEIC) that cannot be read here. Save it as JPEG and choose that file.',
  'too-small': `This picture is too small. It needs at least ${MIN_PORTRAIT_SIDE} × ${MIN_PORTRAIT_SIDE} pixels.`,
  'too-many-pixels': `This picture has more than ${MAX_PORTRAIT_PIXELS / 1_000_000} megapixels. Choose a smaller one.`,
};

export class OwnPhotoController {
  constructor(
    private readonly photos: Pick<MentorPhotos, 'save' | 'remove'>,
    private readonly profile: Pick<ProfileController, 'refusePhoto'>,
  ) {}

  save = async (req: Request, res: Response): Promise<void> => {
    const file = await receiveFile(req, { field: 'photo', maxBytes: MAX_PHOTO_MB * 1024 * 1024 });
    if (file.kind === 'missing') return this.refuse(req, res, { message: MISSING, status: 422 });
    if (file.kind === 'too-large') return this.refuse(req, res, { message: TOO_LARGE, status: 413 });
    const saving = await this.photos.save(currentUser(req).id, file.bytes);
    if (saving === 'no-mentor') throw new DomainError('FORBIDDEN');
    if (saving === 'busy') throw new DomainError('SERVICE_UNAVAILABLE', { message: BUSY });
    if (saving !== 'saved') return this.refuse(req, res, { message: refusals[saving], status: 422 });
    addFlash(req, { role: 'status', text: 'Your photo is saved.' });
    seeOther(res, paths.ownProfile);
  };

  remove = async (req: Request, res: Response): Promise<void> => {
    const isDone = await this.photos.remove(currentUser(req).id);
    addFlash(req, { role: 'status', text: isDone ? 'Your photo is deleted.' : 'You have no photo.' });
    seeOther(res, paths.ownProfile);
  };

  private refuse(req: Request, res: Response, refusal: { message: string; status: number }): Promise<void> {
    return this.profile.refusePhoto(req, res, refusal);
  }
}
