import { describe, expect, it } from 'vitest';
import { placeAnswerFormat } from './place-answer-format.js';

const format = { type: 'object' };
const agent = { name: 'reader', description: 'Reads.', environments: ['web'] };

describe('placeAnswerFormat', () => {
  it('leaves it at the top level for the first generation', () => {
    const request = { agent: 'h/reader', answer_format: format };
    expect(placeAnswerFormat(request, 'seed')).toBe(request);
  });

  it('puts it on an agent that is written out', () => {
    expect(placeAnswerFormat({ agent, max_steps: 3, answer_format: format }, 'newest')).toEqual({
      agent: { ...agent, answer_format: format },
      max_steps: 3,
    });
  });

  it('puts it beside the other overrides of an agent named by its id', () => {
    const overrides = { 'agent.model': 'big' };
    expect(placeAnswerFormat({ agent: 'h/reader', overrides, answer_format: format }, 'newest')).toEqual({
      agent: 'h/reader',
      overrides: { 'agent.model': 'big', 'agent.answer_format': format },
    });
  });

  it('does not touch a request without one, nor the caller’s objects', () => {
    const request = { agent: 'h/reader' };
    expect(placeAnswerFormat(request, 'newest')).toBe(request);
    placeAnswerFormat({ agent, answer_format: format }, 'newest');
    expect(agent).not.toHaveProperty('answer_format');
  });

  it.each([
    { agent: { ...agent, answer_format: format }, answer_format: format },
    { agent: 'h/reader', overrides: { 'agent.answer_format': format }, answer_format: format },
  ])('refuses two of them: %j', (request) => {
    expect(() => placeAnswerFormat(request, 'newest')).toThrow(/given twice/);
  });
});
