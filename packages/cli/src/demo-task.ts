import type { AnswerFormat } from '@agent-session/protocol';

/** The structured answer of the sessions overview: a list of stories with title and link. */
export const STORIES_FORMAT = {
  type: 'object',
  properties: {
    stories: {
      type: 'array',
      items: {
        type: 'object',
        properties: { title: { type: 'string' }, url: { type: 'string' } },
        required: ['title', 'url'],
      },
    },
  },
  required: ['stories'],
} as const satisfies AnswerFormat;

/** What the agent is told: the task, and the page to work on where the task does not name it. */
export function taskMessage(task: string, pageUrl: string | undefined): string {
  return pageUrl === undefined || task.includes(pageUrl) ? task : `${task}\n\nPage: ${pageUrl}`;
}
