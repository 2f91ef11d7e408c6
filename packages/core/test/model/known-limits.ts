/**
 * What the model finds and is known: kind of finding → why it is so. `npm run verify` fails for one that it does not find
 * any more, so that none stays here longer than it is true.
 */
export const KNOWN_LIMITS: Readonly<Record<string, string>> = {
  'the answer of a status at the end of the log is not that of the turn':
    'a report is folded before the fact that its status becomes, and its answer goes to the turn before',
  'the intent of a resume ends before its effect':
    'a report is folded before the fact that its status becomes, and ends intents in the state before',
  'the intent of a pause ends before its effect':
    'a report is folded before the fact that its status becomes, and ends intents in the state before',
};

/**
 * Where the second opinion on the tables differs and they stay as they are: how the names of the cells begin → why. One
 * that no cell differs in any more is reported, too.
 */
export const DECIDED_OTHERWISE: Readonly<Record<string, string>> = {
  'toolResults (settled) in queued': 'only an agent at work can have been handed the same results before',
  'toolResults (settled) in launching': 'only an agent at work can have been handed the same results before',
  'toolResults (settled) in idle':
    'the turn that asked for them is over: the caller should know that nobody reads them',
  'toolResults (none-open) in awaitingTools': 'a platform that does not say which calls are open judges them itself',
  'dequeued in paused (resumes to launching)':
    'a session is dequeued before it can be paused; a reader absorbs the event that comes late',
  'forceAnswer in paused (resumes to launching)': 'no agent runs that could answer, and none would after the resume',
};
