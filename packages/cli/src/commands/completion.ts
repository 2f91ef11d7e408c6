import type { Command } from 'commander';
import { EXIT_CODES } from '../exit-codes.js';
import type { SHELLS } from '../shells.js';
import type { Terminal } from '../terminal.js';

type Shell = (typeof SHELLS)[number];

/** Prints a script that completes the commands and options of this program, read off the program itself. */
export function completion(shell: Shell, program: Command, terminal: Terminal): number {
  const commands: Completable[] = program.commands.map((command) => ({
    name: command.name(),
    description: command.description(),
    options: command
      .createHelp()
      .visibleOptions(command)
      .flatMap((option) => {
        if (option.long === undefined) return [];
        const placeholder = /<(\w+)>/.exec(option.flags)?.[1];
        const value = placeholder === undefined ? null : valueOf(placeholder, option.argChoices);
        return [{ name: option.long, description: option.description.replace(/ \(.*/, ''), value }];
      }),
    words: command.registeredArguments.map((argument) => valueOf(argument.name(), argument.argChoices)),
  }));
  const help: Completable = {
    name: 'help',
    description: 'Show the help of a command.',
    options: [],
    words: [commands.map(({ name }) => name)],
  };
  terminal.stdout.write(SCRIPTS[shell](program.name(), [...commands, help]));
  return EXIT_CODES.ok;
}

/** What may stand somewhere: one of some words, a file, or anything. */
type Value = readonly string[] | 'file' | 'anything';

interface Completable {
  readonly name: string;
  readonly description: string;
  readonly options: readonly {
    readonly name: string;
    readonly description: string;
    /** `null`: it takes none. */
    readonly value: Value | null;
  }[];
  /** Arguments, in order. */
  readonly words: readonly Value[];
}

function valueOf(placeholder: string, choices: readonly string[] | undefined): Value {
  if (choices !== undefined) return choices;
  return ['file', 'module', 'a', 'b'].includes(placeholder) ? 'file' : 'anything';
}

const SCRIPTS: Readonly<Record<Shell, (program: string, commands: readonly Completable[]) => string>> = {
  bash: (program, commands) => `# ${program} completion for bash: source <(${program} completion bash)
_${identifier(program)}() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" command="\${COMP_WORDS[1]}"
  local words="" files="" match
  if [ "$COMP_CWORD" -eq 1 ]; then
    words="${commands.map(({ name }) => name).join(' ')}"
  else
    case "$command $before" in
${commands
  .flatMap(({ name, options }) =>
    options.flatMap((option) =>
      option.value === null ? [] : [`      "${name} ${option.name}") ${bashValue(option.value)} ;;`],
    ),
  )
  .join('\n')}
      *)
        if [[ "$word" == -* ]]; then
          case "$command" in
${commands.map(({ name, options }) => `            ${name}) words="${options.map((option) => option.name).join(' ')}" ;;`).join('\n')}
          esac
        else
          case "$command" in
${commands
  .filter(({ words }) => words.some((word) => word !== 'anything'))
  .map(
    ({ name, words }) =>
      `            ${name}) ${bashValue(words.find((word) => word !== 'anything') ?? 'anything')} ;;`,
  )
  .join('\n')}
          esac
        fi ;;
    esac
  fi
  COMPREPLY=()
  if [ -n "$files" ]; then
    compopt -o filenames 2>/dev/null
    while IFS= read -r match; do COMPREPLY+=("$match"); done < <(compgen -f -- "$word")
  else
    while IFS= read -r match; do COMPREPLY+=("$match"); done < <(compgen -W "$words" -- "$word")
  fi
}
complete -F _${identifier(program)} ${program}
`,
  zsh: (program, commands) => `#compdef ${program}
# ${program} completion for zsh: source <(${program} completion zsh)
_${identifier(program)}() {
  local curcontext="$curcontext" state
  local -a line commands
  typeset -A opt_args
  commands=(
${commands.map(({ name, description }) => `    ${single(`${name}:${description}`)}`).join('\n')}
  )
  _arguments -C '1:command:->command' '*::argument:->argument'
  case "$state" in
    command) _describe command commands ;;
    argument)
      case "$line[1]" in
${commands
  .map(({ name, options, words }) => {
    const specs = [
      ...options.map((option) => single(`*${option.name}[${zshText(option.description)}]${zshValue(option.value)}`)),
      // Nothing to offer is said with an empty list: a mere message would count as an offer, and options not be finished.
      ...words.map((word, at) => single(`${at + 1}${word === 'anything' ? ':argument:()' : zshValue(word)}`)),
    ];
    return `        ${name}) _arguments ${specs.join(' ')} ;;`;
  })
  .join('\n')}
      esac ;;
  esac
}
if [ "\${funcstack[1]}" = "_${identifier(program)}" ]; then
  _${identifier(program)} "$@"
else
  (( \${+functions[compdef]} )) || { autoload -Uz compinit && compinit }
  compdef _${identifier(program)} ${program}
fi
`,
  fish: (program, commands) =>
    [
      `# ${program} completion for fish: ${program} completion fish | source`,
      `complete -c ${program} -n __fish_use_subcommand -f`,
      ...commands.flatMap(({ name, description, options, words }) => {
        const within = `complete -c ${program} -n '__fish_seen_subcommand_from ${name}'`;
        return [
          `complete -c ${program} -n __fish_use_subcommand -f -a ${name} -d ${single(description)}`,
          ...(words.includes('file') ? [] : [`${within} -f`]),
          ...words.flatMap((word) => (typeof word === 'string' ? [] : [`${within} -a '${word.join(' ')}'`])),
          ...options.map(
            (option) =>
              `${within} -l ${option.name.replace(/^--/, '')}${fishValue(option.value)} -d ${single(option.description)}`,
          ),
        ];
      }),
      '',
    ].join('\n'),
};

function bashValue(value: Value): string {
  if (value === 'file') return 'files=1';
  return value === 'anything' ? ':' : `words="${value.join(' ')}"`;
}

function zshValue(value: Value | null): string {
  if (value === null) return '';
  if (value === 'file') return ':value:_files';
  return value === 'anything' ? ':value: ' : `:value:(${value.join(' ')})`;
}

/** Text between brackets of a specification. */
function zshText(text: string): string {
  return text.replace(/[[\]:\\]/g, '\\$&');
}

function fishValue(value: Value | null): string {
  if (value === null) return '';
  if (value === 'file') return ' -r -F';
  return value === 'anything' ? ' -x' : ` -x -a '${value.join(' ')}'`;
}

function identifier(name: string): string {
  return name.replace(/\W/g, '_');
}

function single(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
