/** Codes of sockets that broke or never opened, as Node names them. */
const BROKEN_SOCKET = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ERR_STREAM_DESTROYED',
  'ERR_STREAM_WRITE_AFTER_END',
]);

/** Whether an error is Node's own about a socket. */
export function isNetworkError(error: Error): boolean {
  return 'code' in error && typeof error.code === 'string' && BROKEN_SOCKET.has(error.code);
}
