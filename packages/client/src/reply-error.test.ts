import { describe, expect, it } from 'vitest';
import { replyError } from './reply-error.js';

const CONTEXT = { method: 'POST', url: 'http://127.0.0.1:4100/api/v2/sessions' };

function said(status: number, message: string): string {
  return replyError('create', status, JSON.stringify({ message, detail: [{ type: 'x', message }] }), CONTEXT).message;
}

describe('what to do next', () => {
  it('is said where the platform does not', () => {
    expect(said(404, 'Agent not found')).toMatch(
      /answered 404: Agent not found\. Check the id, the region and the key\.$/,
    );
  });

  it('is left to the platform where that goes on to say what there is', () => {
    expect(said(404, 'Agent "team/titles" not found. This server has: local/web-reader.')).toMatch(
      /answered 404: Agent "team\/titles" not found\. This server has: local\/web-reader\.$/,
    );
  });

  it('is said beside what the platform says of a key', () => {
    expect(said(401, 'Invalid API key. Send a key of this server as "Authorization: Bearer <key>".')).toMatch(
      /Send a key of this server as "Authorization: Bearer <key>"\. Check the key: H_API_KEY, HAI_API_KEY or apiKey\.$/,
    );
  });
});
