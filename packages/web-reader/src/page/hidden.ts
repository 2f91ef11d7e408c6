const HIDDEN_STYLE = /(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)/i;

/** True for an element its own attributes hide from a reader of the page. */
export function isHidden(tag: string, attributes: ReadonlyMap<string, string>): boolean {
  if (attributes.has('hidden') || attributes.get('aria-hidden') === 'true') return true;
  if (tag === 'input' && attributes.get('type')?.toLowerCase() === 'hidden') return true;
  if (tag === 'dialog' && !attributes.has('open')) return true;
  return HIDDEN_STYLE.test(attributes.get('style') ?? '');
}
