import { type Paint, visible } from './paint';

/** `name=value`, the value in quotes where it would not end by itself. */
export function pairText(name: string, value: unknown, paint: Paint): string {
  return `${paint('dim', `${visible(name)}=`)}${valueText(value)}`;
}

function valueText(value: unknown): string {
  const isList = Array.isArray(value) && value.every((item) => typeof item !== 'object');
  if (!isList && typeof value === 'object' && value !== null) return visible(JSON.stringify(value), 200);
  const text = visible(String(value), 120);
  return text === '' || /[\s"=]/.test(text) ? `"${text.replaceAll('"', '\\"')}"` : text;
}
