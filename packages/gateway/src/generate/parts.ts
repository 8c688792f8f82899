import type { ListenConfig } from '../config/schema.ts'

/** Headers by which a client could say what only the proxy knows: the backend does not get them. */
export const TOLD_BY_PROXY: readonly string[] = [
  'X-Forwarded-Method',
  'X-Forwarded-Uri',
  'X-Forwarded-Prefix',
  'X-Original-Url',
  'X-Original-Method',
  'Forwarded',
]

/** Where the proxy finds the gateway; `socketPrefix` is how it spells a unix socket. */
export function gatewayAddress(listen: ListenConfig = { port: 4180 }, socketPrefix = 'unix/'): string {
  return 'socket' in listen
    ? `${socketPrefix}${listen.socket}`
    : `${listen.host ?? '127.0.0.1'}:${listen.port}`
}

export function indent(lines: readonly string[], spaces: number): string {
  return lines.map((line) => (line === '' ? '' : `${' '.repeat(spaces)}${line}`)).join('\n')
}
