import { useId, type ReactNode } from 'react';

/** One of a few, chosen by mouse or by arrow keys: a group of radio buttons that look like one control. */
export function Choice<Value extends string>({
  label,
  value,
  options,
  choose,
}: {
  readonly label: string;
  readonly value: Value;
  readonly options: Readonly<Record<Value, ReactNode>>;
  readonly choose: (value: Value) => void;
}): ReactNode {
  const id = useId();
  return (
    <fieldset className="choice">
      <legend className="hidden">{label}</legend>
      {(Object.entries(options) as [Value, ReactNode][]).map(([option, name]) => (
        <label key={option}>
          <input type="radio" name={id} checked={option === value} onChange={() => choose(option)} />
          <span>{name}</span>
        </label>
      ))}
    </fieldset>
  );
}
