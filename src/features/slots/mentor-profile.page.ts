import { view } from '../../web/view.ts';
import type { SlotCard } from './slot-card.page.ts';

export interface MentorProfilePage {
  readonly name: string;
  readonly handle: string;
  readonly headline: string | null;
  /** Plain text; its line breaks are kept. */
  readonly bio: string | null;
  readonly topics: readonly string[];
  /** Upcoming ones. */
  readonly slots: readonly SlotCard[];
}

export const mentorProfileView = view<MentorProfilePage>('slots/mentor-profile');
