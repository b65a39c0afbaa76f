/**
 * The error of a rejected promise.
 * @throws Error when the promise is fulfilled
 */
export async function failureOf(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
  throw new Error('It was expected to fail, but succeeded.');
}
