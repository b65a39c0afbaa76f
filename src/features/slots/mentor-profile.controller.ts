import type { Request, Response } from 'express';
import { MAX_COUNTED } from '../../shared/text.ts';
import type { Clock } from '../../shared/clock.ts';
import { renderPage } from '../../web/page-renderer.ts';
import { readerZone } from '../../web/zone-choices.ts';
import { siteSettingsOf } from '../../web/site-settings.ts';
import { type MentorDirectory, requireMentor } from './mentor-directory.ts';
import { mentorProfileView, toMentorProfilePage } from './mentor-profile.page.ts';
import { boundsOf, chooseMonth } from './month.ts';
import { describeMentor, toMentorSharing } from './slot-sharing.ts';
import type { TimeSlotRepository } from './time-slot.repository.ts';

const MAX_UPCOMING = 48;

export class MentorProfileController {
  constructor(
    private readonly slots: TimeSlotRepository,
    private readonly mentors: Pick<MentorDirectory, 'findMentorByHandle'>,
    private readonly clock: Clock,
  ) {}

  show = async (req: Request<{ handle: string }>, res: Response): Promise<void> => {
    const mentor = await requireMentor(this.mentors, req.params.handle);
    const reader = { viewerZone: readerZone(req), now: this.clock.now() };
    const { now } = reader;
    const [found, trackRecord] = await Promise.all([
      this.slots.listUpcoming({ now, limit: MAX_UPCOMING + 1, mentorId: mentor.id }),
      this.slots.readTrackRecord(mentor.id, now, MAX_COUNTED + 1),
    ]);
    const upcoming = found.slice(0, MAX_UPCOMING);
    const { month: asked } = req.query;
    const choice = chooseMonth(asked, upcoming, reader);
    const { from, to } = boundsOf(choice, reader);
    const slotsOfMonth = await this.slots.listOfMentorBetween(mentor.id, from, to);
    const page = toMentorProfilePage({
      ...reader,
      ...choice,
      mentor,
      isMonthIgnored: Boolean(asked) && asked !== choice.month,
      slotsOfMonth,
      upcoming,
      trackRecord,
    });
    await renderPage(req, res, mentorProfileView, page, {
      title: mentor.name,
      summary: describeMentor(mentor, { slots: upcoming, hasMore: found.length > MAX_UPCOMING }, now),
      sharing: toMentorSharing({ mentor, baseUrl: siteSettingsOf(req).baseUrl }),
    });
  };
}
