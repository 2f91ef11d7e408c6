/** No reply of the contract is longer. */
const MAX_BYTES = 50_000_000;

/**
 * Reads a body as text, and gives up on one that does not end.
 *
 * @throws Error when it is too long.
 */
export async function readText(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  if (!reader) return '';
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return text + decoder.decode();
      bytes += value.byteLength;
      if (bytes > MAX_BYTES) throw new Error(`its body is longer than ${MAX_BYTES} bytes`);
      text += decoder.decode(value, { stream: true });
    }
  } finally {
    // What is left of it is nobody's, and need not be waited for.
    void reader.cancel().catch(() => undefined);
  }
}
