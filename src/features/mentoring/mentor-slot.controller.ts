import type { Request, Response } from 'express';
import { paths } from '../../paths.ts';
import type { Clock } from '../../shared/clock.ts';
import { DomainError } from '../../shared/errors.ts';
import { countOf } from '../../shared/text.ts';
import { showInsteadOf } from '../../web/error-handler.ts';
import { errorTable, messageOf } from '../../web/error-table.ts';
import { addFlash } from '../../web/flash.ts';
import { currentUser } from '../../web/guards.ts';
import { renderPage } from '../../web/page-renderer.ts';
import {
  parseForm,
  parseInput,
  parseChange,
  toConflictForm,
  toGoneFormMessage,
} from '../../web/parse-input.ts';
import { seeOther } from '../../web/return-to.ts';
import type { SiteMessage } from '../../web/site.page.ts';
import {
  canRecordAttendance,
  requireOwnSlot,
  type TimeSlot,
  type TimeSlotRepository,
} from '../slots/index.ts';
import { type AttendeeMessages, type Attendees, toAttendeesCsv } from './attendees.ts';
import type { MentorBookingRepository } from './mentor-booking.repository.ts';
import {
  type MentorSlotPage,
  mentorSlotView,
  type RefusedForms,
  toMentorSlotPage,
} from './mentor-slot.page.ts';
import { describeSeatRefunds, type SlotCancellation } from './slot-cancellation.ts';
import type { SlotEditing } from './slot-editing.ts';
import { slotValues } from './slot-form.page.ts';
import {
  attendanceSchema,
  cancelSlotSchema,
  editedSlotSchema,
  messageSchema,
  retrySchema,
  withDuration,
} from './slot-form.schema.ts';
import type { FollowedBookings } from './time-changes.ts';

type SlotRequest = Request<{ slotId: string }>;

/** The page of one session, where its mentor changes or cancels it and records attendance. */
export class MentorSlotController {
  constructor(
    private readonly slots: Pick<TimeSlotRepository, 'findById' | 'listOfMentor'>,
    private readonly attendees: Attendees,
    private readonly mentorBookings: MentorBookingRepository,
    private readonly slotEditor: SlotEditing,
    private readonly slotCancellation: SlotCancellation,
    private readonly attendeeMessages: AttendeeMessages,
    private readonly clock: Clock,
    /** Origin of the site. */
    private readonly baseUrl: string,
  ) {}

  show = async (req: SlotRequest, res: Response): Promise<void> => {
    await this.render(req, res, { slot: await this.findSlot(req) });
  };

  /** Missing fields stay unchanged. */
  edit = async (req: SlotRequest, res: Response): Promise<void> => {
    const slot = await this.findSlot(req);
    const { parsed, typed } = parseChange(editedSlotSchema, withDuration(req.body), slotValues(slot));
    if (!parsed.isValid) return this.render(req, res, { slot, refused: { edit: parsed } });
    const edit = await this.slotEditor.edit(slot, parsed.data);
    switch (edit.kind) {
      case 'changed': {
        done(req, res, { slot, text: describeEdit(edit) });
        return;
      }
      case 'refused':
        return this.render(req, res, { slot, refused: { edit: { values: typed, errors: edit.errors } } });
      case 'conflict':
        return this.render(req, res, {
          slot: edit.slot,
          refused: { edit: toConflictForm(typed, slotValues(edit.slot)), isConflict: true },
        });
    }
  };

  cancel = async (req: SlotRequest, res: Response): Promise<void> => {
    const slot = await this.findSlot(req);
    const parsed = parseForm(cancelSlotSchema, req.body);
    if (!parsed.isValid) return this.render(req, res, { slot, refused: { cancel: parsed } });
    const refunds = await this.slotCancellation.cancel(slot, parsed.data.reason);
    done(req, res, { slot, text: describeSeatRefunds(refunds) });
  };

  message = async (req: SlotRequest, res: Response): Promise<void> => {
    const slot = await this.findSlot(req);
    const parsed = parseForm(messageSchema, req.body);
    if (!parsed.isValid) return this.render(req, res, { slot, refused: { message: parsed } });
    const count = await this.attendeeMessages.send(slot, parsed.data.message);
    if (count === 0) {
      const message = { ...NOBODY, typed: parsed.data.message };
      await this.render(req, res, { slot, refusal: { message, status: errorTable.CONFLICT.status } });
      return;
    }
    done(req, res, { slot, text: `Your message goes to ${countOf(count, 'attendee')}.` });
  };

