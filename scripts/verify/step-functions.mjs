/**
 * The files of core/src whose conditions and effects are edited. `leftOut`: functions of them that the model has nothing
 * of, and why; other tests are there for those.
 * @type {Readonly<Record<string, { readonly leftOut?: Readonly<Record<string, string>> }>>}
 */
export const stepFunctions = {
  'tables/steps.ts': { leftOut: { targetsOf: 'draws the machine' } },
  'fold/lifecycle.ts': {},
  'fold/apply-entry.ts': { leftOut: { applyOpened: 'the model begins with what an opened entry says' } },
  'fold/intents.ts': {},
  'fold/deadlines.ts': { leftOut: { deadlines: 'lists what the state holds', later: 'reads a date' } },
  'reading/observe.ts': {
    leftOut: {
      asEvent: 'reads what is no event',
      tellsMore: 'compares totals and texts beside the lifecycle',
    },
  },
  'reading/reachability.ts': {},
  'deciding/decide.ts': { leftOut: { assertAllowed: 'throws what decide says' } },
  'authority/effects.ts': {},
  'authority/decide-command.ts': {
    leftOut: { callResults: 'finds the calls of results, of which the model hands in ids' },
  },
  'authority/decide-deadline.ts': {},
};
