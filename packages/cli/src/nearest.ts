import { Command } from 'commander';

/** The name a user probably meant, or `null`. The parser's own measure, so that all suggestions are alike. */
export function nearest(word: string, names: readonly string[]): string | null {
  const parser = new Command('x').exitOverride().configureOutput({ writeErr: () => undefined });
  for (const name of names) parser.command(name);
  parser.helpCommand(false);
  try {
    parser.parse([word], { from: 'user' });
  } catch (error) {
    return /Did you mean (?:one of )?([^?,]+)/.exec(error instanceof Error ? error.message : '')?.[1] ?? null;
  }
  return null;
}
