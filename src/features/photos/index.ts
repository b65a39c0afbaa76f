export type { MentorPhotos, PhotoRefusal, PhotoSaving } from './mentor-photos.ts';
