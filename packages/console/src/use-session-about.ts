import type { AgentSessionClient } from '@agent-session/client';
import { useEffect, useState } from 'react';
import { asRecord, asText, shown } from './untrusted.js';

/** What a session was asked to do, and of whom. */
export interface SessionAbout {
  readonly task: string;
  readonly agent: string;
  readonly createdAt: string;
}

const AGAIN_MS = 5_000;

/** Reads what a session is about, once; `null` until it is known. A failure is tried again: it is no reason to show nothing. */
export function useSessionAbout(client: AgentSessionClient, id: string): SessionAbout | null {
  const [about, setAbout] = useState<SessionAbout | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const read = async (): Promise<void> => {
      try {
        const { request, created_at: createdAt } = await client.get(id, { signal: stop.signal });
        const { agent, messages } = request;
        setAbout({
          task: shown(firstWords(messages), 2000),
          agent: shown(typeof agent === 'string' ? agent : asText(asRecord(agent)['name']), 100),
          createdAt,
        });
      } catch {
        // Why the session cannot be read is said where it is followed.
        if (!stop.signal.aborted) timer = setTimeout(() => void read(), AGAIN_MS);
      }
    };
    void read();
    return () => {
      clearTimeout(timer);
      stop.abort(new Error('The session is no longer shown.'));
    };
  }, [client, id]);
  return about;
}

function firstWords(messages: unknown): string {
  const first: unknown = Array.isArray(messages) ? messages[0] : messages;
  return typeof first === 'string' ? first : asText(asRecord(first)['message']);
}
