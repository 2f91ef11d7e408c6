import { COMMAND_NAMES } from '@agent-session/protocol';
import { expect, it } from 'vitest';
import { FACT_NAMES, LEAF_STATE_NAMES, TRANSITIONS, type TransitionCell } from '../src/index.js';
import { commandReason, transitionReason } from './cell-reasons.js';
import { lifecycleMarkdown } from './lifecycle-markdown.js';

it('docs/reference/lifecycle.md is what the tables give (update it with `npm run docs` in packages/core) [C1]', async () => {
  await expect(lifecycleMarkdown()).toMatchFileSnapshot('../../../docs/reference/lifecycle.md');
});

it('every cell of the tables says beside itself who says so and why, unless it repeats the state [C1]', () => {
  for (const state of LEAF_STATE_NAMES) {
    for (const fact of FACT_NAMES) {
      const cell: TransitionCell = TRANSITIONS[state][fact];
      expect(transitionReason(state, fact, cell === state), `${state} × ${fact}`).toBeDefined();
    }
    for (const name of COMMAND_NAMES) expect(commandReason(state, name), `${state} × ${name}`).toBeDefined();
  }
});
