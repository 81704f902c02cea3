import { type Command, everywhere, type Offer, type OptionName, optionNamed } from '../command';

/** A script that completes these commands in zsh, sourced or as a file \`_mangrove\` in \`fpath\`. */
export function zshCompletion(commands: readonly Command[]): string {
  return `#compdef mangrove
# Completes mangrove in zsh: source <(mangrove completion zsh)
_mangrove() {
  local curcontext=$curcontext state line
  local -A opt_args
  local -a commands=(
${commands.map(({ name, summary }) => `    ${quoted(`${name}:${summary}`)}\n`).join('')}  )
  _arguments -C ${[...(commands[0]?.options ?? []), ...everywhere].map(optionSpec).join(' ')} '1: :->command' '*:: :->operand' && return
  case $state in
    command) _describe command commands ;;
    operand)
      case $words[1] in
${commands.map((command) => `        ${command.name}) ${argumentsOf(command)} ;;\n`).join('')}      esac ;;
  esac
}
if [[ $funcstack[1] == _mangrove ]]; then _mangrove "$@"; else compdef _mangrove mangrove; fi
`;
}

function argumentsOf({ offers, mostOperands, options }: Command): string {
  const action = actionOf(offers);
  const operands = action === '' ? [] : [quoted(`${mostOperands === 1 ? '1' : '*'}:operand:${action}`)];
  return ['_arguments', ...[...options, ...everywhere].map(optionSpec), ...operands].join(' ');
}

function optionSpec(name: OptionName): string {
  const { letter, value, offers = [], isRepeatable = false, summary } = optionNamed[name];
  const long = `--${name}${value === undefined ? '' : '='}`;
  const message = value === undefined ? '' : `:${value.replace(/[^A-Z]+/g, ' ').trim()}:${actionOf(offers)}`;
  const about = quoted(`[${summary.replace(/[[\]:\\]/g, '\\$&')}]${message}`);
  if (isRepeatable) return [long, ...(letter ? [`-${letter}`] : [])].map((one) => `'*'${one}${about}`).join(' ');
  if (letter === undefined) return `${long}${about}`;
  const exclusive = `'(-${letter} --${name})'`;
  return `${exclusive}-${letter}${about} ${exclusive}${long}${about}`;
}

function actionOf(offers: Offer): string {
  if (offers === 'files') return '_files';
  return offers.length === 0 ? '' : `(${offers.join(' ')})`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
