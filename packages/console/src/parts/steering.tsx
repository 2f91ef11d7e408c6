import { useSessionCommands, type SessionTarget } from '@agent-session/react';
import { CircleStop, Flag, Pause, Play, SendHorizontal } from 'lucide-react';
import { useId, useRef, useState, type ReactNode, type SubmitEvent } from 'react';
import { Problem } from './problem.js';

const BUTTONS = [
  ['pause', 'Pause', Pause],
  ['resume', 'Resume', Play],
  ['forceAnswer', 'Force answer', Flag],
  ['cancel', 'Cancel run', CircleStop],
] as const;

/** What can be asked of the session now, and why not what cannot. */
export function Steering({ of }: { readonly of: SessionTarget }): ReactNode {
  const commands = useSessionCommands(of);
  const [text, setText] = useState('');
  const id = useId();
  const asks = useRef<HTMLDialogElement>(null);
  const { message, cancel } = commands;
  const hasEnded = [message, ...BUTTONS.map(([name]) => commands[name])].every(
    ({ allowed, sending }) => !allowed && !sending,
  );
  const failed = [message, ...BUTTONS.map(([name]) => commands[name])].find(({ error }) => error !== null);

  const send = (event: SubmitEvent): void => {
    event.preventDefault();
    if (text.trim() === '' || !message.allowed) return;
    // The words stay until they are accepted: nothing a person typed is lost.
    void message.run(text).then((accepted) => accepted && setText(''));
  };
  const press = (name: (typeof BUTTONS)[number][0]): void => {
    if (!commands[name].allowed) return;
    // What cannot be taken back is asked for twice.
    if (name === 'cancel') asks.current?.showModal();
    else void commands[name].run();
  };

  return (
    <section className="panel steering" aria-label="Steering">
      {/* Nobody can be told anything any more; words that were typed before are still there. */}
      <form onSubmit={send} hidden={hasEnded && text === ''}>
        <label htmlFor={`${id}text`}>Message to the agent</label>
        <textarea
          id={`${id}text`}
          rows={2}
          value={text}
          onChange={({ target }) => setText(target.value)}
          onKeyDown={({ key, ctrlKey, metaKey, currentTarget }) => {
            if (key === 'Enter' && (ctrlKey || metaKey)) currentTarget.form?.requestSubmit();
          }}
        />
        <div className="send">
          <small id={`${id}why`}>{message.reason}</small>
          <button
            type="submit"
            aria-disabled={!message.allowed || text.trim() === ''}
            aria-describedby={`${id}why`}
            title="Ctrl+Enter"
          >
            <SendHorizontal aria-hidden /> Send
          </button>
        </div>
      </form>
      <div className="buttons">
        {BUTTONS.map(([name, label, Icon]) => (
          <button
            key={name}
            type="button"
            aria-disabled={!commands[name].allowed}
            aria-describedby={`${id}${name}`}
            title={commands[name].reason}
            className={name === 'cancel' ? 'danger' : ''}
            onClick={() => press(name)}
          >
            <Icon aria-hidden /> {label}
          </button>
        ))}
      </div>
      <Reasons id={id} commands={commands} />
      <Problem error={failed?.error} />
      <dialog ref={asks} className="asks" aria-labelledby={`${id}ask`}>
        <form
          method="dialog"
          onSubmit={(event) => {
            const { submitter } = event.nativeEvent as unknown as { readonly submitter: HTMLButtonElement | null };
            if (submitter?.value === 'yes') void cancel.run();
          }}
        >
          <h2 id={`${id}ask`}>Cancel this run?</h2>
          <p>It ends for good, without an answer. What it has done so far stays in the log.</p>
          <div className="send">
            <button type="submit" value="no">
              Let it run
            </button>
            <button type="submit" value="yes" className="danger solid">
              Cancel for good
            </button>
          </div>
        </form>
      </dialog>
    </section>
  );
}

/** Why some buttons do nothing now: each reason once, in words, for those who cannot point at a button and wait. */
function Reasons({
  id,
  commands,
}: {
  readonly id: string;
  readonly commands: ReturnType<typeof useSessionCommands>;
}): ReactNode {
  const byReason = new Map<string, string[]>();
  for (const [name, label] of BUTTONS) {
    const { allowed, reason } = commands[name];
    if (!allowed) byReason.set(reason, [...(byReason.get(reason) ?? []), label]);
  }
  return (
    <>
      {BUTTONS.map(([name]) => (
        <span key={name} id={`${id}${name}`} className="hidden">
          {commands[name].reason}
        </span>
      ))}
      {byReason.size > 0 && (
        <ul className="reasons" aria-hidden>
          {[...byReason].map(([reason, labels]) => (
            <li key={reason}>
              <b>{labels.join(', ')}</b> {reason}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
