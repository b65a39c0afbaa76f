/** What a server process tells the process that started it, once it is ready. */
export const WORKER_READY = { type: 'sureslot:ready' } as const;

export function isWorkerReady(message: unknown): boolean {
  return (
    typeof message === 'object' && message !== null && 'type' in message && message.type === WORKER_READY.type
  );
}
