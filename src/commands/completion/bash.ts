import { type Command, everywhere, type OptionName, optionNamed, optionNames } from '../command';

/** A script that completes these commands in bash, 3.2 and newer. */
export function bashCompletion(commands: readonly Command[]): string {
  const withValue = optionNames.filter((name) => optionNamed[name].value !== undefined);
  const withFile = withValue.filter((name) => optionNamed[name].offers === 'files');
  const withOther = withValue.filter((name) => !withFile.includes(name));
  return `# Completes mangrove in bash: source <(mangrove completion bash)
_mangrove() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]} command= words= i
  # --config=FILE comes as three words.
  if [[ $prev == = ]]; then prev=\${COMP_WORDS[COMP_CWORD - 2]}; fi
  if [[ $cur == = ]]; then cur=; fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    case \${COMP_WORDS[i]} in
      ${patterns(withValue)}) i=$((i + 1)); if [[ \${COMP_WORDS[i]} == = ]]; then i=$((i + 1)); fi ;;
      -*) ;;
      *) command=\${COMP_WORDS[i]}; break ;;
    esac
  done
  COMPREPLY=()
  # With nothing of ours to offer, bash completes the names of files.
  case $prev in
    ${patterns(withFile)}) return ;;
    ${patterns(withOther)}) compopt +o default 2> /dev/null; return ;;
  esac
  if [[ $cur == -* ]]; then
    case $command in
      '') words='${spelled(commands[0]?.options ?? [])}' ;;
${commands.map(({ name, options }) => `      ${name}) words='${spelled(options)}' ;;\n`).join('')}    esac
  else
    case $command in
      '') words='${commands.map(({ name }) => name).join(' ')}' ;;
${commands.map(operandCase).join('')}    esac
  fi
  compopt +o default 2> /dev/null
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _mangrove mangrove
`;
}

function operandCase({ name, offers }: Command): string {
  if (offers === 'files') return `      ${name}) return ;;\n`;
  return offers.length === 0 ? '' : `      ${name}) words='${offers.join(' ')}' ;;\n`;
}

function spelled(names: readonly OptionName[]): string {
  return [...names, ...everywhere].map((name) => `--${name}`).join(' ');
}

function patterns(names: readonly OptionName[]): string {
  return names.flatMap((name) => [`--${name}`, ...letterOf(name)]).join(' | ');
}

function letterOf(name: OptionName): string[] {
  const { letter } = optionNamed[name];
  return letter === undefined ? [] : [`-${letter}`];
}
