import { startOfDay } from '../../shared/zoned-time.ts';
import type { FilterField } from './table.page.ts';

const LONGEST = 120;

/** The filters of an address that can be read; the others are as if they had not been given. */
export function readFilters(
  query: Readonly<Record<string, unknown>>,
  fields: readonly FilterField[],
): Readonly<Record<string, string>> {
  const read = fields.flatMap((field) => {
    const given = query[field.name];
    const text = typeof given === 'string' ? given.trim() : '';
    return text !== '' && isReadable(field, text) ? [[field.name, text] as const] : [];
  });
  return Object.fromEntries(read);
}

function isReadable({ type, choices = [] }: FilterField, text: string): boolean {
  switch (type) {
    case 'date':
      return startOfDay(text, 'UTC') !== undefined;
    case 'select':
      return choices.some(({ value }) => value === text);
    case 'search':
      return text.length <= LONGEST && !/\p{Cc}|\p{Cs}/u.test(text);
  }
}
