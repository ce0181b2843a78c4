/**
 * Waits until `condition` holds, looking every 20 ms; its value.
 * @throws its last error, or a time-out, after `patience` milliseconds
 */
export async function eventually<T>(
  condition: () => Promise<T | undefined | false> | T | undefined | false,
  patience = 10_000,
): Promise<T> {
  let last: unknown = new Error('the condition never held');
  for (const end = Date.now() + patience; Date.now() < end;) {
    try {
      const value = await condition();
      if (value !== undefined && value !== false) return value;
    } catch (error) {
      last = error;
    }
    await new Promise((resume) => setTimeout(resume, 20));
  }
  throw last;
}