  retryRefund = async (req: SlotRequest, res: Response): Promise<void> => {
    const slot = await this.findSlot(req);
    const { bookingId } = parseInput(retrySchema, req.body);
    await this.slotCancellation.retry(slot, bookingId);
    done(req, res, { slot, text: 'We have asked for the refund again.' });
  };

  recordAttendance = async (req: SlotRequest, res: Response): Promise<void> => {
    const slot = await this.findSlot(req);
    const { attended } = parseInput(attendanceSchema, req.body);
    if (!canRecordAttendance(slot, this.clock.now())) {
      throw new DomainError('CONFLICT', {
        message: 'Attendance can be noted from the start of a session that takes place.',
      });
    }
    await this.mentorBookings.recordAttendance(slot.id, attended);
    done(req, res, { slot, text: 'Attendance is noted.' });
  };

  downloadAttendees = async (req: SlotRequest, res: Response): Promise<void> => {
    const slot = await this.findSlot(req);
    const attendees = await this.attendees.list(slot.id);
    res
      .set('Cache-Control', 'no-store')
      .attachment(`attendees-${slot.id}.csv`)
      .type('text/csv')
      .send(toAttendeesCsv(attendees, this.clock.now()));
  };

  /** Shows the session as it is by now, if it can no longer be changed in this way. */
  readonly showUnchanged = showInsteadOf<{ slotId: string }>(
    ['SLOT_CLOSED', 'CONFLICT'],
    async (req, res, { error, status }) => {
      const slot = await this.findSlot(req);
      const message = { role: 'alert', lead: messageOf(error), text: 'Nothing was changed.' } as const;
      await this.render(req, res, { slot, refusal: { message, status } });
    },
  );

  private findSlot(req: SlotRequest): Promise<TimeSlot> {
    return requireOwnSlot(this.slots, { slotId: req.params.slotId, mentorId: currentUser(req).id });
  }

  private async render(req: Request, res: Response, { slot, refused = {}, refusal }: Shown): Promise<void> {
    const [attendees, ahead] = await Promise.all([
      this.attendees.list(slot.id),
      this.slots.listOfMentor(slot.mentorId, this.clock.now()),
    ]);
    const { timeZone, name: mentorName } = currentUser(req);
    const { baseUrl } = this;
    const own = { slot, mentorName, attendees, ahead, timeZone, baseUrl, now: this.clock.now() };
    const page = toMentorSlotPage(own, refused);
    const status = statusOf(refused);
    const message = toGoneMessage(page, refused);
    await renderPage(req, res, mentorSlotView, page, {
      title: slot.title,
      status,
      ...(message && { message }),
      ...refusal,
    });
  }
}

interface Shown {
  readonly slot: TimeSlot;
  readonly refused?: RefusedForms;
  /** Why nothing was changed, above the page. */
  readonly refusal?: { readonly message: SiteMessage; readonly status: number };
}

const NOBODY = {
  role: 'alert',
  lead: 'Nobody has a seat in this session any more.',
  text: 'Your message was not sent.',
} as const;

function done(req: Request, res: Response, { slot, text }: { slot: TimeSlot; text: string }): void {
  addFlash(req, { role: 'status', text });
  seeOther(res, paths.mentorSlot(slot.id));
}

/** Undefined unless the session has changed so far that its page has no place for the errors of the refused form. */
function toGoneMessage(
  page: MentorSlotPage,
  { edit, cancel, message }: RefusedForms,
): SiteMessage | undefined {
  const forms = [
    [edit, page.edit],
    [cancel, page.cancel],
    [message, page.message],
  ] as const;
  const [gone] = forms.find(([refused, shown]) => refused && shown === null) ?? [];
  return (
    gone &&
    toGoneFormMessage(gone, {
      text: 'Nothing was changed, and the session no longer has this form.',
      typed: message?.values.message,
    })
  );
}

function statusOf({ edit, cancel, message, isConflict = false }: RefusedForms): number {
  if (isConflict) return 409;
  return edit || cancel || message ? 422 : 200;
}

function describeEdit({ asked, back, told }: FollowedBookings & { readonly told: number }): string {
  const attendees = (count: number) => countOf(count, 'attendee is', 'attendees are');
  const parts = [
    ...(asked > 0 ? [`${attendees(asked)} asked to keep the seat or take the money back.`] : []),
    ...(back > 0 ? [`${attendees(back)} told that it is back at the time they booked.`] : []),
    ...(told > 0 ? [`${attendees(told)} told, with a new invitation.`] : []),
  ];
  return ['The session is changed.', ...parts].join(' ');
}
