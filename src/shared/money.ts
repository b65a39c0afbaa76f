declare const paiseBrand: unique symbol;

/** An amount of Indian rupees in whole paise (₹1 = 100). Never a float, never negative. */
export type Paise = number & { readonly [paiseBrand]: true };

/**
 * Marks a whole, non-negative number as an amount in paise.
 * @throws RangeError when it is neither.
 */
export function toPaise(amount: number): Paise {
  if (!Number.isSafeInteger(amount) || amount < 0) throw new RangeError(`Not an amount in paise: ${amount}`);
  return amount as Paise;
}

const RUPEES = /^(\d{1,9})(?:\.(\d{1,2}))?$/;

/** Reads rupees as people write them (`499`, `499.5`, `19.99`), without floats. Undefined when it is not an amount. */
export function parseRupees(text: string): Paise | undefined {
  const match = RUPEES.exec(text.trim());
  if (!match) return undefined;
  const [, rupees = '', paise = ''] = match;
  return toPaise(Number(rupees) * 100 + Number(paise.padEnd(2, '0')));
}

/** The amount as text for a form field: `499` or `499.50`. */
export function toRupeesText(amount: Paise): string {
  const paise = amount % 100;
  const rupees = String((amount - paise) / 100);
  return paise === 0 ? rupees : `${rupees}.${String(paise).padStart(2, '0')}`;
}

const inr = new Intl.NumberFormat('en-IN', { style: 'currency', currency: 'INR' });

/** The only way money is shown: `₹1,499` or `₹1,499.50`. */
export function formatInr(amount: Paise): string {
  return inr.format(amount / 100).replace(/\.00$/, '');
}
