const DAY = /^\d{4}-\d{2}-\d{2}$/;
const ISO_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;
const SPAN = /^(\d{1,6})(m|h|d)$/;
const MILLISECONDS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Midnight (UTC) at the start of a day. Undefined for what is no day of the calendar, such as 2025-02-30. */
export function parseDay(text: string): Date | undefined {
  if (!DAY.test(text)) return undefined;
  const day = new Date(`${text}T00:00:00Z`);
  return Number.isNaN(day.getTime()) || !day.toISOString().startsWith(text) ? undefined : day;
}

/** A day, an ISO time with its zone, or a span back from now such as `24h`. */
export function parsePointInTime(text: string, now = new Date()): Date | undefined {
  const span = SPAN.exec(text);
  if (span)
    return new Date(now.getTime() - Number(span[1]) * MILLISECONDS[span[2] as keyof typeof MILLISECONDS]);
  if (!ISO_TIME.test(text)) return parseDay(text);
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? undefined : time;
}
