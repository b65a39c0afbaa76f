import { view } from '../../web/page-renderer.ts';
import type { FormModel, SessionTime } from '../../web/partials.page.ts';

export interface TimeChangePage {
  readonly bookingId: string;
  readonly title: string;
  readonly mentorName: string;
  /** The time before the change. */
  readonly before: SessionTime;
  readonly time: SessionTime;
  /** The amount paid. */
  readonly amount: string;
  /** `answer`: keep or refund. */
  readonly form: FormModel;
}

export const timeChangeView = view<TimeChangePage>('mentoring/time-change');
