import { toFace } from '../../web/face.ts';
import type { MailFace } from './mail.page.ts';

/** As the tints of the pages, in colours that can be read on light and dark paper alike. */
const TINTS = [
  { background: '#cfe8dd', ink: '#0b4f3d' },
  { background: '#fde7c2', ink: '#6b4300' },
  { background: '#dce4fb', ink: '#23388a' },
  { background: '#f7d9e3', ink: '#83234a' },
  { background: '#d5ecf3', ink: '#0d4d60' },
  { background: '#e7dcf6', ink: '#4e2a86' },
  { background: '#fbdcd2', ink: '#7f2c12' },
  { background: '#e3ebc8', ink: '#43530f' },
] as const;

export function toMailFace(person: { readonly id: string; readonly name: string }): MailFace {
  const { initials, tint } = toFace(person);
  return { initials, ...(TINTS[tint] ?? TINTS[0]), photoUrl: null };
}
