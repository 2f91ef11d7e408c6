const REFUSED_HERE =
  /(https?:\/\/(?:localhost|127(?:\.\d+){3}|\[::1\])[:/]\S* could not be reached \(ECONNREFUSED\)\. )Check the connection and the base URL\./;

/** Nobody listens at an address of this machine: most often a server that was not started, or has stopped. */
export function askIfRunning(message: string): string {
  return message.replace(
    REFUSED_HERE,
    '$1Is the server running? agent-session serve starts one. If it is, check the base URL.',
  );
}
