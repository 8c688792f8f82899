import { InvalidArgumentError } from 'commander'

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 }

/** Reads `90s`, `5m`, `1h`, `2d` or `1w` as seconds; a number alone is seconds. Throws what commander shows. */
export function toSeconds(text: string): number {
  const [, count = '', unit = 's'] = /^(\d{1,9})([smhdw])?$/.exec(text) ?? []
  if (count === '') throw new InvalidArgumentError('expected a time, such as 30s, 5m, 1h or 2d')
  return Number(count) * (SECONDS[unit] ?? 1)
}

/** Reads a time as milliseconds: `500ms`, or what `toSeconds` reads. */
export function toMilliseconds(text: string): number {
  const [, count] = /^(\d{1,9})ms$/.exec(text) ?? []
  return count === undefined ? toSeconds(text) * 1000 : Number(count)
}

/** Reads `+1h` or `-30m` as seconds. */
export function toMove(text: string): number {
  const size = toSeconds(text.replace(/^[+-]/, ''))
  return text.startsWith('-') ? -size : size
}

/** The status of an answer. */
export function toStatus(text: string): number {
  if (/^[2-5]\d\d$/.test(text)) return Number(text)
  throw new InvalidArgumentError('expected a status from 200 to 599')
}

/** A whole number that is not negative. */
export function toCount(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('expected a number')
}

/** Gathers claims, each as `name=value`; what is no JSON is text. */
export function toClaims(text: string, before: unknown): readonly (readonly [string, unknown])[] {
  const at = text.indexOf('=')
  if (at < 1) throw new InvalidArgumentError('expected a name and a value: org_id=acme')
  const claim = [text.slice(0, at), toValue(text.slice(at + 1))] as const
  return Array.isArray(before) ? [...(before as (readonly [string, unknown])[]), claim] : [claim]
}

function toValue(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** A port; 0 takes any that is free. */
export function toPort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text)
  throw new InvalidArgumentError('expected a port from 0 to 65535')
}
