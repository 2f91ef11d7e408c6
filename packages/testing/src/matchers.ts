export { sessionMatchers } from './matchers/session-matchers.js';
export type { HistoryOptions, MatcherResult, SessionMatchers } from './matchers/session-matchers.js';
export type { StorySource } from './matchers/story.js';
