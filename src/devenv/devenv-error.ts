/** Thrown when the demo or the tests cannot start; the message is written for the person who started them. */
export class DevenvError extends Error {
  override readonly name = 'DevenvError';
}
