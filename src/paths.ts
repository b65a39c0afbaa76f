/** Every URL of the site, by name. */
export const paths = {
  home: '/',
  mentorProfile: (handle: string) => `/mentors/${handle}`,
  slot: (slotId: string) => `/slots/${slotId}`,
  bookSlot: (slotId: string) => `/slots/${slotId}/book`,
  joinWaitlist: (slotId: string) => `/slots/${slotId}/waitlist`,
  leaveWaitlist: (slotId: string) => `/slots/${slotId}/waitlist/leave`,

  checkout: (bookingId: string) => `/checkout/${bookingId}`,
  cancelCheckout: (bookingId: string) => `/checkout/${bookingId}/cancel`,
  checkoutCancelled: (bookingId: string) => `/checkout/${bookingId}/cancelled`,
  checkoutResult: (bookingId: string) => `/checkout/${bookingId}/result`,
  razorpayCallback: '/payments/razorpay/callback',
  razorpayWebhook: '/webhooks/razorpay',

  dashboard: '/dashboard',
  booking: (bookingId: string) => `/bookings/${bookingId}`,
  bookingCalendar: (bookingId: string) => `/bookings/${bookingId}/calendar.ics`,
  bookingReceipt: (bookingId: string) => `/bookings/${bookingId}/receipt`,
  cancelBooking: (bookingId: string) => `/bookings/${bookingId}/cancel`,
  movedBooking: (bookingId: string) => `/bookings/${bookingId}/moved`,
  rescheduleBooking: (bookingId: string) => `/bookings/${bookingId}/reschedule`,

  register: '/register',
  login: '/login',
  logout: '/logout',
  forgotPassword: '/forgot',
  resetPassword: (token: string) => `/reset/${token}`,
  account: '/account',

  mentor: '/mentor',
  ownProfile: '/mentor/profile',
  newSlot: '/mentor/slots/new',
  mentorSlots: '/mentor/slots',
  mentorSlot: (slotId: string) => `/mentor/slots/${slotId}`,
  cancelSlot: (slotId: string) => `/mentor/slots/${slotId}/cancel`,
  attendeesCsv: (slotId: string) => `/mentor/slots/${slotId}/attendees.csv`,
  retryRefund: (slotId: string) => `/mentor/slots/${slotId}/retry`,
  attendance: (slotId: string) => `/mentor/slots/${slotId}/attendance`,
  earnings: '/mentor/earnings',
  earningsCsv: '/mentor/earnings.csv',
  renewCalendar: '/mentor/calendar',
  mentorCalendar: (token: string) => `/mentor/calendar/${token}.ics`,

  admin: '/admin',

  apiBookSlot: (slotId: string) => `/api/mentor/timeslots/${slotId}/book`,
  apiVerifyPayment: '/api/mentor/verify-timeslot-payment',

  terms: '/terms',
  privacy: '/privacy',
  refunds: '/refunds',
  contact: '/contact',

  health: '/healthz',
  ready: '/readyz',
  metrics: '/metrics',
} as const;
