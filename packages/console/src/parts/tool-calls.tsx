import type { SessionState } from '@agent-session/core';
import type { JsonValue, ToolRequest } from '@agent-session/protocol';
import { useSessionCommands, type SessionTarget } from '@agent-session/react';
import { Wrench } from 'lucide-react';
import { useId, useState, type ReactNode, type SubmitEvent } from 'react';
import { asText, shown } from '../untrusted.js';
import { Problem } from './problem.js';

/** Tools that the agent wants its caller to run: whoever watches may answer for them. */
export function ToolCalls({ of, state }: { readonly of: SessionTarget; readonly state: SessionState }): ReactNode {
  const { toolResults } = useSessionCommands(of);
  if (state.pendingToolCalls.length === 0) return null;
  return (
    <section className="panel calls" aria-label="Tool calls">
      <h2>The agent waits for {state.pendingToolCalls.length === 1 ? 'a tool' : 'tools'}</h2>
      {state.pendingToolCalls.slice(0, 20).map((call, index) => (
        <Answerable
          key={call.id ?? index}
          call={call}
          reason={toolResults.allowed ? null : toolResults.reason}
          send={(result) => toolResults.run([{ kind: 'tool_result', tool_req: call, result }])}
        />
      ))}
      <Problem error={toolResults.error} />
    </section>
  );
}

function Answerable({
  call,
  reason,
  send,
}: {
  readonly call: ToolRequest;
  readonly reason: string | null;
  readonly send: (result: JsonValue) => Promise<boolean>;
}): ReactNode {
  const [text, setText] = useState('');
  const id = useId();
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (reason === null && text.trim() !== '') void send(resultOf(text));
  };
  return (
    <form onSubmit={submit}>
      <label htmlFor={id}>
        <code className="call">
          <Wrench aria-hidden /> <b>{shown(call.tool_name, 80)}</b>{' '}
          {call.args === undefined ? '' : shown(asText(call.args), 1000)}
        </code>
      </label>
      <textarea
        id={id}
        rows={2}
        className="code"
        placeholder="Its result: JSON, or text"
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
      <div className="send">
        <small>{reason}</small>
        <button type="submit" aria-disabled={reason !== null || text.trim() === ''}>
          Send result
        </button>
      </div>
    </form>
  );
}

function resultOf(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return text;
  }
}
