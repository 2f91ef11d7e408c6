/** True for text that can name something in a store: not empty, no NUL character, no half of a surrogate pair. */
export function isStorableName(text: string): boolean {
  return text !== '' && !text.includes('\0') && !/\p{Surrogate}/u.test(text);
}
