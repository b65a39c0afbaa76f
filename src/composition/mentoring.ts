import {
  Attendees,
  FreeTime,
  MentorUpkeep,
  MovedSessions,
  SessionMoveListeners,
  SlotCancellation,
  SlotEditing,
  SlotPublishing,
} from '../features/mentor/index.ts';
import type { Changes } from './changes.ts';
import type { Core, Waiting } from './core.ts';
import type { Foundation, Told } from './foundation.ts';
import type { Repositories } from './repositories.ts';

/** What mentors do with their sessions. */
export function createMentorServices(parts: Foundation & Repositories & Waiting & Core & Changes & Told) {
  const editing = parts.slotEditing;
  const moveListener = new SessionMoveListeners([parts.notifications], parts.logger);
  const freeTime = new FreeTime({ ...parts, calendars: parts.mentorCalendars, editing });
  const publishing = new SlotPublishing({ ...parts, editing, freeTime });
  const movedSessions = new MovedSessions({ ...parts, editing, moveListener });
  const slotEditor = new SlotEditing({ ...parts, editing, freeTime, movedSessions });
  const slotCancellation = new SlotCancellation({ ...parts, editing, freeTime });
  const mentorUpkeep = new MentorUpkeep({ ...parts, slotCancellation, movedSessions });
  const attendees = new Attendees(parts);
  return { publishing, movedSessions, slotEditor, slotCancellation, mentorUpkeep, attendees };
}
