/** What began less than this long ago is still being finished by the request that began it. */
export const RESUME_AFTER_MS = 3_000;
