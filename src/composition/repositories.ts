import { UserRepository, createUserModel } from '../features/accounts/index.ts';
import { AdminListsRepository } from '../features/admin/index.ts';
import { AuditEventRepository, AuditTrail, createAuditEventModel } from '../features/audit/index.ts';
import {
  BookingMoveRepository,
  SessionBookingRepository,
  createSessionBookingModel,
} from '../features/booking/index.ts';
import {
  EarningsRepository,
  MentorBookingRepository,
  MentorCalendarRepository,
  MentorFeedRepository,
  createMentorCalendarModel,
  createMentorFeedModel,
} from '../features/mentor/index.ts';
import { PaymentDecisionRepository, createPaymentDecisionModel } from '../features/payments/index.ts';
import {
  HandMadeRefundRepository,
  RefundBacklogRepository,
  RefundRepository,
  createRefundModel,
} from '../features/refunds/index.ts';
import {
  SeatRepository,
  type Seats,
  SlotAlternativesRepository,
  SlotEditingRepository,
  SlotSearchRepository,
  TimeSlotRepository,
  createTimeSlotModel,
} from '../features/slots/index.ts';
import { WaitlistRepository, createWaitlistModel } from '../features/waitlist/index.ts';
import { WebhookEventRepository, createWebhookEventModel } from '../features/webhooks/index.ts';
import type { Foundation } from './foundation.ts';

export function createRepositories({ mongo, clock }: Foundation) {
  const slotModel = createTimeSlotModel(mongo);
  const bookingModel = createSessionBookingModel(mongo);
  const refundModel = createRefundModel(mongo);
  return {
    users: new UserRepository(createUserModel(mongo), clock),
    slots: new TimeSlotRepository(slotModel),
    seats: new SeatRepository(slotModel, clock) as Seats,
    decisions: new PaymentDecisionRepository(createPaymentDecisionModel(mongo), clock),
    slotSearchRepository: new SlotSearchRepository(slotModel),
    alternatives: new SlotAlternativesRepository(slotModel),
    bookings: new SessionBookingRepository(bookingModel, clock),
    moves: new BookingMoveRepository(bookingModel, clock),
    slotEditing: new SlotEditingRepository(slotModel, clock),
    mentorBookings: new MentorBookingRepository(bookingModel, clock),
    mentorFeeds: new MentorFeedRepository(createMentorFeedModel(mongo), clock),
    earnings: new EarningsRepository(bookingModel),
    mentorCalendars: new MentorCalendarRepository(createMentorCalendarModel(mongo), clock),
    waitlists: new WaitlistRepository(createWaitlistModel(mongo)),
    refundRepository: new RefundRepository(refundModel, clock),
    handMadeRefundRepository: new HandMadeRefundRepository(refundModel, clock),
    refundBacklog: new RefundBacklogRepository(refundModel, clock),
    webhookEvents: new WebhookEventRepository(createWebhookEventModel(mongo), clock),
    auditTrail: new AuditTrail(new AuditEventRepository(createAuditEventModel(mongo)), clock),
    adminLists: new AdminListsRepository(mongo),
  };
}

export type Repositories = ReturnType<typeof createRepositories>;
