export interface CalendarEntry {
  readonly title: string;
  readonly start: Date;
  readonly end: Date;
  readonly details: string;
  /** Empty if there is none yet. */
  readonly location: string;
}

export interface CalendarLinks {
  readonly google: string;
  readonly outlook: string;
}

/** Links to Google's and Outlook's "add event" pages, for phones that cannot open a calendar file. */
export function toCalendarLinks({ title, start, end, details, location }: CalendarEntry): CalendarLinks {
  const google = new URL('https://calendar.google.com/calendar/render');
  google.search = new URLSearchParams({
    action: 'TEMPLATE',
    text: title,
    dates: `${compactUtc(start)}/${compactUtc(end)}`,
    details,
    location,
  }).toString();
  const outlook = new URL('https://outlook.live.com/calendar/0/deeplink/compose');
  outlook.search = new URLSearchParams({
    path: '/calendar/action/compose',
    rru: 'addevent',
    subject: title,
    startdt: start.toISOString(),
    enddt: end.toISOString(),
    body: details,
    location,
  }).toString();
  return { google: google.href, outlook: outlook.href };
}

function compactUtc(moment: Date): string {
  return moment.toISOString().replace(/[-:]|\.\d{3}/g, '');
}
