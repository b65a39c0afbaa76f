import type { Request, Response, Router } from 'express';
import { paths } from '../../paths.ts';
import type { Clock } from '../../shared/clock.ts';
import { renderPage } from '../../web/page-renderer.ts';
import { toGoneFormMessage } from '../../web/parse-input.ts';
import type { FormModel } from '../../web/partials.page.ts';
import { readerZone } from '../../web/zone-choices.ts';
import { createRouter } from '../../web/router.ts';
import { siteSettingsOf } from '../../web/site-settings.ts';
import type { SiteMessage } from '../../web/site.page.ts';
import { homeView, toHomePage } from './home.page.ts';
import { findMentor, formerMentor, type MentorDirectory, type SlotMentor } from './mentor-directory.ts';
import type { MentorProfileController } from './mentor-profile.controller.ts';
import type { PayingNow } from './paying-now.ts';
import { toSeats, toSessionCard } from './session-card.page.ts';
import { isNarrowed, readSlotFilters } from './slot-filters.ts';
import type { ShownSeries, SlotSearch } from './slot-search.ts';
import { toHomeSharing, toSlotSharing } from './slot-sharing.ts';
import { slotView, toSlotPage } from './slot.page.ts';
import { requireSlot, type TimeSlotRepository } from './time-slot.repository.ts';
import { isOnSale, seatsLeft } from './time-slot.ts';

/** So few results leave room for other sessions. */
const FEW = 2;
/** How many sessions of the mentor are read to find other dates. */
const OTHERS_LOOKED_AT = 24;

/** The place in the waiting list. The waitlist feature implements it. */
export interface WaitlistLookup {
  /** From 1. */
  position(slotId: string, userId: string): Promise<number | undefined>;
}

/** Whether a user has used the first hour in a slot. The bookings feature implements it. */
export interface FirstHourLookup {
  isLeft(of: { userId: string; timeSlotId: string }): Promise<boolean>;
}

/** A note that was typed for a slot and not paid for. The checkout feature implements it. */
export type TypedNote = (req: Request, slotId: string) => string | undefined;

/** Options for showing the slot page in place of another page. */
export interface SlotRendering {
  readonly slotId: string;
  readonly form: FormModel;
  readonly status: number;
  readonly message?: SiteMessage;
}

const ABOUT = 'Live sessions with mentors. Every payment gets a seat or a full refund.';

export class SlotController {
  constructor(
    private readonly slots: TimeSlotRepository,
    private readonly slotSearch: SlotSearch,
    private readonly payingNow: PayingNow,
    private readonly waitlist: WaitlistLookup,
    private readonly firstHour: FirstHourLookup,
    private readonly mentors: MentorDirectory,
    private readonly clock: Clock,
    private readonly typedNote: TypedNote,
  ) {}

  home = async (req: Request, res: Response): Promise<void> => {
    const viewerZone = readerZone(req);
    const read = readSlotFilters(req.query, viewerZone);
    const { mentor } = read.filters;
    const [found, topics, suggestedIds, picked] = await Promise.all([
      this.slotSearch.find(read.filters, viewerZone),
      this.slotSearch.suggestTopics(),
      this.slotSearch.suggestMentorIds(),
      mentor === undefined ? undefined : this.mentors.findMentorByHandle(mentor),
    ]);
    const hasFew = found.offers <= FEW && isNarrowed(read.filters);
    const soonest = hasFew ? await this.slotSearch.findSoonest(viewerZone, found.series) : [];
    const shownIds = [...found.series, ...soonest].map(({ slot }) => slot.mentorId);
    const known = await this.findMentors([...suggestedIds, ...shownIds]);
    const now = this.clock.now();
    const toCards = (series: readonly ShownSeries[]) =>
      series.map(({ slot, later }) => {
        const of = known.get(slot.mentorId) ?? formerMentor(slot.mentorId);
        return toSessionCard({ slot, later, mentor: of, viewerZone, now });
      });
    const page = toHomePage({
      read,
      found,
      cards: toCards(found.series),
      soonest: toCards(soonest),
      topics,
      mentors: toPickable(suggestedIds, known, picked),
      now,
      viewerZone,
    });
    await renderPage(req, res, homeView, page, {
      title: 'Sessions',
      summary: ABOUT,
      sharing: toHomeSharing(page, siteSettingsOf(req).baseUrl),
    });
  };

