import type { Command } from 'commander';
import { EXIT_CODES } from '../exit-codes.js';
import type { SHELLS } from '../shells.js';
import type { Terminal } from '../terminal.js';

/** Prints a script that completes the commands and options of this program, read off the program itself. */
export function completion(shell: (typeof SHELLS)[number], program: Command, terminal: Terminal): number {
  const commands = program.commands.map((command) => ({
    name: command.name(),
    description: command.description(),
    options: command
      .createHelp()
      .visibleOptions(command)
      .flatMap(({ long }) => long ?? []),
  }));
  terminal.stdout.write(SCRIPTS[shell](program.name(), [...commands, HELP]));
  return EXIT_CODES.ok;
}

interface Completable {
  readonly name: string;
  readonly description: string;
  readonly options: readonly string[];
}

const HELP: Completable = { name: 'help', description: 'Show the help of a command.', options: [] };

const SCRIPTS: Readonly<
  Record<(typeof SHELLS)[number], (program: string, commands: readonly Completable[]) => string>
> = {
  bash: (program, commands) => `# ${program} completion for bash: source <(${program} completion bash)
_${identifier(program)}() {
  local word="\${COMP_WORDS[COMP_CWORD]}" command="\${COMP_WORDS[1]}" words=""
  if [ "$COMP_CWORD" -eq 1 ]; then
    words="${commands.map(({ name }) => name).join(' ')}"
  elif [[ "$word" == -* ]]; then
    case "$command" in
${commands.map(({ name, options }) => `      ${name}) words="${options.join(' ')}" ;;`).join('\n')}
    esac
  elif [ "$command" = help ]; then
    words="${commands.map(({ name }) => name).join(' ')}"
  fi
  COMPREPLY=()
  local match
  while IFS= read -r match; do COMPREPLY+=("$match"); done < <(compgen -W "$words" -- "$word")
}
complete -o default -F _${identifier(program)} ${program}
`,
  zsh: (program, commands) => `#compdef ${program}
# ${program} completion for zsh: source <(${program} completion zsh)
_${identifier(program)}() {
  if (( CURRENT == 2 )); then
    local -a commands=(
${commands.map(({ name, description }) => `      ${single(`${name}:${description}`)}`).join('\n')}
    )
    _describe command commands
  elif [[ "$PREFIX" == -* ]]; then
    case "$words[2]" in
${commands.map(({ name, options }) => `      ${name}) compadd -- ${options.join(' ')} ;;`).join('\n')}
    esac
  else
    _files
  fi
}
compdef _${identifier(program)} ${program}
`,
  fish: (program, commands) =>
    [
      `# ${program} completion for fish: ${program} completion fish | source`,
      ...commands.flatMap(({ name, description, options }) => [
        `complete -c ${program} -n __fish_use_subcommand -a ${name} -d ${single(description)}`,
        ...options.map(
          (option) => `complete -c ${program} -n '__fish_seen_subcommand_from ${name}' -l ${option.replace(/^--/, '')}`,
        ),
      ]),
      '',
    ].join('\n'),
};

function identifier(name: string): string {
  return name.replace(/\W/g, '_');
}

function single(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
