export type { MentorPhotos, PhotoRefusal } from './mentor-photos.ts';
