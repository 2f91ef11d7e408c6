/** The world as a command sees it: everything the program reads from or writes to, passed in. */
export interface Terminal {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** What is typed or piped in; nothing where there is none. */
  readonly stdin?: NodeJS.ReadStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Directory that relative paths of the user start from. */
  readonly workingDirectory: string;
  /** Calls back on Ctrl-C or when there is another reason to stop; returns the way to stop listening. */
  onStop(listener: (signal: StopSignal) => void): () => void;
}

/** Ctrl-C, a request to stop, a terminal that was closed. */
export type StopSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

/** Where a command writes to. */
export interface OutputStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  /** How wide a terminal is. */
  readonly columns?: number;
}
