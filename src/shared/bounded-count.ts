/** Up to this number, pages show the exact number of rows. */
export const MAX_COUNTED = 1_000;
export const MORE_THAN_COUNTED = `${MAX_COUNTED.toLocaleString('en')}+`;

/** A number of rows, counted only as far as pages show. */
export interface BoundedCount {
  /** MAX_COUNTED at most. */
  readonly count: number;
  /** Whether there are, or may be, more. */
  readonly isMore: boolean;
}

/** @param isCut whether some rows were not looked at */
export function toBoundedCount(counted: number, isCut = false): BoundedCount {
  return { count: Math.min(counted, MAX_COUNTED), isMore: isCut || counted > MAX_COUNTED };
}

/** `26`, `1,000+`. */
export function boundedCountText({ count, isMore }: BoundedCount): string {
  return `${count.toLocaleString('en')}${isMore ? '+' : ''}`;
}
