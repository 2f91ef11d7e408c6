import { useSessionCommands, type SessionTarget } from '@agent-session/react';
import { useId, useState, type ReactNode, type SubmitEvent } from 'react';
import { Problem } from './problem.js';

const BUTTONS = [
  ['pause', 'Pause'],
  ['resume', 'Resume'],
  ['forceAnswer', 'Force answer'],
  ['cancel', 'Cancel run'],
] as const;

/** What can be asked of the session now, and why not what cannot. */
export function Steering({ of }: { readonly of: SessionTarget }): ReactNode {
  const commands = useSessionCommands(of);
  const [text, setText] = useState('');
  const id = useId();
  const { message } = commands;
  const failed = [message, ...BUTTONS.map(([name]) => commands[name])].find(({ error }) => error !== null);

  const send = (event: SubmitEvent): void => {
    event.preventDefault();
    if (text.trim() === '' || !message.allowed) return;
    // The words stay until they are accepted: nothing a person typed is lost.
    void message.run(text).then((accepted) => accepted && setText(''));
  };

  return (
    <section className="panel steering" aria-label="Steering">
      <div className="buttons">
        {BUTTONS.map(([name, label]) => (
          <span key={name}>
            <button
              type="button"
              aria-disabled={!commands[name].allowed}
              aria-describedby={`${id}${name}`}
              title={commands[name].reason}
              className={name === 'cancel' ? 'danger' : ''}
              onClick={() => commands[name].allowed && void commands[name].run()}
            >
              {label}
            </button>
            <small id={`${id}${name}`}>{commands[name].allowed ? '' : commands[name].reason}</small>
          </span>
        ))}
      </div>
      <form onSubmit={send}>
        <label htmlFor={`${id}text`}>Message to the agent</label>
        <textarea id={`${id}text`} rows={2} value={text} onChange={({ target }) => setText(target.value)} />
        <button type="submit" aria-disabled={!message.allowed || text.trim() === ''} aria-describedby={`${id}why`}>
          Send
        </button>
        <small id={`${id}why`}>{message.reason}</small>
      </form>
      <Problem error={failed?.error} />
    </section>
  );
}