  slot = async (req: Request<{ slotId: string }>, res: Response): Promise<void> => {
    const { slotId } = req.params;
    const notes = this.typedNote(req, slotId);
    const form = { values: notes === undefined ? {} : { notes }, errors: {} };
    await this.renderSlot(req, res, { slotId, form, status: 200 });
  };

  /** Updates the number of seats on open pages. */
  seats = async (req: Request<{ slotId: string }>, res: Response): Promise<void> => {
    const slot = await requireSlot(this.slots, req.params.slotId);
    const { text, level } = toSeats(slot);
    const data = { text, level, isOpen: isOnSale(slot, this.clock.now()) };
    res.set('Cache-Control', 'no-store').json({ success: true, data });
  };

  /** Renders the slot page, also in place of a page that cannot be shown, with errors and the typed note. */
  async renderSlot(req: Request, res: Response, rendering: SlotRendering): Promise<void> {
    const { slotId, form, status } = rendering;
    const { page, sharing } = await this.slotPage(req, slotId, form);
    const message = rendering.message ?? (page.panel.kind === 'form' ? undefined : toGoneMessage(form));
    const { title, summary } = page;
    await renderPage(req, res, slotView, page, {
      title,
      summary,
      sharing,
      status,
      ...(message && { message }),
    });
  }

  private async slotPage(req: Request, slotId: string, form: FormModel) {
    const { user } = req;
    const slot = await requireSlot(this.slots, slotId);
    const isFull = seatsLeft(slot) === 0;
    const now = this.clock.now();
    const [mentor, others, bookingId, waitlistPosition, payingNow, hasFirstHour] = await Promise.all([
      findMentor(this.mentors, slot.mentorId),
      this.slots.listUpcoming({ now, limit: OTHERS_LOOKED_AT, mentorId: slot.mentorId }),
      user && this.slots.findBookingId({ slotId, userId: user.id }),
      user && isFull ? this.waitlist.position(slotId, user.id) : undefined,
      isFull ? 0 : this.payingNow.count(slotId, user?.id),
      user ? this.firstHour.isLeft({ userId: user.id, timeSlotId: slotId }) : true,
    ]);
    const viewerZone = readerZone(req);
    const own = { user, viewerZone, bookingId, waitlistPosition, hasFirstHour, form };
    // Sessions of a disabled mentor are not on sale.
    const shownOthers = mentor.isDisabled ? [] : others;
    return {
      page: toSlotPage({ slot, mentor, others: shownOthers, ...own, payingNow, now }),
      sharing: toSlotSharing({ slot, mentor, baseUrl: siteSettingsOf(req).baseUrl, now }),
    };
  }

  /** Loads the mentors of suggestions and cards in one query. */
  private async findMentors(ids: readonly string[]): Promise<ReadonlyMap<string, SlotMentor>> {
    const mentors = await this.mentors.findMentors([...new Set(ids)]);
    return new Map(mentors.map((mentor) => [mentor.id, mentor]));
  }
}

/** The errors of a form for which the page has no place any more, because the session can no longer be booked. */
function toGoneMessage({ values, errors }: FormModel): SiteMessage | undefined {
  if (Object.keys(errors).length === 0) return undefined;
  return toGoneFormMessage({ errors }, { text: 'Nothing was booked or charged.', typed: values.notes });
}

/** The mentors with most sessions, and those who are selected. */
function toPickable(
  ids: readonly string[],
  known: ReadonlyMap<string, SlotMentor>,
  picked: SlotMentor | undefined,
): readonly SlotMentor[] {
  const suggested = ids.flatMap((id) => known.get(id) ?? []).filter(({ handle }) => handle !== '');
  const isMissing = picked && !suggested.some(({ id }) => id === picked.id);
  return isMissing ? [picked, ...suggested] : suggested;
}

export function slotRoutes(controller: SlotController, profiles: MentorProfileController): Router {
  const router = createRouter();
  router.get(paths.home, controller.home);
  router.get(paths.mentorProfile(':handle'), profiles.show);
  router.get(paths.slot(':slotId'), controller.slot);
  router.get(paths.slotSeats(':slotId'), controller.seats);
  return router;
}
