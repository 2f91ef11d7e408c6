const BOILERPLATE =
  /^(?:(?:read|see|view|show|load|learn|find out)\s+(?:more|all|details|item|product|full.*|the.*)|more|more info.*|details?|continue.*|buy.*|add to .*|order now|share|reply|replies|discuss|hide|save|flag|past|web|permalink|link|source|edit|delete|report|next|prev(?:ious)?|comments?|\d[\d.,k]*\s*(?:comments?|replies|points?|votes?|likes?|shares?|reviews?|ratings?)|(?:about |just )?\d*\s*(?:an? )?(?:seconds?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?) ago|yesterday|today|log ?in|sign ?(?:in|up)|subscribe|back to top|home)\W*$/i;

/** How much a text looks like the title of something, 0 to 1: a few words, not a button and not a number. */
export function titleQuality(text: string): number {
  if (!/\p{L}/u.test(text)) return 0.05;
  if (BOILERPLATE.test(text)) return 0.1;
  return wordsQuality(countWords(text));
}

export function wordsQuality(words: number): number {
  if (words <= 0) return 0.05;
  if (words > 40) return 0.5;
  return [0.35, 0.6, 0.85][words - 1] ?? 1;
}

/** Words of a text; scripts without spaces count about two characters as a word. */
export function countWords(text: string): number {
  const dense = text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/gu)?.length ?? 0;
  const spaced = text.trim() === '' ? 0 : text.trim().split(/\s+/).length;
  return dense > 3 ? Math.max(spaced, Math.round(dense / 2)) : spaced;
}
